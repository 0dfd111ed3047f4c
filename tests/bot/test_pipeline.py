"""A turn that fails, a turn that is late, and both at once: kept, answered, once."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from errno import ENOSPC
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

import bot.webhook
from bot.pipeline import APOLOGY, Pipeline
from bot.router import Dispatcher, Router, is_event, is_message
from bot.spool import Spool
from bot.turn import Answer, Surroundings, Turn
from bot.understanding import Understanding
from bot.webhook import Webhook
from channels.wechat.callback import WeChatChannel
from messaging import contacts, outbox
from messaging.messages import Menu, Option, Text
from messaging.models import Contact, Inbox
from messaging.repository.inbox import Inbox as InboxStatements
from messaging.values import Sending
from store.clock import SystemClock
from store.transactions import Store
from tests import patience
from tests.patience import until
from tests.scenarios.posting import Account, Door, event, message
from tests.scenarios.posting import Answer as Said

Handler = Callable[[Turn], Answer]
Late = Callable[[Door, str], bytes]


class Shop:
    """A callback address in front of one handler."""

    def __init__(self, store: Store, account: Account, folder: Path) -> None:
        self.store, self.account, self.spool = store, account, Spool(folder)
        self.seen = 0
        self.metered: list[str] = []

    def open(self, handler: Handler, *, menus: bool = True) -> Door:
        def counted(turn: Turn) -> Answer:
            self.seen += 1
            return handler(turn)

        router = Router()
        router.on(is_message | is_event)(counted)
        clock = SystemClock()
        around = Surroundings(Understanding.__new__(Understanding), ZoneInfo("Asia/Shanghai"))
        pipeline = Pipeline(
            InboxStatements(self.store.dialect), Dispatcher([router]), around, clock
        )
        channel = WeChatChannel(
            self.account.app_id, self.account.token, self.account.aes_key, menus=menus
        )
        meter = lambda result, _seconds: self.metered.append(result)  # noqa: E731
        return Door(Webhook(channel, pipeline, self.store, clock, meter, self.spool), self.account)

    def kept(self) -> list[Any]:
        with self.store.reading() as session:
            return list(session.execute(select(Inbox.state, Inbox.error, Inbox.reply)).all())

    def sendings(self) -> list[Sending]:
        with self.store.reading() as session:
            return outbox.sendings(session)

    def texts(self) -> list[str]:
        return [row.payload["text"] for row in self.sendings()]


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def shop(store: Store, account: Account, tmp_path: Path) -> Shop:
    return Shop(store, account, tmp_path / "spool")


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Late:
    """Deliver what cannot be answered in time; hurry for that alone."""
    monkeypatch.setattr(bot.webhook, "AGAIN_SECONDS", (0.05, 0.05))

    def delivered(door: Door, said: str) -> bytes:
        with monkeypatch.context() as hurry:
            hurry.setattr(bot.webhook, "ANSWER_SECONDS", 0.15)
            return door.delivers(said).body

    return delivered


def hello(_turn: Turn) -> Text:
    return Text("您好")


# Failing --------------------------------------------------------------------------------------


def broken(turn: Turn) -> Answer:
    contacts.serve_by(turn.session, turn.contact.id, "human", 7)
    turn.session.flush()
    raise ValueError("no such shelf")


@pytest.mark.dialect
def test_a_failed_turn_is_undone_kept_and_confessed(shop: Shop) -> None:
    door, said = shop.open(broken), message()
    answers = [door.delivers(said) for _ in range(3)]
    assert [answer.text for answer in answers] == [APOLOGY.text] * 3
    assert [(state, error) for state, error, _ in shop.kept()] == [
        ("failed", "ValueError: no such shelf")
    ]
    assert shop.seen <= 2, "SQLite runs what failed once more, by itself"
    with shop.store.reading() as session:
        assert session.scalars(select(Contact.served_by)).all() == ["bot"]


def test_a_failed_event_is_kept_in_silence(shop: Shop) -> None:
    answer = shop.open(broken).delivers(event("VIEW", EventKey="x"))
    assert (answer.status, answer.body) == (200, b"success")
    assert [state for state, _, _ in shop.kept()] == ["failed"]


def test_a_time_out_inside_a_handler_is_a_failure_and_not_lateness(shop: Shop) -> None:
    def timed_out(_turn: Turn) -> Answer:
        raise TimeoutError("slow shelf")

    assert shop.open(timed_out).delivers(message()).text == APOLOGY.text
    assert [state for state, _, _ in shop.kept()] == ["failed"]


def away(times: int) -> Handler:
    left = iter(range(times))

    def handler(_turn: Turn) -> Answer:
        if next(left, None) is not None:
            raise sqlite3.OperationalError("database is locked")
        return Text("您好")

    return handler


def test_while_the_database_is_away_the_platform_is_told_to_ask_again(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    door, said = shop.open(away(2 if shop.store.dialect == "sqlite" else 1)), message()
    assert door.delivers(said).status == 503
    assert caplog.records[-1].__dict__["reason"] == "database is locked"
    assert shop.kept() == []
    assert door.delivers(said).text == "您好"


def test_a_blocked_contact_is_kept_but_not_answered(shop: Shop) -> None:
    door = shop.open(hello)
    door.delivers(message())
    with shop.store.session() as session:
        session.execute(Contact.__table__.update().values(blocked=True))  # type: ignore[attr-defined]
    assert door.delivers(message()).body == b"success"
    assert len(shop.kept()) == 2
    assert shop.seen == 1


# Late -----------------------------------------------------------------------------------------


@pytest.fixture
def gate() -> Iterator[Event]:
    opened = Event()
    yield opened
    opened.set()


def test_a_late_answer_goes_out_once_as_a_message(shop: Shop, gate: Event, late: Late) -> None:
    def slow(_turn: Turn) -> Answer:
        gate.wait(patience.SECONDS)
        return [Text("一"), Text("二")]

    door, said = shop.open(slow), message()
    assert late(door, said) == b"success"
    gate.set()
    until(lambda: sorted(shop.texts()) == ["一", "二"])
    assert door.delivers(said).body == b"success"
    assert len(shop.sendings()) == 2
    assert shop.seen == 1
    assert shop.metered == ["late", "repeated"]


def test_a_late_turn_that_fails_is_kept_and_confessed_by_message(
    shop: Shop, gate: Event, late: Late
) -> None:
    def slow_and_broken(turn: Turn) -> Answer:
        gate.wait(patience.SECONDS)
        return broken(turn)

    said = message()
    door = shop.open(slow_and_broken)
    assert late(door, said) == b"success"
    gate.set()
    until(lambda: shop.texts() == [APOLOGY.text])
    assert [state for state, _, _ in shop.kept()] == ["failed"]
    assert door.delivers(said).body == b"success"
    assert len(shop.sendings()) == 1


def test_a_late_turn_is_tried_again_when_the_database_goes_away(
    shop: Shop, gate: Event, late: Late
) -> None:
    inner = away(2)

    def slow(turn: Turn) -> Answer:
        gate.wait(patience.SECONDS)
        return inner(turn)

    assert late(shop.open(slow), message()) == b"success"
    gate.set()
    until(lambda: shop.texts() == ["您好"])
    assert [state for state, _, _ in shop.kept()] == ["handled"]


def test_a_promised_message_outlives_the_process_and_a_database_that_stays_away(
    shop: Shop, gate: Event, late: Late
) -> None:
    inner, said = away(99), message()

    def slow(turn: Turn) -> Answer:
        gate.wait(patience.SECONDS)
        return inner(turn)

    assert late(shop.open(slow), said) == b"success"
    assert len(list(shop.spool.kept())) == 1
    gate.set()
    until(lambda: shop.seen >= 3)
    assert shop.kept() == []

    next_process = shop.open(lambda _turn: Text("您好"))
    next_process.delivers(message())
    until(lambda: not list(shop.spool.kept()))
    assert len(shop.kept()) == 2
    assert len(shop.texts()) == 1


def test_a_message_whose_turn_came_through_is_kept_no_longer(
    shop: Shop, gate: Event, late: Late
) -> None:
    def slow(_turn: Turn) -> Answer:
        gate.wait(patience.SECONDS)
        return Text("您好")

    assert late(shop.open(slow), message()) == b"success"
    assert len(list(shop.spool.kept())) == 1
    gate.set()
    until(lambda: shop.texts() == ["您好"])
    until(lambda: not list(shop.spool.kept()))


def test_what_cannot_be_spooled_is_asked_for_again(
    shop: Shop, gate: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, so nothing is promised: the platform keeps the message."""

    def slow(_turn: Turn) -> Answer:
        gate.wait(patience.SECONDS)
        return Text("您好")

    def is_full(_inbound: Any) -> None:
        raise OSError(ENOSPC, "No space left on device")

    door, said = shop.open(slow), message()
    monkeypatch.setattr(shop.spool, "keep", is_full)
    with monkeypatch.context() as hurry:
        hurry.setattr(bot.webhook, "ANSWER_SECONDS", 0.15)
        assert door.delivers(said).status == 503
    gate.set()
    assert door.delivers(said).body == b"success", "the answer comes as a message"
    until(lambda: shop.texts() == ["您好"])
    assert [state for state, _, _ in shop.kept()] == ["handled"]
    assert shop.seen == 1


# Sharing --------------------------------------------------------------------------------------

MENU = Menu("要什么？", (Option("a", "甲"), Option("b", "乙")))


def test_a_menu_is_sent_where_it_can_be_tapped_and_said_where_not(shop: Shop) -> None:
    assert shop.open(lambda _turn: MENU).delivers(message()).body == b"success"
    assert [row.payload["type"] for row in shop.sendings()] == ["menu"]
    said = shop.open(lambda _turn: MENU, menus=False).delivers(message(openid="o_two")).text
    assert "1. 甲" in said
    assert len(shop.sendings()) == 1


def test_what_waits_for_the_customer_goes_when_a_window_opens(shop: Shop) -> None:
    door = shop.open(hello)
    door.delivers(message())
    with shop.store.session() as session:
        contact = contacts.find(session, f"wechat:{shop.account.app_id}", "o_lin")
        assert contact is not None
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload={"type": "text", "text": "好了"},
            category="service",
            author="staff:1",
            dedupe_key="held",
            now=SystemClock().now(),
            state="held",
        )
    door.delivers(event("VIEW", EventKey="http://x"))
    assert [row.state for row in shop.sendings()] == ["held"], "a visit opens no window"
    door.delivers(message())
    assert [row.state for row in shop.sendings()] == ["queued"]


def test_replies_are_the_same_to_the_second(shop: Shop) -> None:
    door, said = shop.open(hello), message()
    first = door.delivers(said)
    time.sleep(1.1)
    again: Said = door.delivers(said)
    assert first.fields == again.fields
    assert first.body != again.body, "each is sealed with randomness of its own"
