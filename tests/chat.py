"""A customer talking to the house without a network: `assert "120" in chat.says("我的积分")`."""

import itertools
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bootstrap.discovery import routers
from bot.pipeline import Pipeline
from bot.promise import Promise
from bot.router import Dispatcher
from bot.turn import Surroundings
from bot.understanding import Understanding
from membership.privacy import Privacy
from messaging.inbound import Inbound
from messaging.messages import Menu, Message, Text, from_payload
from messaging.repository.inbox import Inbox
from messaging.repository.outbox import list_rows
from store.clock import ManualClock
from store.transactions import Store

ACCOUNT = "wechat:wx_test"
NOON = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
PRIVACY = Privacy.from_key("a long random string for tests")
_numbers = itertools.count(1)


class Chat:
    """One customer of a store. Replies come back as the words a phone would show."""

    def __init__(
        self,
        store: Store,
        understanding: Understanding,
        clock: ManualClock,
        *,
        openid: str = "o_lin",
        menus: bool = False,
    ) -> None:
        self.store = store
        self.clock = clock
        self.openid = openid
        self.menus = menus
        around = Surroundings(understanding, SHANGHAI, services={"privacy": PRIVACY})
        self.pipeline = Pipeline(Inbox(store.dialect), Dispatcher(routers()), around, clock)

    def says(self, text: str) -> str:
        """Write a line; return the reply, "" when there is none."""
        return words(self.send(kind="text", text=text, opens="message"))

    def follows(self, scene: str = "") -> str:
        key = f"qrscene_{scene}" if scene else ""
        return words(self.send(kind="event", event="subscribe", event_key=key, opens="act"))

    def unfollows(self) -> None:
        self.send(kind="event", event="unsubscribe")

    def taps(self, key: str) -> str:
        return words(self.send(kind="event", event="CLICK", event_key=key, opens="act"))

    def sends(self, kind: str, media_id: str = "media-1") -> str:
        return words(self.send(kind=kind, media_id=media_id, opens="message"))

    def send(self, **fields: Any) -> Message | None:
        self.clock.advance(seconds=1)
        inbound = Inbound(
            account=ACCOUNT,
            external_id=self.openid,
            key=f"{next(_numbers)}",
            occurred_at=self.clock.now(),
            fields={},
            **fields,
        )
        return self.deliver(inbound)

    def deliver(self, inbound: Inbound) -> Message | None:
        def turn(connection: Connection) -> Message | None:
            answered = self.pipeline.process(connection, inbound, Promise(), menus=self.menus)
            return answered.message

        return self.store.transact(turn)

    def later(self, **delta: float) -> None:
        self.clock.advance(**delta)

    def outbox(self) -> list[Message]:
        """What is to be sent outside of replies, oldest first."""
        with self.store.reading() as session:
            return [from_payload(row.payload) for row in list_rows(session, None, (), 99)[::-1]]

    def session(self) -> Session:
        return Session(self.store.engine)


def words(message: Message | None) -> str:
    """What a phone would show of a message."""
    if message is None:
        return ""
    if isinstance(message, Menu):
        message = message.as_text()
    return message.text if isinstance(message, Text) else f"[{type(message).__name__}]"
