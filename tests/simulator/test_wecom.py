"""The simulated WeCom keeps the platform's rules."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from simulator import Running
from simulator.official.media import sample_picture
from tests import patience
from tests.simulator.conftest import Start

STAFF, OTHER = "ZhangWei", "LiNa"


class Api:
    """A client of the company's API."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self._session = requests.Session()
        self._session.trust_env = False

    def close(self) -> None:
        self._session.close()

    def token(self) -> str:
        company = self.running.platform.wecom.settings
        asked = {"corpid": company.corp_id, "corpsecret": company.secret}
        answer = self._session.get(
            self._url("gettoken"), params=asked, timeout=patience.SECONDS
        ).json()
        return str(answer["access_token"])

    def post(self, path: str, body: dict[str, Any], **query: str) -> dict[str, Any]:
        asked = query or {"access_token": self.token()}
        answer: dict[str, Any] = self._session.post(
            self._url(path), params=asked, json=body, timeout=patience.SECONDS
        ).json()
        return answer

    def get(self, path: str, **query: str) -> dict[str, Any]:
        asked = {"access_token": self.token(), **query}
        answer: dict[str, Any] = self._session.get(
            self._url(path), params=asked, timeout=patience.SECONDS
        ).json()
        return answer

    def say(self, external_userid: str, **more: Any) -> int:
        body = {
            "touser": external_userid,
            "open_kfid": self.running.platform.wecom.kf.open_kfid,
            "msgtype": "text",
            "text": {"content": "您好"},
            **more,
        }
        return int(self.post("kf/send_msg", body)["errcode"])

    def _url(self, path: str) -> str:
        return f"{self.running.wecom_url}/cgi-bin/{path}"


@pytest.fixture
def api(start_platform: Start) -> Iterator[Api]:
    client = Api(start_platform())
    yield client
    client.close()


def test_the_token_is_the_same_while_it_lives(api: Api) -> None:
    first = api.token()
    assert api.token() == first
    path = "externalcontact/get_follow_user_list"
    assert api.get(path, access_token="nonsense")["errcode"] == 40014
    api.running.platform.clock.advance(7200)
    assert api.get(path, access_token=first)["errcode"] == 42001
    assert api.token() != first


def test_what_exceeds_thirty_a_minute_is_dropped_in_silence(api: Api) -> None:
    corp = api.running.platform.wecom
    body = {
        "touser": f"{STAFF}|nobody",
        "agentid": corp.settings.agent_id,
        "msgtype": "text",
        "text": {"content": "新工单"},
    }
    answers = [api.post("message/send", body) for _ in range(35)]
    assert {one["errcode"] for one in answers} == {0}
    assert {one["invaliduser"] for one in answers} == {"nobody"}
    phone = api.running.platform.employee(STAFF)
    assert (len(phone.received), phone.employee.dropped) == (30, 5)
    assert api.post("message/send", {**body, "touser": "nobody"})["errcode"] == 81013
    assert api.post("message/send", {**body, "agentid": 1})["errcode"] == 40056


def test_a_robots_limits(api: Api) -> None:
    corp = api.running.platform.wecom
    group = corp.add_group("一群", STAFF, robots=("小助手",))
    key = group.robots[0].key

    def send(kind: str, part: dict[str, Any], key: str = key) -> int:
        body = {"msgtype": kind, kind: part}
        return int(api.post("webhook/send", body, key=key)["errcode"])

    picture = sample_picture(1)
    whole = {
        "base64": base64.b64encode(picture).decode(),
        "md5": hashlib.md5(picture, usedforsecurity=False).hexdigest(),
    }
    assert send("text", {"content": "a" * 2048}) == 0
    assert send("text", {"content": "字" * 683}) == 40058
    assert send("markdown", {"content": "a" * 4096}) == 0
    assert send("markdown", {"content": "a" * 4097}) == 40058
    assert send("image", whole) == 0
    assert send("image", {**whole, "md5": "0" * 32}) == 90502
    assert send("text", {"content": "x"}, "another-key") == 93000
    assert [send("text", {"content": str(n)}) for n in range(18)] == [0] * 17 + [45009]
    api.running.platform.clock.advance(60)
    assert send("text", {"content": "again"}) == 0
    assert len(group.bubbles) == 21


def test_five_messages_in_48_hours(api: Api) -> None:
    friend = api.running.platform.friend("小林")
    assert api.say(friend.external_userid) == 95002
    friend.says("你好")
    assert [api.say(friend.external_userid) for _ in range(6)] == [0] * 5 + [95001]
    friend.says("还在吗")
    assert friend.left == 5
    api.running.platform.clock.advance(48 * 3600)
    assert api.say(friend.external_userid) == 95002


def test_a_session_with_a_human_is_closed_to_the_api(api: Api) -> None:
    friend = api.running.platform.friend("小林")
    friend.says("找人工")
    whom = {"external_userid": friend.external_userid, "open_kfid": "wk"}
    to_human = {**whom, "service_state": 3, "servicer_userid": STAFF}
    assert api.post("kf/service_state/trans", to_human)["errcode"] == 0
    assert api.say(friend.external_userid) == 95018
    assert api.post("kf/service_state/trans", {**whom, "service_state": 1})["errcode"] == 95014
    api.post("kf/service_state/trans", {**whom, "service_state": 4})
    friend.says("你好")
    assert api.say(friend.external_userid, msgid="mine-1") == 0
    assert api.say(friend.external_userid, msgid="mine-1") == 40058


def test_messages_are_pulled_by_cursor(api: Api) -> None:
    friend = api.running.platform.friend("小林")
    friend.says(*(f"第 {number} 句" for number in range(5)))
    asked: dict[str, Any] = {"limit": 2, "cursor": ""}
    said, more = [], 1
    while more:
        page = api.post("kf/sync_msg", asked)
        said += [one["text"]["content"] for one in page["msg_list"]]
        asked["cursor"], more = page["next_cursor"], page["has_more"]
    assert said == [f"第 {number} 句" for number in range(5)]
    assert api.post("kf/sync_msg", {**asked, "token": "nonsense"})["errcode"] == 95007
    assert api.post("kf/sync_msg", {"open_kfid": "other"})["errcode"] == 95000
    api.running.platform.clock.advance(3 * 86_400)
    assert api.post("kf/sync_msg", {"cursor": ""})["msg_list"] == []


def test_a_customer_send_waits_for_its_employees(api: Api) -> None:
    platform = api.running.platform
    one, both = platform.friend("小林", STAFF), platform.friend("陈晨", STAFF, OTHER)
    stranger = platform.friend("王芳")
    ids = [one.external_userid, both.external_userid, stranger.external_userid]
    body = {"external_userid": ids, "text": {"content": "会员日"}}
    created = api.post("externalcontact/add_msg_template", body)
    assert created["fail_list"] == [stranger.external_userid]
    assert one.received == []

    asked = {"msgid": created["msgid"], "userid": STAFF, "limit": 1}
    pages = [api.post("externalcontact/get_groupmsg_send_result", asked)]
    assert pages[0]["next_cursor"]
    platform.employee(STAFF).confirms(platform.employee(STAFF).asked[0])
    del asked["limit"]
    done = api.post("externalcontact/get_groupmsg_send_result", asked)
    assert [one["status"] for one in done["send_list"]] == [1, 1]
    tasks = api.post("externalcontact/get_groupmsg_task", {"msgid": created["msgid"]})
    assert [(one["userid"], one["status"]) for one in tasks["task_list"]] == [(STAFF, 2)]
    again = api.post("externalcontact/cancel_groupmsg_send", {"msgid": created["msgid"]})
    assert again["errcode"] == 41063


def test_a_welcome_is_said_once_and_within_20_seconds(api: Api) -> None:
    corp = api.running.platform.wecom
    friend = api.running.platform.friend("小林")

    def greet(code: str) -> int:
        body = {"welcome_code": code, "text": {"content": "欢迎"}}
        return int(api.post("externalcontact/send_welcome_msg", body)["errcode"])

    with corp.lock:
        first, second = (corp.welcome_code(friend.external_userid) for _ in range(2))
    assert [greet(first), greet(first)] == [0, 41051]
    api.running.platform.clock.advance(20)
    assert greet(second) == 41050


def test_the_control_api_and_the_page(api: Api) -> None:
    url = f"{api.running.url}/sim/api/wecom"
    made = requests.post(
        f"{url}/friends", json={"name": "小林", "friends": [STAFF]}, timeout=patience.SECONDS
    )
    friend = made.json()["id"]
    said = requests.post(
        f"{url}/friends/{friend}/acts",
        json={"act": "text", "text": "你好"},
        timeout=patience.SECONDS,
    )
    assert said.json() == {"ok": True}
    nothing = requests.post(f"{url}/friends/{friend}/acts", json={}, timeout=patience.SECONDS)
    assert nothing.status_code == 409
    requests.post(
        f"{url}/groups",
        json={"name": "一群", "owner": STAFF, "robots": ["小助手"]},
        timeout=patience.SECONDS,
    )
    state = requests.get(url, timeout=patience.SECONDS).json()
    assert [one["text"] for one in state["friends"][0]["messages"]] == ["你好"]
    assert state["groups"][0]["robots"][0]["name"] == "小助手"
    page = requests.get(f"{api.running.url}/wecom/", timeout=patience.SECONDS)
    assert "企业微信模拟器" in page.text


def test_keys_and_secrets_are_not_in_the_transcript(api: Api) -> None:
    group = api.running.platform.wecom.add_group("一群", STAFF, robots=("小助手",))
    key = group.robots[0].key
    api.post("webhook/send", {"msgtype": "text", "text": {"content": "x"}}, key=key)
    secret = api.token()
    seen = str([entry.as_json() for entry in api.running.platform.transcript.entries()])
    assert key not in seen
    assert secret not in seen
    assert api.running.platform.wecom.settings.secret not in seen
