"""Customers and surveys for the tests of surveys, made in one place."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from membership import customers
from membership.models import MemberFigures, Order
from messaging import contacts
from messaging.models import Contact, Outbox
from store.transactions import Store
from surveys import definitions, planning, sending
from surveys.links import Links
from surveys.models import SurveyInvitation
from surveys.repository import planning as planning_repository
from surveys.values import SurveyInfo
from tickets import replies, service, staff
from tickets import work as desk
from tickets.ending import resolve
from tickets.values import TicketView

NOON = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
"""A Wednesday, noon in Shanghai."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
ACCOUNT = "wechat:wx_test"
LINKS = Links("a secret for tests", "https://shop.example")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def seed(session: Session, key: str = "nps", *, on: bool = True, **changes: Any) -> SurveyInfo:
    """A default survey, switched on, with changes to its document."""
    definitions.ensure_defaults(session, now=NOON - 200 * DAY)
    survey = definitions.by_key(session, key)
    if changes:
        document = {**survey.document, **changes}
        definitions.save(
            session, survey.id, document, based_on=survey.version, actor="staff:1", now=NOON
        )
    definitions.switch(session, survey.id, on=on, actor="staff:1", now=NOON)
    return definitions.get(session, survey.id)


def customer(
    session: Session,
    openid: str = "o_lin",
    *,
    now: datetime = NOON,
    is_open: bool = True,
    orders: int = 1,
    joined: timedelta = 100 * DAY,
) -> tuple[int, int]:
    """A member with a chat whose window is open; return both numbers."""
    contact = contacts.ensure(session, ACCOUNT, openid, now=now)
    contacts.follow(session, contact.id, scene="", now=now)
    member = customers.register(session, contact_id=contact.id, now=now - joined).member_id
    if is_open:
        opened(session, contact.id, now)
    if orders:
        session.add(
            MemberFigures(
                member_id=member,
                order_count=orders,
                amount_sum=9_900 * orders,
                first_order_at=now - 60 * DAY,
                last_order_at=now - 5 * DAY,
                buying_days=[],
                stage="active",
                stage_since=now - 60 * DAY,
                updated_at=now,
            )
        )
    session.flush()
    return member, contact.id


def opened(session: Session, contact_id: int, now: datetime) -> None:
    """The customer has just written: five messages in 48 hours."""
    row = session.get_one(Contact, contact_id)
    row.message_left, row.message_until = 5, now + 48 * HOUR
    session.flush()


def figures_now(session: Session, member: int, now: datetime) -> None:
    """They bought lately, so that a sample draws from them."""
    session.get_one(MemberFigures, member).last_order_at = now - DAY
    session.flush()


def order(session: Session, member: int, number: str, paid_at: datetime, **more: Any) -> int:
    row = Order(
        external_id=number,
        member_id=member,
        status="paid",
        amount=9_900,
        paid_at=paid_at,
        created_at=paid_at,
        updated_at=paid_at,
        **more,
    )
    session.add(row)
    session.flush()
    return row.id


def colleague(session: Session, name: str = "amy", role: str = "agent") -> int:
    return staff.add(
        session, name, role=role, password="a long password", hasher=QUICK, now=NOON
    ).id


def settled(
    session: Session, contact_id: int, staff_id: int, *, now: datetime, kind: str = "after_sale"
) -> TicketView:
    """A ticket that a person answered and settled."""
    ticket = service.open(
        session, contact_id=contact_id, kind=kind, description="杯子漏水", now=now - HOUR
    )
    desk.claim(session, ticket.id, staff_id, now=now - HOUR)
    replies.reply(
        session, ticket.id, staff_id, "给您补发", client_id=f"for-{ticket.id}", now=now - HOUR
    )
    return resolve(session, ticket.id, staff_id, cause="质量", outcome="补发", now=now)


def invitations(session: Session) -> list[SurveyInvitation]:
    return list(session.scalars(sa.select(SurveyInvitation).order_by(SurveyInvitation.id)))


def delivered(session: Session, *, now: datetime) -> None:
    """All that is queued arrives, and is noted."""
    session.execute(
        sa.update(Outbox).where(Outbox.state == "queued").values(state="accepted", finished_at=now)
    )
    sending.track(session, now=now)
    session.expire_all()


def asked(store: Store, survey_key: str, member: int, *, now: datetime) -> int:
    """A member who was just shown a survey by hand; return the invitation."""
    with store.session() as session:
        survey = definitions.by_key(session, survey_key)
        planning.by_hand(session, survey.id, [member], wave="test", now=now)
        sending.send_due(session, links=LINKS, now=now)
        delivered(session, now=now)
        return invitations(session)[-1].id


def asked_about(session: Session, survey: SurveyInfo, ticket: TicketView, *, now: datetime) -> int:
    """Show a survey about a settled ticket; return the invitation."""
    rows = planning_repository.tickets(session, [ticket.id])
    candidates = [planning.of_ticket(row, f"ticket:{row.id}") for row in rows]
    planning.plan(session, survey, candidates, origin="ticket_closed", wave="t", now=now)
    sending.send_due(session, links=LINKS, now=now)
    delivered(session, now=now)
    return invitations(session)[-1].id
