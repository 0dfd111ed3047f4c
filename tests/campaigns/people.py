"""Members, campaigns and instants for the tests of campaigns."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import planning, service
from campaigns.models import Delivery
from campaigns.values import ON, CampaignView
from membership import orders
from membership.models import Member
from membership.orders import OrderIn
from membership.registration import create
from messaging import contacts
from messaging.models import Contact, Outbox
from store.transactions import Store

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
MORNING = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
"""Ten o'clock in the shop."""
ACCOUNT = "wechat:wx_test"


def member(
    session: Session,
    name: str = "小林",
    *,
    birthday: tuple[str, int, int] | None = None,
    joined_at: datetime = MORNING - 400 * DAY,
    follows: bool = True,
    writes_until: datetime | None = MORNING + 900 * DAY,
    **columns: Any,
) -> int:
    """A member with a chat whose window is open, unless told otherwise."""
    number = create(session, now=joined_at, actor="test", joined_at=joined_at)
    assert number is not None
    calendar, month, day = birthday or (None, None, None)
    values = {
        "name": name,
        "birthday_calendar": calendar,
        "birthday_month": month,
        "birthday_day": day,
        **columns,
    }
    session.execute(sa.update(Member).where(Member.id == number).values(**values))
    contact = contacts.ensure(session, ACCOUNT, f"o_{number}", now=joined_at)
    contacts.bind(session, contact.id, number)
    window: dict[str, Any] = {"message_until": writes_until, "message_left": 5}
    session.execute(
        sa.update(Contact)
        .where(Contact.id == contact.id)
        .values(subscribed=follows, **(window if writes_until else {}))
    )
    return number


def contact_of(session: Session, member_id: int) -> int:
    return contacts.of_member(session, member_id)[0].id


def buys(session: Session, member_id: int, at: datetime, fen: int = 10_000) -> None:
    order = OrderIn(f"{member_id}:{at.isoformat()}", member_id=member_id, amount=fen, paid_at=at)
    orders.post(session, order, now=at)


def document(kind: str = "birthday", **changes: Any) -> dict[str, Any]:
    return {
        "name": "测试活动",
        "kind": kind,
        "steps": [{"text": "{{name}}，您好"}],
        **changes,
    }


def campaign(session: Session, kind: str, *, key: str = "", **changes: Any) -> CampaignView:
    """A campaign that is on."""
    view = service.create(
        session, key or f"test-{kind}", document(kind, **changes), actor="staff:1", now=MORNING
    )
    return service.set_state(session, view.id, ON, now=MORNING)


def plan(session: Session, view: CampaignView, now: datetime) -> Counter[str]:
    """Enter everybody who is due and decide what waits; the states that came of it."""
    states: Counter[str] = Counter()
    after: Any = ()
    while after is not None:
        done = planning.enter(session, view.id, now=now, timezone=SHANGHAI, after=after, limit=2)
        states.update(done.states)
        after = done.after
    planning.looked(session, view.id, now=now)
    more: Any = ()
    while more is not None:
        done = planning.decide_waiting(session, view.id, now=now, timezone=SHANGHAI, limit=2)
        states.update(done.states)
        more = done.after
    return states


def rows(source: Session | Store) -> list[Delivery]:
    if isinstance(source, Store):
        with source.reading() as session:
            return rows(session)
    return list(source.scalars(sa.select(Delivery).order_by(Delivery.id)))


def sent(session: Session) -> list[tuple[int, str]]:
    """(member, words) of what is in the outbox, oldest first."""
    statement = (
        sa.select(Contact.member_id, Outbox.payload)
        .join(Outbox, Outbox.contact_id == Contact.id)
        .order_by(Outbox.id)
    )
    return [(row[0], words(row[1])) for row in session.execute(statement)]


def words(payload: Mapping[str, Any]) -> str:
    return str(payload.get("text") or payload.get("description") or payload)
