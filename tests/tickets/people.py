"""Customers and staff for the desk's tests, made in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from messaging import contacts
from messaging.models import Contact, Inbox
from store.transactions import Store
from tickets import arrivals, service, staff
from tickets.values import Arrival, StaffView, TicketView

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
"""A Wednesday, noon in Shanghai."""
ACCOUNT = "wechat:wxtest"
PASSWORD = "a long password"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Desk:
    """One customer's chat and the people who serve it, over one store."""

    def __init__(self, store: Store, now: datetime = NOON) -> None:
        self.store = store
        self.now = now

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.store.session() as session:
            yield session

    def later(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def customer(self, external_id: str = "o-1", *, left: int = 5) -> int:
        """A follower who has just written: the 48-hour window is open."""
        with self.session() as session:
            contact = contacts.ensure(session, ACCOUNT, external_id, now=self.now)
            contacts.follow(session, contact.id, scene="", now=self.now)
            row = session.get_one(Contact, contact.id)
            row.message_left = left
            row.message_until = self.now + timedelta(hours=48)
            return contact.id

    def colleague(self, name: str = "amy", role: str = "agent") -> StaffView:
        with self.session() as session:
            return staff.add(
                session, name, role=role, password=PASSWORD, hasher=QUICK, now=self.now
            )

    def ticket(self, contact_id: int, description: str = "杯子漏水") -> TicketView:
        with self.session() as session:
            return service.open(
                session, contact_id=contact_id, description=description, now=self.now
            )

    def hears(self, contact_id: int, text: str) -> int:
        """Put a message of the customer into the inbox, as the pipeline does first."""
        with self.session() as session:
            return write_inbox(session, contact_id, text, self.now)

    def attends(self, contact_id: int, text: str = "还在吗", kind: str = "text") -> Arrival:
        """Store a message and tell the desk of it, as the pipeline does."""
        with self.session() as session:
            inbox_id = write_inbox(session, contact_id, text, self.now, kind=kind)
            return arrivals.on_customer_message(
                session,
                contact=contacts.get(session, contact_id),
                inbox_id=inbox_id,
                kind=kind,
                text=text,
                media_id="media-1" if kind == "image" else "",
                now=self.now,
            )

    def get(self, ticket_id: int) -> TicketView:
        with self.store.reading() as session:
            return service.get(session, ticket_id)

    def served_by(self, contact_id: int) -> str:
        with self.store.reading() as session:
            return contacts.get(session, contact_id).served_by


def online(desk: Desk, name: str) -> StaffView:
    """A colleague who is at the console now."""
    found = desk.colleague(name)
    with desk.session() as session:
        staff.set_presence(session, found.id, "online", now=desk.now)
    return found


def write_inbox(
    session: Session, contact_id: int, text: str, now: datetime, *, kind: str = "text"
) -> int:
    """One inbox row."""
    count = session.query(Inbox).filter_by(contact_id=contact_id).count()
    row = Inbox(
        account=ACCOUNT,
        dedupe_key=f"{contact_id}-{count}-{now.timestamp()}",
        contact_id=contact_id,
        kind=kind,
        text=text,
        content={},
        occurred_at=now,
        received_at=now,
        state="handled",
    )
    session.add(row)
    session.flush()
    return row.id
