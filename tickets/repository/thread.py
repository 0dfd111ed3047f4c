"""What was said and done with one customer, in order: inbox, outbox and ticket history in one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, func, select

from messaging import models as messages
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, ticket, ticket_event

PAGE = 60

_inbox = rows.table(messages.Inbox)
_outbox = rows.table(messages.Outbox)
_attachment = rows.table(models.Attachment)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a reader has read: the newest inbox and outbox ids of the thread."""

    inbox: int = 0
    outbox: int = 0

    def __str__(self) -> str:
        return f"{self.inbox}.{self.outbox}"

    @classmethod
    def parse(cls, text: str) -> "Seen":
        """Read what `str` wrote; `ValueError` for anything else."""
        inbox, _, outbox = text.partition(".")
        return cls(int(inbox), int(outbox))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a thread.

    `side` is customer, bot, staff, push (a campaign's message), note or activity. `state` is that
    of an outbox row. `key` is stable and unique within the thread.
    """

    key: str
    side: str
    at: datetime
    author: str
    kind: str
    text: str
    payload: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    reason: str = ""
    code: int | None = None
    outbox_id: int | None = None
    ticket_id: int | None = None
    attachment_id: int | None = None
    attachment_state: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of a thread, oldest first; `earlier` asks for the page before."""

    entries: tuple[Entry, ...]
    seen: Seen
    earlier: datetime | None


def read(
    session: Db, contact_id: int, *, before: datetime | None = None, limit: int = PAGE
) -> Thread:
    """The last `limit` lines, or those before an instant."""
    found = [
        *_inbound(session, contact_id, before, limit),
        *_outbound(session, contact_id, before, limit),
        *_history(session, contact_id, before, limit),
    ]
    found.sort(key=lambda entry: (entry.at, _ORDER[entry.side], entry.key))
    page = found[-limit:]
    earlier = page[0].at if len(found) > limit else None
    return Thread(tuple(page), newest(session, contact_id), earlier)


def newest(session: Db, contact_id: int) -> Seen:
    """The cursor of somebody who has read everything."""

    def last(source: Table) -> int:
        query = select(func.coalesce(func.max(source.c.id), 0))
        return int(session.execute(query.where(source.c.contact_id == contact_id)).scalar_one())

    return Seen(last(_inbox), last(_outbox))


def unseen(session: Db, contact_id: int, seen: Seen, staff_id: int) -> tuple[Entry, ...]:
    """What the customer or a colleague said after `seen`; the bot's words do not count."""
    heard = _inbox_rows(contact_id).where(_inbox.c.id > seen.inbox, _inbox.c.kind != "event")
    said = _outbox_rows(contact_id).where(
        _outbox.c.id > seen.outbox,
        _outbox.c.author.like("staff:%"),
        _outbox.c.author != f"staff:{staff_id}",
    )
    entries = [_customer(row) for row in session.execute(heard.order_by(_inbox.c.id))]
    entries += [_sent(row) for row in session.execute(said.order_by(_outbox.c.id))]
    return tuple(sorted(entries, key=lambda entry: entry.at))


_ORDER = {"customer": 0, "bot": 1, "activity": 2, "note": 3, "staff": 4, "push": 5}


def _inbound(session: Db, contact_id: int, before: datetime | None, limit: int) -> Iterable[Entry]:
    query = _inbox_rows(contact_id).order_by(_inbox.c.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(_inbox.c.received_at < before)
    for row in session.execute(query):
        yield _customer(row)
        if row.reply:
            yield Entry(
                key=f"r{row.id}",
                side="bot",
                at=row.received_at,
                author="bot",
                kind=row.reply.get("type", "text"),
                text=row.reply.get("text", "") or row.reply.get("head", ""),
                payload=row.reply,
                state="accepted",
            )


def _inbox_rows(contact_id: int) -> Any:
    columns = ("id", "kind", "event", "text", "content", "received_at", "reply")
    return (
        select(
            *(_inbox.c[name] for name in columns),
            _attachment.c.id.label("attachment_id"),
            _attachment.c.state.label("attachment_state"),
        )
        .outerjoin(_attachment, _attachment.c.inbox_id == _inbox.c.id)
        .where(_inbox.c.contact_id == contact_id)
    )


def _customer(row: Row[Any]) -> Entry:
    is_event = row.kind == "event"
    return Entry(
        key=f"i{row.id}",
        side="activity" if is_event else "customer",
        at=row.received_at,
        author="customer",
        kind=(row.event or "event") if is_event else row.kind,
        text=row.text or "",
        payload=row.content or {},
        attachment_id=row.attachment_id,
        attachment_state=row.attachment_state or "",
    )


def _outbound(
    session: Db, contact_id: int, before: datetime | None, limit: int
) -> Iterable[Entry]:
    query = _outbox_rows(contact_id).order_by(_outbox.c.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(_outbox.c.created_at < before)
    found = (_sent(row) for row in session.execute(query))
    return [entry for entry in found if before is None or entry.at < before]


def _outbox_rows(contact_id: int) -> Any:
    columns = ("id", "payload", "author", "state", "reason", "code", "created_at", "due_at")
    more = (_outbox.c.finished_at, _outbox.c.ticket_id)
    return select(*(_outbox.c[name] for name in columns), *more).where(
        _outbox.c.contact_id == contact_id
    )


def _sent(row: Row[Any]) -> Entry:
    """A message stands where it was written; one that waited, where it left."""
    who = row.author.partition(":")[0]
    waited = row.state == "accepted" and row.due_at > row.created_at
    side = who if who in ("bot", "staff") else "push"
    return Entry(
        key=f"o{row.id}",
        side=side,
        at=row.finished_at if waited and row.finished_at else row.created_at,
        author=row.author,
        kind=row.payload.get("type", "text"),
        text=row.payload.get("text", "") or row.payload.get("head", ""),
        payload=row.payload,
        state=row.state,
        reason=row.reason or "",
        code=row.code,
        outbox_id=row.id,
        ticket_id=row.ticket_id,
        due_at=row.due_at if row.due_at > row.created_at else None,
    )


def _history(session: Db, contact_id: int, before: datetime | None, limit: int) -> Iterable[Entry]:
    columns = ("id", "ticket_id", "kind", "actor", "text", "detail", "at")
    query = (
        select(*(ticket_event.c[name] for name in columns))
        .join(ticket, ticket.c.id == ticket_event.c.ticket_id)
        .where(ticket.c.contact_id == contact_id)
        .order_by(ticket_event.c.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(ticket_event.c.at < before)
    for row in session.execute(query):
        yield Entry(
            key=f"e{row.id}",
            side="note" if row.kind == "note" else "activity",
            at=row.at,
            author=row.actor,
            kind=row.kind,
            text=row.text or "",
            payload=row.detail or {},
            ticket_id=row.ticket_id,
        )
