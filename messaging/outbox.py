"""Messages to be sent: queued with the work that caused them, sent later by the deliverer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messaging.reach import admission
from messaging.repository import outbox as repository
from messaging.values import NewMessage, Sending

URGENT = frozenset({"service", "notice"})
"""Categories that do not wait behind a campaign."""


def queue(
    session: Session,
    *,
    contact_id: int,
    account: str,
    payload: Mapping[str, Any],
    category: str,
    author: str,
    dedupe_key: str,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    ticket_id: int | None = None,
    state: str = "queued",
    channel: str = "message",
) -> int:
    """Put one message in the outbox and return its id; the same `dedupe_key` is queued once.

    `state` "held" keeps it until the customer writes. `category` is service, survey, notice or
    marketing; the first and the third go before the others. `author` is "bot", "staff:ID" or
    "campaign:ID". From `expires_at` on it is of no use and ends blocked, "expired".
    """
    message = NewMessage(
        contact_id,
        account,
        payload,
        category,
        author,
        dedupe_key,
        due_at=due_at,
        expires_at=expires_at,
        ticket_id=ticket_id,
        state=state,
        channel=channel,
    )
    return repository.insert(session, _row(message, now))


def queue_many(
    session: Session, messages: Sequence[NewMessage], *, now: datetime
) -> dict[str, int]:
    """Queue many at once; return the outbox id of each `dedupe_key`, those queued before too."""
    return repository.insert_many(session, [_row(message, now) for message in messages])


def _row(message: NewMessage, now: datetime) -> dict[str, Any]:
    admission.check(message.channel, message.category, message.payload)
    return {
        "contact_id": message.contact_id,
        "account": message.account,
        "payload": dict(message.payload),
        "category": message.category,
        "author": message.author,
        "dedupe_key": message.dedupe_key,
        "created_at": now,
        "due_at": message.due_at or now,
        "expires_at": message.expires_at,
        "ticket_id": message.ticket_id,
        "state": message.state,
        "channel": message.channel,
        "lane": 0 if message.category in URGENT else 1,
        "attempts": 0,
    }


def release_held(
    session: Session, contact_id: int, *, now: datetime, written_after: datetime | None = None
) -> int:
    """Let go what waited for this customer to write; return how many.

    What staff wrote before `written_after` stays, as "stale", for a person to release, unless it
    has an instant of its own after which it is of no use.
    """
    return repository.release_held(session, contact_id, now, written_after)


def release(session: Session, outbox_id: int, *, now: datetime) -> bool:
    """Let one held message go; False when it is not held any more."""
    return repository.release(session, outbox_id, now)


def cancel(session: Session, outbox_id: int, *, now: datetime) -> bool:
    """Call back a message that has not left yet; False when it is too late."""
    return repository.cancel(session, outbox_id, now)


def believe(session: Session, outbox_id: int, *, now: datetime) -> bool:
    """Take an unknown message as arrived, on a person's word; False in other states."""
    return repository.believe(session, outbox_id, now)


def resend(session: Session, outbox_id: int, *, now: datetime) -> bool:
    """Queue a failed or unknown message once more, on a person's word; False in other states."""
    return repository.requeue(session, outbox_id, now)


def sendings(
    session: Session,
    *,
    contact_id: int | None = None,
    states: tuple[str, ...] = (),
    limit: int = 200,
) -> list[Sending]:
    """Outbox rows, newest first."""
    return repository.list_rows(session, contact_id, states, limit)


def counts(session: Session) -> dict[str, int]:
    """How many messages are in each state that still wants something."""
    return repository.counts(session)


def progress(session: Session, author: str) -> dict[str, int]:
    """How many messages of an author are in each state.

    An author stands for all whose name goes on after a colon: "campaign:7" for "campaign:7:2" too.
    """
    return repository.progress(session, author)


def pause_author(session: Session, author: str, *, limit: int) -> int:
    """Stop what an author has queued until `resume_author`, at most `limit`; return how many."""
    return repository.pause_author(session, author, limit)


def resume_author(session: Session, author: str, *, limit: int) -> int:
    """Let an author's paused messages go on, each when it was due; return how many."""
    return repository.resume_author(session, author, limit)


def cancel_author(session: Session, author: str, *, now: datetime, limit: int) -> int:
    """Call back what an author has not sent yet, at most `limit`; return how many messages."""
    return repository.cancel_author(session, author, now, limit)
