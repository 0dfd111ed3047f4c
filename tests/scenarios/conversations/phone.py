"""A person with a phone: what they say, and all that they then see."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from membership import customers, orders, points
from membership.orders import OrderIn
from messaging import contacts
from messaging.inbound import Inbound
from messaging.messages import Message
from tests.chat import ACCOUNT, Chat, words
from tickets import ending, replies, service, staff
from tickets.values import TicketView

PASSWORD = "a long password for tests"


class Phone(Chat):
    """One customer. `says` returns every bubble that came back, joined by blank lines."""

    last_key = 0

    def sees(self, act: Callable[[], Message | None]) -> str:
        before = len(self.outbox())
        first = act()
        sent = self.outbox()[before:]
        return "\n\n".join(words(message) for message in (first, *sent) if message is not None)

    def says(self, text: str) -> str:
        return self.sees(lambda: self.send(kind="text", text=text, opens="message"))

    def sends(self, kind: str, media_id: str = "media-1") -> str:
        return self.sees(lambda: self.send(kind=kind, media_id=media_id, opens="message"))

    def follows(self, scene: str = "") -> str:
        key = f"qrscene_{scene}" if scene else ""
        return self.sees(
            lambda: self.send(kind="event", event="subscribe", event_key=key, opens="act")
        )

    def chooses(self, label: str) -> str:
        """Answer by the number that stands before a choice in the last menu seen."""
        with self.store.reading() as session:
            contact = contacts.find(session, ACCOUNT, self.openid)
        assert contact is not None
        menu = (contact.dialogue or {}).get("menu", [])
        numbers = [n for n, (_, text) in enumerate(menu, 1) if label in text]
        assert numbers, f"no choice {label!r} among {[text for _, text in menu]}"
        return self.says(str(numbers[0]))

    def joins(self, *, holding: int = 0) -> int:
        """Become a member with so many points."""
        now = self.clock.now()
        with self.store.session() as session:
            contact = contacts.ensure(session, ACCOUNT, self.openid, now=now)
            member = customers.register(session, contact_id=contact.id, now=now).member_id
            if holding:
                points.earn(session, member, holding, source="test", key=f"{member}", now=now)
        return member

    def bought(self, member: int, number: str, fen: int, *, days_ago: int = 1) -> None:
        now = self.clock.now()
        with self.store.session() as session:
            paid = OrderIn(number, member_id=member, amount=fen, paid_at=now - timedelta(days_ago))
            orders.post(session, paid, now=now)

    def tickets(self) -> list[TicketView]:
        """Their tickets, the newest first."""
        with self.store.reading() as session:
            contact = contacts.find(session, ACCOUNT, self.openid)
            return [] if contact is None else service.for_contact(session, contact.id)

    def ticket(self) -> TicketView:
        (only,) = self.tickets()
        return only

    def settle(self, ticket: TicketView) -> None:
        """A colleague answers and settles the ticket."""
        with self.store.session() as session:
            by = staff.add(
                session,
                f"staff{ticket.id}",
                role="agent",
                password=PASSWORD,
                display_name="小常",
                now=self.clock.now(),
            )
            replies.reply(
                session, ticket.id, by.id, "已为您退款", client_id="1", now=self.clock.now()
            )
            ending.resolve(
                session,
                ticket.id,
                by.id,
                cause="quality",
                outcome="refunded",
                now=self.clock.now(),
            )

    def again(self, inbound: Inbound) -> str:
        """The platform delivers the same message once more."""
        return words(self.deliver(inbound))

    def message(self, text: str, key: str) -> Inbound:
        return Inbound(
            account=ACCOUNT,
            external_id=self.openid,
            key=key,
            kind="text",
            text=text,
            occurred_at=self.clock.now(),
            opens="message",
            fields={},
        )


def number_in(said: str) -> str:
    """The ticket's number that a reply names."""
    found = re.search(r"#\d{4,}", said)
    assert found, said
    return found.group()


LATE = datetime(2026, 6, 10, 15, 30, tzinfo=UTC)
"""Half past eleven at night in the shop."""
