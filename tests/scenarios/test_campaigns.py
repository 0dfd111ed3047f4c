"""Campaigns as customers meet them: through the whole house, on a simulated phone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from campaigns import service
from campaigns.models import Delivery
from membership import customers, orders, points
from membership.models import Member
from membership.orders import OrderIn
from messaging import contacts
from messaging.models import Outbox
from scheduler.jobs import birthday, campaigns, mass, winback
from tests.scenarios.town import Town
from tickets import ending, staff
from tickets.models import Ticket

EVENING = datetime(2027, 6, 9, 12, tzinfo=UTC)
"""Eight in the evening in the shop, the day before the birthday."""
MORNING = EVENING + timedelta(hours=13)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PASSWORD = "a long password for tests"
GREETING = "生日快乐"
CARE, OFFER = "好久没见您了", "别让它们闲着"


@pytest.fixture
def evening(town: Town) -> Town:
    town.platform.clock.set(EVENING)
    return town


def joins(town: Town, phone: Any, month: int = 6) -> int:
    """Become a member whose birthday is 10 June (or of another month)."""
    now = town.built.clock.now()
    account = f"wechat:{town.platform.settings.app_id}"
    with town.built.store.session() as session:
        contact = contacts.find(session, account, phone.openid)
        assert contact is not None
        member = customers.register(session, contact_id=contact.id, now=now).member_id
        day = {"birthday_calendar": "solar", "birthday_month": month, "birthday_day": 10}
        session.execute(sa.update(Member).where(Member.id == member).values(name="小林", **day))
    return member


def at(town: Town, moment: datetime, *jobs: Any) -> None:
    """Let the clock's jobs do their work at that moment, and what is due leave."""
    town.platform.clock.set(moment)
    for job in jobs:
        job.JOB.run(town.worker, moment)
    town.deliver()


def heard(phone: Any, words: str) -> int:
    return sum(words in bubble.text for bubble in phone.received)


def buys(town: Town, member: int, moment: datetime) -> None:
    with town.built.store.session() as session:
        order = OrderIn(f"{member}:{moment}", member_id=member, amount=9_900, paid_at=moment)
        orders.post(session, order, now=moment)


def settle(town: Town, now: datetime) -> None:
    """A colleague settles the only ticket."""
    with town.built.store.session() as session:
        by = staff.add(
            session, "wang", role="agent", password=PASSWORD, display_name="小王", now=now
        )
        ticket = session.scalars(sa.select(Ticket.id).where(Ticket.kind == "complaint")).one()
        ending.resolve(session, ticket, by.id, cause="quality", outcome="refunded", now=now)


def rules(town: Town) -> list[tuple[str, str | None]]:
    with town.built.store.reading() as session:
        found = session.scalars(sa.select(Delivery).order_by(Delivery.id)).all()
        return [(row.state, row.rule) for row in found]


def test_a_birthday_greeting_arrives_once(evening: Town) -> None:
    phone = evening.phone()
    phone.says("你好")
    joins(evening, phone)

    at(evening, MORNING, birthday, campaigns)
    at(evening, MORNING + HOUR, birthday, campaigns)
    at(evening, MORNING + DAY, birthday, campaigns)

    assert heard(phone, "小林，生日快乐") == 1


def test_a_follower_of_long_ago_who_is_known_by_an_import_is_reached_once_they_write(
    evening: Town,
) -> None:
    """They followed before this house stood: no event ever said so."""
    phone = evening.platform.customer("老林", following=True)
    account = f"wechat:{evening.platform.settings.app_id}"
    with evening.built.store.session() as session:
        contacts.ensure(session, account, phone.openid, now=EVENING)
    joins(evening, phone)
    phone.says("你好")

    at(evening, MORNING, birthday)

    assert heard(phone, GREETING) == 1


def test_at_night_nothing_rings(evening: Town) -> None:
    phone = evening.phone()
    phone.says("你好")
    joins(evening, phone)

    at(evening, MORNING - 8 * HOUR, birthday)
    assert heard(phone, GREETING) == 0
    at(evening, MORNING)

    assert heard(phone, GREETING) == 1


def test_an_angry_customer_is_left_in_peace_until_the_complaint_is_settled(
    evening: Town,
) -> None:
    phone = evening.phone()
    phone.says("你好")
    joins(evening, phone)
    phone.says("昨天买的蛋糕坏了，里面有头发，太恶心了，我要投诉你们！！")

    at(evening, MORNING, birthday, campaigns)
    assert rules(evening) == [("waiting", "open complaint")]
    assert heard(phone, GREETING) == 0
    settle(evening, MORNING + 2 * HOUR)
    at(evening, MORNING + 3 * HOUR, campaigns)

    assert heard(phone, GREETING) == 1


def test_a_complaint_after_planning_still_stops_the_message(evening: Town) -> None:
    phone = evening.phone()
    phone.says("你好")
    joins(evening, phone)
    birthday.JOB.run(evening.worker, MORNING - 2 * HOUR)
    phone.says("昨天买的蛋糕坏了，里面有头发，太恶心了，我要投诉你们！！")

    at(evening, MORNING)

    assert heard(phone, GREETING) == 0
    settle(evening, MORNING + HOUR)
    at(evening, MORNING + 2 * HOUR)
    assert heard(phone, GREETING) == 1


def test_whoever_unsubscribed_gets_none(evening: Town) -> None:
    phone = evening.phone()
    phone.says("你好")
    joins(evening, phone)
    phone.says("退订")

    at(evening, MORNING, birthday, campaigns)

    assert rules(evening) == [("blocked", "refused")]
    assert heard(phone, GREETING) == 0


def test_the_offer_is_not_sent_to_who_came_back(evening: Town) -> None:
    loyal, lost = evening.phone("小林"), evening.phone("小陈")
    members = [joins(evening, phone, month=1) for phone in (loyal, lost)]
    for member in members:
        for days in (100, 70, 40):
            buys(evening, member, EVENING - days * DAY)

    for day in range(10):
        evening.platform.clock.set(MORNING + day * DAY - 3 * HOUR)
        for phone in (loyal, lost):
            phone.says("你好")
        if day == 3:
            buys(evening, members[0], evening.built.clock.now())
        at(evening, MORNING + day * DAY + HOUR, winback, campaigns)

    assert [heard(phone, CARE) for phone in (loyal, lost)] == [1, 1]
    assert [heard(phone, OFFER) for phone in (loyal, lost)] == [0, 1]


def test_a_mass_send_of_one_goes_as_a_message_and_its_gift_is_given_once(evening: Town) -> None:
    phone = evening.phone()
    phone.says("你好")
    member = joins(evening, phone)
    step = {"text": "生日快乐", "channels": ["mass", "message"], "gift": {"points": 66}}
    with evening.built.store.session() as session:
        service.set_state(session, 1, "ended", now=EVENING)
        document = {
            "name": "生日",
            "kind": "birthday",
            "occasion": {"at": "09:00"},
            "steps": [step],
        }
        made = service.create(session, "mine", document, actor="staff:1", now=EVENING)
        service.set_state(session, made.id, "on", now=EVENING)

    at(evening, MORNING, birthday)
    for minutes in (2, 12, 22):
        at(evening, MORNING + timedelta(minutes=minutes), mass, campaigns)

    assert heard(phone, GREETING) == 1
    with evening.built.store.reading() as session:
        assert points.summary(session, member, now=MORNING + HOUR).available == 66
        pushed = sa.select(Outbox.channel, Outbox.state).where(Outbox.lane == 1)
        rows = [tuple(row) for row in session.execute(pushed.order_by(Outbox.id))]
        assert rows == [("mass", "blocked"), ("message", "accepted")]
