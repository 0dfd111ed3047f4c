"""Contacts, outbox rows and instants for the tests of reach."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messaging.models import Contact, Outbox
from store.statements import insert, table

NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ACCOUNT = "wechat:wx1"


def make_contact(
    session: Session,
    openid: str = "o_1",
    *,
    member_id: int | None = None,
    account: str = ACCOUNT,
    **values: Any,
) -> int:
    """Add a follower whose window is closed, and return the number."""
    row = {
        "account": account,
        "external_id": openid,
        "member_id": member_id,
        "subscribed": True,
        "blocked": False,
        "created_at": NOON,
        **values,
    }
    return insert(session, table(Contact), row)


def make_row(
    session: Session,
    contact_id: int,
    key: str,
    *,
    channel: str = "message",
    category: str = "marketing",
    state: str = "queued",
    payload: Mapping[str, Any] | None = None,
    at: datetime = NOON,
    **values: Any,
) -> int:
    """Add an outbox row written, due and (unless it waits) claimed at one instant."""
    row = {
        "dedupe_key": key,
        "account": ACCOUNT,
        "contact_id": contact_id,
        "channel": channel,
        "category": category,
        "payload": dict(payload or {"type": "text", "text": "hello"}),
        "author": "campaign:1",
        "state": state,
        "due_at": at,
        "created_at": at,
        "claimed_at": None if state == "queued" else at,
        "attempts": 0,
        **values,
    }
    return insert(session, table(Outbox), row)
