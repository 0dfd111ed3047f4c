"""Members and instants for the tests of rewards and lifecycle."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership.models import Member
from messaging.models import Contact
from store.statements import Db, insert, table

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def add_member(db: Db, **values: Any) -> int:
    """A member who joined on 1 January 2020; return the number."""
    joined = datetime(2020, 1, 1, tzinfo=UTC)
    row = {
        "name": "",
        "joined_at": joined,
        "created_at": joined,
        "updated_at": joined,
        "tags": [],
        "preferences": {},
        "custom": {},
        "growth": 0,
    }
    return insert(db, table(Member), row | values)


def add_contact(db: Db, member_id: int, openid: str, *, unionid: str | None = None) -> int:
    row = {
        "account": "wechat:wx1",
        "external_id": openid,
        "unionid": unionid,
        "member_id": member_id,
        "subscribed": True,
        "blocked": False,
        "created_at": NOON,
    }
    return insert(db, table(Contact), row)
