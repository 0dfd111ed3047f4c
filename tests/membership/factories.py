"""Members, contacts and instants for the tests of membership."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import registration
from membership.privacy import Privacy
from messaging.models import Contact
from store.statements import Db, insert, table

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
PRIVACY = Privacy.from_key("a long random string for tests")


def make_member(db: Db, *, now: datetime = NOON, **values: Any) -> int:
    """Add a member and return the number."""
    member_id = registration.create(db, now=now, actor="test", **values)
    assert member_id is not None
    return member_id


def make_contact(
    db: Db, openid: str, *, member_id: int | None = None, unionid: str | None = None
) -> int:
    """Add a chat identity and return its number."""
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
