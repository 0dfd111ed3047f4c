"""The control API, the clock, the transcript, the pages and the command line."""

import json
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

import simulator
from simulator import Phone, Running, Settings, start
from simulator.clock import VirtualClock
from simulator.feed import KEPT_CHANGES, Feed
from simulator.transcript import KEPT_ENTRIES, Transcript, scrubbed
from tests import patience
from tests.simulator.bot import Bot
from tests.simulator.conftest import Api, Start


class Control:
    def __init__(self, running: Running) -> None:
        self._base = f"{running.url}/sim/api"

    def get(self, path: str, /, **query: Any) -> Any:
        return requests.get(self._base + path, params=query, timeout=patience.SECONDS).json()

    def post(self, path: str, /, **body: Any) -> Any:
        return requests.post(self._base + path, json=body, timeout=patience.SECONDS).json()

    def delete(self, path: str) -> Any:
        return requests.delete(self._base + path, timeout=patience.SECONDS).json()

    def patch(self, path: str, /, **body: Any) -> Any:
        return requests.patch(self._base + path, json=body, timeout=patience.SECONDS).json()


@pytest.fixture
def control(running: Running) -> Control:
    return Control(running)


def test_a_whole_conversation_through_the_control_api(control: Control, bot: Bot) -> None:
    bot.says("你好")
    person = control.post("/customers", name="何静")
    acts = f"/customers/{person['openid']}/acts"

    assert control.post(acts, act="text", text="在吗") == {"error": "not following"}
    followed = control.post(acts, act="follow", scene="store-3", wait=True)
    assert (followed["ok"], followed["reply"]["text"]) == (True, "你好")
    control.post(acts, act="text", text="在吗", wait=True)

    shown = control.get(f"/customers/{person['openid']}/messages")
    assert [one["text"] for one in shown[1:]] == ["你好", "在吗", "你好"]
    state = control.get(f"/customers/{person['openid']}")
    assert state["left"] == 8
    assert [one["act"] for one in state["window"]] == ["follow", "message"]


@pytest.mark.parametrize(
    "act",
    [
        {"act": "image"},
        {"act": "voice", "recognition": "查积分"},
        {"act": "video"},
        {"act": "location"},
        {"act": "link", "title": "t", "url": "https://example.com"},
        {"act": "file", "name": "a.pdf"},
        {"act": "menu", "key": "points"},
        {"act": "choose", "id": "101", "content": "满意"},
        {"act": "scan", "scene": "x"},
        {"act": "report_location"},
        {"act": "raw", "xml": "<xml><a>1</a></xml>"},
        {"act": "unfollow"},
    ],
)
def test_every_act_has_a_name(control: Control, phone: Phone, act: dict[str, Any]) -> None:
    done = control.post(f"/customers/{phone.openid}/acts", wait=True, **act)

    assert done["ok"] is True


@pytest.mark.parametrize(
    "act", [{"act": "dance"}, {"act": "scan"}, {"act": "location", "latitude": "north"}]
)
def test_an_act_that_makes_no_sense_is_refused(
    control: Control, phone: Phone, act: dict[str, Any]
) -> None:
    assert "error" in control.post(f"/customers/{phone.openid}/acts", **act)


def test_a_stranger_is_not_found(control: Control) -> None:
    assert control.get("/customers/oNobody") == {"error": "no such customer"}
    assert control.post("/templates", title="进度") == {"error": "content is missing"}


def test_the_clock_is_moved_and_written_down(start_platform: Start, tmp_path: Path) -> None:
    file = tmp_path / "clock" / "offset"
    running = start_platform(mode="plain", clock_file=file)
    control = Control(running)
    assert float(file.read_text()) == 0

    control.post("/clock", advance=3_600)
    assert 3_599 < float(file.read_text()) < 3_601
    control.post("/clock", set="2027-01-01T00:00:00+08:00")
    moment = datetime.fromtimestamp(control.get("/clock")["now"], UTC)
    assert moment.strftime("%Y-%m-%d %H") == "2026-12-31 16"
    assert control.post("/clock", set="2027-01-01T00:00:00")["error"]
    assert control.post("/clock", set="tomorrow")["error"]
    control.post("/clock", reset=True)
    assert float(file.read_text()) == 0


def test_the_clock_refuses_a_date_without_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        VirtualClock().set(datetime(2027, 1, 1))  # noqa: DTZ001 - that is the point


def test_faults_are_set_counted_and_removed(control: Control, api: Api, phone: Phone) -> None:
    added = control.post("/faults", effect="errcode", path="custom/send", code=45011, times=2)

    assert api.say(phone) == 45011
    [rule] = control.get("/faults")
    assert (rule["struck"], rule["spent"]) == (1, False)
    control.delete(f"/faults/{added['id']}")
    assert api.say(phone) == 0
    assert "error" in control.post("/faults", effect="explode")
    assert "error" in control.post("/faults", effect="errcode", colour="red")


def test_tokens_quotas_templates_and_people_are_steered(
    control: Control, api: Api, phone: Phone
) -> None:
    assert api.say(phone) == 0
    control.post("/tokens/expire")
    assert api.say(phone) == 42001
    control.post("/tokens/invalidate")
    assert api.say(phone) == 40001
    api.token = ""
    control.post("/quotas", path="/cgi-bin/message/custom/send", minute=1)
    assert api.say(phone) == 45011
    assert control.patch(f"/customers/{phone.openid}", blacklisted=True)["blacklisted"]
    added = control.post("/templates", title="进度", content="说明：{{thing1.DATA}}")
    listed = api.get("/cgi-bin/template/get_all_private_template")["template_list"]
    assert added["id"] in [one["template_id"] for one in listed]


def test_the_transcript_tells_everything_but_secrets(
    running: Running, control: Control, api: Api, phone: Phone
) -> None:
    api.say(phone, "您的订单已发货")

    entries = control.get("/transcript", openid=phone.openid)
    assert [one["side"] for one in entries] == ["webhook", "api"]
    sent = entries[-1]
    assert "您的订单已发货" in sent["request"]
    assert (sent["code"], sent["status"], sent["attempt"]) == (0, 200, 1)
    everything = json.dumps(control.get("/transcript"), ensure_ascii=False)
    assert api.token not in everything
    assert running.settings.app_secret not in everything
    assert control.get("/transcript", side="api", code=45015) == []
    control.delete("/transcript")
    assert control.get("/transcript") == []


def test_memory_is_bounded() -> None:
    feed = Feed()
    transcript = Transcript(feed)
    for _ in range(KEPT_ENTRIES + 5):
        transcript.record("api", at=0, method="GET", path="/x", request="x" * 4_500)

    entries = transcript.entries()
    assert len(entries) == KEPT_ENTRIES
    assert len(entries[0].request) < 5_000
    assert [change.kind for change in feed.since(0)] == ["reload"]
    assert len(feed.since(feed.latest - KEPT_CHANGES + 1)) == KEPT_CHANGES - 1


@pytest.mark.parametrize(
    "text",
    ['{"access_token": "abcdefghijklmnop"}', "?access_token=abcdefghijklmnop&x=1"],
)
def test_a_token_is_shortened(text: str) -> None:
    assert "abcdefghijklmnop" not in scrubbed(text)
    assert "abcd…op" in scrubbed(text)


def test_changes_are_streamed_and_polled(running: Running, control: Control, phone: Phone) -> None:
    before = control.get("/state")["change"]
    phone.says("在吗")

    polled = control.get("/changes", since=before)["changes"]
    assert {"bubble", "customer", "transcript"} <= {one["kind"] for one in polled}
    with requests.get(
        f"{running.url}/sim/api/live",
        params={"since": before},
        stream=True,
        timeout=patience.SECONDS,
    ) as stream:
        lines = stream.iter_lines(decode_unicode=True)
        data = next(line for line in lines if line.startswith("data: "))
    assert json.loads(data.removeprefix("data: ")) == polled[0]


def test_reset_begins_anew(running: Running, control: Control, api: Api, phone: Phone) -> None:
    api.say(phone)
    running.platform.clock.advance(60)

    control.post("/reset")

    state = control.get("/state")
    assert abs(state["clock"]["offset"]) < 0.001
    assert [one["following"] for one in state["customers"]] == [False] * 3
    assert api.code("/cgi-bin/user/get") == 40001


def test_another_site_may_not_steer(running: Running) -> None:
    answer = requests.post(
        f"{running.url}/sim/api/reset",
        headers={"Origin": "https://elsewhere.example"},
        timeout=patience.SECONDS,
    )

    assert answer.status_code == 403


def test_pages_load_nothing_from_elsewhere(running: Running, phone: Phone) -> None:
    for path in ("/", f"/phone/{phone.openid}"):
        page = requests.get(running.url + path, timeout=patience.SECONDS)
        assert page.status_code == 200
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert "http://" not in page.text.replace(running.url, "")
        assert "<script>" not in page.text
    for path, status in (("/phone/oNobody", 404), ("/sim/avatar/3.svg", 200)):
        answer = requests.get(running.url + path, timeout=patience.SECONDS)
        assert answer.status_code == status


def test_a_taken_port_and_wrong_settings_are_said(bot: Bot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            start(webhook=bot.url, port=taken.getsockname()[1])
    for wrong in ({"mode": "open"}, {"account": "other"}, {"aes_key": "short"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Settings(webhook=bot.url, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="webhook"):
        Settings(webhook="localhost")


def test_the_same_person_has_the_same_openid_in_every_run(start_platform: Start, bot: Bot) -> None:
    openids = {start_platform().platform.customer("小林").openid for _ in range(2)}

    assert len(openids) == 1
    assert len(openids.pop()) == 28


def test_the_program_prints_what_to_configure(bot: Bot, tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text(json.dumps([{"name": "老吴", "openid": "oOldWu", "following": True}]))
    command = [sys.executable, "-m", "simulator", "--port", "0", "--webhook", bot.url]
    root = Path(simulator.__file__).parent.parent
    bot.settings = Settings(webhook=bot.url)
    with subprocess.Popen(
        [*command, "--customers-file", str(people)], stdout=subprocess.PIPE, text=True, cwd=root
    ) as program:
        assert program.stdout is not None
        printed = dict(program.stdout.readline().split(None, 1) for _ in range(7))
        state = requests.get(
            f"{printed['API'].strip()}/sim/api/state", timeout=patience.SECONDS
        ).json()
        program.terminate()
        assert program.wait(patience.SECONDS) == 0

    assert printed["AESKey"].strip() == bot.settings.aes_key
    assert [(one["name"], one["following"]) for one in state["customers"]] == [("老吴", True)]
