"""An outbox, its deliverers, and a platform that notes what it gets."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from messaging import contacts, outbox
from messaging.deliverer import Deliverer
from messaging.errors import FailureKind, SendError
from messaging.gates import Gate
from messaging.models import Contact
from messaging.throttle import Throttle
from messaging.values import Sending
from store.clock import ManualClock
from store.transactions import Store
from tests.chat import ACCOUNT, NOON

Answer = Callable[[str, Mapping[str, Any]], str]


class Post:
    """An outbox, its deliverers, and a platform that notes what it gets."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, ManualClock(NOON)
        self.sent: list[tuple[str, str]] = []
        self.answer: Answer = lambda _who, _what: "1"
        self.gates: tuple[Gate, ...] = ()
        self.throttle: Throttle | None = None
        self._numbers = iter(range(10_000))

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        self.sent.append((external_id, payload["text"]))
        return self.answer(external_id, payload)

    def deliverer(self, threads: int = 4) -> Deliverer:
        zone = ZoneInfo("Asia/Shanghai")
        return Deliverer(
            self.store,
            {ACCOUNT: self},
            self.clock,
            zone,
            name="test",
            threads=threads,
            gates=self.gates,
            throttle=self.throttle,
        )

    def run(self, threads: int = 4) -> dict[str, int]:
        deliverer = self.deliverer(threads)
        states = deliverer.run()
        deliverer.close()
        return dict(states)

    def drain(self, seconds: float = 10, threads: int = 4) -> dict[str, int]:
        deliverer = self.deliverer(threads)
        states = deliverer.drain(seconds=seconds)
        deliverer.close()
        return dict(states)

    def owe(self, *openids: str, left: int = 5, **message: Any) -> None:
        now = self.clock.now()
        with self.store.session() as session:
            for openid in openids:
                contact = contacts.ensure(session, ACCOUNT, openid, now=now)
                window = {"message_left": left, "message_until": now + timedelta(hours=48)}
                known = sa.update(Contact).where(Contact.id == contact.id)
                session.execute(known.values(subscribed=True, **window))
                number = next(self._numbers)
                outbox.queue(
                    session,
                    contact_id=contact.id,
                    account=ACCOUNT,
                    payload={"type": "text", "text": str(number)},
                    dedupe_key=str(number),
                    now=now,
                    **{"category": "service", "author": "staff:1", **message},
                )

    def rows(self) -> list[Sending]:
        with self.store.reading() as session:
            return outbox.sendings(session)[::-1]

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def left(self) -> list[int]:
        with self.store.reading() as session:
            return list(session.scalars(sa.select(Contact.message_left).order_by(Contact.id)))


def failing(kind: FailureKind, code: int | None = None) -> Answer:
    def answer(_who: str, _what: Mapping[str, Any]) -> str:
        raise SendError(kind, code, "as the test wants")

    return answer
