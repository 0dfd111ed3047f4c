"""The platform at its worst, over real HTTP: windows, tokens, faults, cut-offs."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bootstrap.clock import apis
from bot import webhook
from channels.wechat.client import WeChatApi
from messaging import contacts, outbox
from messaging.models import Inbox
from messaging.values import Sending
from simulator.transcript import Entry
from store.shared import Shared
from store.transactions import Store
from tests import patience
from tests.patience import until
from tests.scenarios.town import Town
from tickets.models import Ticket

TEXT = {"type": "text", "text": "您好，有件事告诉您"}


def queue(town: Town, openid: str, count: int = 1, tag: str = "t") -> None:
    built = town.built
    with built.store.session() as session:
        account = f"wechat:{town.platform.settings.app_id}"
        contact = contacts.find(session, account, openid)
        assert contact is not None
        for number in range(count):
            outbox.queue(
                session,
                contact_id=contact.id,
                account=account,
                payload=TEXT,
                category="service",
                author="staff:1",
                dedupe_key=f"{tag}:{openid}:{number}",
                now=built.clock.now(),
            )


def said(phone: Any) -> list[str]:
    return [bubble.text for bubble in phone.received if bubble.text == TEXT["text"]]


def ours(town: Town) -> list[Sending]:
    return [row for row in town.sendings() if row.author == "staff:1"]


@contextmanager
def busy(store: Store) -> Iterator[None]:
    """Hold what every turn of a known contact needs, as long as the block lasts."""
    held, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE contact SET held = held")
            held.set()
            ended.wait(patience.SECONDS)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(patience.SECONDS)
    try:
        yield
    finally:
        ended.set()
        thread.join()


def calls(town: Town, path: str) -> list[Entry]:
    return town.platform.transcript.calls(path)


def test_five_messages_in_48_hours_and_not_one_more(town: Town) -> None:
    phone = town.phone()
    town.platform.clock.advance(120)
    phone.says("谢谢你")
    town.deliver()
    before = phone.left
    queue(town, phone.openid, count=before + 2)
    town.deliver()
    states = Counter((row.state, row.reason) for row in ours(town))
    assert states == {("accepted", None): before, ("blocked", "window"): 2}
    assert len(said(phone)) == before
    assert calls(town, "custom/send")[-1].code == 0, "what the ledger forbids is not even tried"


def test_the_window_closes_after_48_hours(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    town.platform.clock.advance(48 * 3600 + 1)
    queue(town, phone.openid)
    assert town.deliver() == {"blocked": 1}
    assert said(phone) == []


@pytest.mark.parametrize(("code", "reason"), [(45015, "window"), (45047, "count")])
def test_the_platforms_word_on_the_window_is_believed(town: Town, code: int, reason: str) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    town.platform.faults.add("errcode", path="custom/send", code=code)
    queue(town, phone.openid, count=2)
    town.deliver()
    assert [(row.state, row.reason) for row in ours(town)] == [
        ("failed", reason),
        ("blocked", "window"),
    ]


def test_a_token_that_dies_in_mid_flight_is_renewed_once(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    queue(town, phone.openid, tag="first")
    town.deliver()
    town.platform.kill_tokens()
    fetched = len(calls(town, "stable_token"))
    queue(town, phone.openid, tag="second")
    town.deliver()
    assert [row.state for row in ours(town)] == ["accepted", "accepted"]
    assert len(calls(town, "stable_token")) - fetched <= 2
    assert len(said(phone)) == 2


def test_a_token_that_stays_refused_is_no_loop(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    town.platform.faults.add("errcode", path="custom/send", code=40001, times=None)
    queue(town, phone.openid)
    town.deliver()
    assert [(row.state, row.code) for row in ours(town)] == [("failed", 40001)]
    assert len(calls(town, "stable_token")) <= 3


def test_a_herd_fetches_one_token(town: Town, redis_url: str) -> None:
    """Two processes, each with its own client and many threads, share one fetch."""
    phone = town.phone()
    phone.says("谢谢你")
    before = len(calls(town, "stable_token"))
    typing = {"touser": phone.openid, "command": "CancelTyping"}
    clients = [_api(town, redis_url) for _ in range(2)] * 8
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda api: api.call("message/custom/typing", typing), clients))
    assert len(calls(town, "stable_token")) - before == 1


def _api(town: Town, redis_url: str) -> WeChatApi:
    """What another process has: a client and a connection to Redis of its own."""
    (api,) = apis(replace(town.built, ephemeral=Shared(redis_url))).values()
    return api


def test_a_bad_gateway_is_not_asked_twice(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    town.platform.faults.add("bad_gateway", path="custom/send", accepted=True)
    queue(town, phone.openid)
    town.deliver()
    town.deliver()
    assert [row.state for row in ours(town)] == ["unknown"]
    assert len(said(phone)) == 1


def test_a_reset_after_acceptance_is_unknown_and_never_sent_again(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    town.platform.faults.add("reset_after", path="custom/send")
    queue(town, phone.openid)
    for _ in range(3):
        town.deliver()
    assert [row.state for row in ours(town)] == ["unknown"]
    assert len(said(phone)) == 1


def test_a_busy_platform_is_asked_again_after_a_pause(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    town.platform.faults.add("errcode", path="custom/send", code=-1)
    queue(town, phone.openid)
    town.deliver()
    assert [(row.state, row.attempts) for row in ours(town)] == [("queued", 1)]
    town.platform.clock.advance(3)
    town.deliver()
    assert [(row.state, row.attempts) for row in ours(town)] == [("accepted", 2)]
    assert len(said(phone)) == 1


def test_a_used_up_quota_waits_for_the_next_day(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    town.platform.faults.add("errcode", path="custom/send", code=45009)
    queue(town, phone.openid)
    town.deliver()
    (row,) = ours(town)
    assert (row.state, row.reason) == ("queued", "quota")
    local = row.due_at.astimezone(town.built.settings.timezone)
    assert (local.hour, local.minute) == (0, 0)


def test_who_left_gets_nothing(town: Town) -> None:
    phone = town.phone()
    phone.says("谢谢你")
    phone.unfollow()
    queue(town, phone.openid)
    town.deliver()
    assert [(row.state, row.reason) for row in ours(town)] == [("blocked", "unsubscribed")]
    assert said(phone) == []


def test_a_slow_answer_follows_as_a_message(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The response comes while the turn still waits, the answer after it, once."""
    phone = town.phone()
    monkeypatch.setattr(webhook, "ANSWER_SECONDS", 0.3)
    with busy(town.built.store):
        assert phone.says("谢谢你") is None
    until(lambda: town.deliver().get("accepted"))
    answers = [bubble.text for bubble in phone.received if "不客气" in bubble.text]
    assert len(answers) == 1


def test_a_cut_off_delivery_is_answered_when_it_comes_again(town: Town) -> None:
    """The platform hangs up; the redelivery meets the first still running."""
    phone = town.phone()
    phone.says("我要投诉")
    town.platform.faults.add("cut_off", seconds=0.5, count=1)
    seen = len(town.platform.transcript.deliveries())
    with ThreadPoolExecutor(1) as pool:
        with busy(town.built.store):
            said = pool.submit(phone.says, "昨天买的蛋糕坏了，里面有头发，太恶心了")
            until(lambda: len(town.platform.transcript.deliveries()) > seen)
        answer = said.result()
    assert answer is not None
    assert "#" in answer
    assert phone.outcome is not None
    assert phone.outcome.attempts >= 2
    assert count(town, Ticket) == 1


def test_copies_at_the_same_time_are_one_message(town: Town) -> None:
    phone = town.phone()
    phone.says("我要投诉")
    before = count(town, Inbox)
    town.platform.faults.add("duplicate", count=6)
    assert phone.says("昨天买的蛋糕坏了，里面有头发，太恶心了")
    town.platform.settle()
    assert count(town, Inbox) == before + 1
    assert count(town, Ticket) == 1


def count(town: Town, model: Any) -> int:
    with town.built.store.reading() as session:
        return int(session.query(model).count())
