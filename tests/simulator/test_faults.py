"""The fault plan: what goes wrong is what the plan says, no more often than it says."""

import threading
import time

import pytest
import requests

from simulator import Phone, Running
from simulator.faults import FaultPlan
from simulator.xml import read
from tests import patience
from tests.patience import until
from tests.simulator.bot import Bot, Delivery
from tests.simulator.conftest import Api

SEND = "custom/send"


@pytest.fixture(autouse=True)
def have_token(api: Api) -> None:
    api.token = api.stable()["access_token"]


def test_a_call_reset_before_acceptance_did_nothing(
    running: Running, api: Api, phone: Phone
) -> None:
    running.platform.faults.add("reset_before", path=SEND)

    with pytest.raises(requests.ConnectionError):
        api.say(phone, "没有送达")
    assert phone.received == []
    assert api.say(phone, "送达") == 0


def test_a_call_reset_after_acceptance_was_delivered(
    running: Running, api: Api, phone: Phone
) -> None:
    running.platform.faults.add("reset_after", path=SEND)

    with pytest.raises(requests.ConnectionError):
        api.say(phone, "其实送达了")
    assert [bubble.text for bubble in phone.received] == ["其实送达了"]
    entry = running.platform.transcript.calls(SEND)[-1]
    assert (entry.outcome, entry.faults) == ("reset after acceptance", ("reset_after",))


@pytest.mark.parametrize(("accepted", "received"), [(False, 0), (True, 1)])
def test_a_bad_gateway_is_html(
    running: Running, api: Api, phone: Phone, accepted: bool, received: int
) -> None:
    running.platform.faults.add("bad_gateway", path=SEND, accepted=accepted)
    body = {"touser": phone.openid, "msgtype": "text", "text": {"content": "嗨"}}

    answer = api.raw("/cgi-bin/message/custom/send", body)

    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (502, "text/html")
    assert len(phone.received) == received


@pytest.mark.parametrize("code", [-1, 45009, 45011, 40001])
def test_an_error_code_is_answered(running: Running, api: Api, phone: Phone, code: int) -> None:
    running.platform.faults.add("errcode", path=SEND, code=code, times=2)

    assert [api.say(phone) for _ in range(3)] == [code, code, 0]


def test_tokens_expire_in_the_middle(running: Running, api: Api, phone: Phone) -> None:
    running.platform.faults.add("expire_tokens", path=SEND)

    assert api.say(phone) == 42001
    api.token = ""
    assert api.say(phone) == 0


def test_broken_json_is_not_json(running: Running, api: Api, phone: Phone) -> None:
    running.platform.faults.add("garbage", path=SEND)

    with pytest.raises(requests.JSONDecodeError):
        api.say(phone)


def test_a_slow_and_a_hanging_call(running: Running, api: Api, phone: Phone) -> None:
    running.platform.faults.add("latency", path=SEND, seconds=0.2)
    started = time.monotonic()
    assert api.say(phone) == 0
    assert time.monotonic() - started >= 0.2

    running.platform.faults.add("hang", path=SEND, seconds=0.2, accepted=True)
    with pytest.raises(requests.ConnectionError):
        api.say(phone)
    assert len(phone.received) == 2


def test_only_the_nth_call_of_one_customer_is_struck(
    running: Running, api: Api, phone: Phone
) -> None:
    other = running.platform.customer("陈晨")
    other.follow()
    running.platform.faults.add("errcode", path=SEND, openid=phone.openid, nth=2, code=-1)

    assert [api.say(other) for _ in range(3)] == [0, 0, 0]
    assert [api.say(phone) for _ in range(3)] == [0, -1, 0]


def test_chance_is_the_same_in_every_run() -> None:
    def struck() -> list[bool]:
        plan = FaultPlan()
        plan.add("errcode", probability=0.3, times=None)
        return [bool(plan.strike("api", "/cgi-bin/x")) for _ in range(200)]

    assert struck() == struck()
    assert 40 <= sum(struck()) <= 80


def test_an_unknown_effect_is_refused() -> None:
    with pytest.raises(ValueError, match="no such effect"):
        FaultPlan().add("explode")  # type: ignore[arg-type]


def test_a_duplicate_is_delivered_at_the_same_time(
    running: Running, phone: Phone, bot: Bot
) -> None:
    bot.deliveries.clear()
    together = threading.Barrier(12)

    def answer(_: Delivery) -> str:
        together.wait(patience.SECONDS)
        return "一次"

    bot.answer = answer
    running.platform.faults.add("duplicate", path="text", count=12)

    assert phone.says("在吗") == "一次"
    assert len(bot.deliveries) == 12
    assert len({read(one.xml)["MsgId"] for one in bot.deliveries}) == 1
    assert len(phone.received) == 1


def test_deliveries_can_come_in_reverse(running: Running, phone: Phone, bot: Bot) -> None:
    bot.deliveries.clear()
    running.platform.faults.add("reverse", path="text", count=3)

    for words in ("一", "二", "三"):
        running.platform.acts.text(phone.person, words)
    assert running.platform.settle()

    assert [read(one.xml)["Content"] for one in bot.deliveries] == ["三", "二", "一"]


def test_a_delivery_can_be_cut_off_early(running: Running, phone: Phone, bot: Bot) -> None:
    bot.deliveries.clear()
    running.platform.faults.add("cut_off", seconds=0.1)

    with bot.holding("慢"):
        assert phone.says("在吗") is None
        until(lambda: len(bot.deliveries) == 3)
    assert phone.says("再问一次") == "慢"
