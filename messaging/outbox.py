"""Messages to be sent: queued with the work that caused them, sent later by the deliverer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messaging.repository import outbox as repository
from messaging.values import Sending


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
    ticket_id: int | None = None,
    state: str = "queued",
    channel: str = "message",
) -> int:
    """Put one message in the outbox and return its id; the same `dedupe_key` is queued once.

    `state` "held" keeps it until the customer writes. `category` is service, survey, notice or
    marketing; `author` is "bot", "staff:ID" or "campaign:ID".
    """
    row = {
        "contact_id": contact_id,
        "account": account,
        "payload": dict(payload),
        "category": category,
        "author": author,
        "dedupe_key": dedupe_key,
        "created_at": now,
        "due_at": due_at or now,
        "ticket_id": ticket_id,
        "state": state,
        "channel": channel,
        "attempts": 0,
    }
    return repository.insert(session, row)


def release_held(session: Session, contact_id: int, *, now: datetime) -> int:
    """Let go what waited for this customer to write; return how many."""
    return repository.release_held(session, contact_id, now)


def cancel(session: Session, outbox_id: int, *, now: datetime) -> bool:
    """Call back a message that has not left yet; False when it is too late."""
    return repository.cancel(session, outbox_id, now)


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
