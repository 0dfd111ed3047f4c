"""Kinds that follow a member's points, level, orders and what happened to them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from membership import levels, lifecycle, points
from messaging import contacts
from store.transactions import Store
from tests.campaigns.people import (
    DAY,
    MORNING,
    buys,
    campaign,
    contact_of,
    member,
    plan,
    rows,
    sent,
)
from tickets import ending, opening, staff
from tickets.models import Ticket

HOUR = timedelta(hours=1)


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """A unit of work on each of the databases: the sums and ranges are told to each."""
    with store.session() as session:
        yield session


def test_winback_cares_first_offers_later_and_stops_when_they_return(session: Session) -> None:
    steps = [{"text": "想您了"}, {"text": "来坐坐", "after_days": 7}]
    view = campaign(session, "winback", steps=steps, limits={"again_after_days": 90})
    stays, returns, active = (member(session) for _ in range(3))
    for one in (stays, returns):
        for days in (120, 90, 60):
            buys(session, one, MORNING - days * DAY)
    for days in (40, 20, 5):
        buys(session, active, MORNING - days * DAY)
    lifecycle.run(session, now=MORNING)

    plan(session, view, MORNING)
    assert sent(session) == [(stays, "想您了"), (returns, "想您了")]
    buys(session, returns, MORNING + 3 * DAY)
    for days in range(1, 12):
        lifecycle.run(session, now=MORNING + days * DAY)
        plan(session, view, MORNING + days * DAY)

    assert sent(session)[2:] == [(stays, "来坐坐")]


def test_an_old_absence_that_is_only_now_imported_wakes_nobody(session: Session) -> None:
    view = campaign(session, "winback", occasion={"within_days": 30})
    gone = member(session)
    for days in (330, 300, 270):
        buys(session, gone, MORNING - days * DAY)
    lifecycle.run(session, now=MORNING)

    plan(session, view, MORNING)

    assert rows(session) == []


def test_welcome_greets_who_joined_since_the_last_look(session: Session) -> None:
    view = campaign(session, "welcome")
    old = member(session, joined_at=MORNING - 300 * DAY)
    first = member(session, joined_at=MORNING - HOUR)
    plan(session, view, MORNING)
    second = member(session, joined_at=MORNING + HOUR)

    plan(session, view, MORNING + 2 * HOUR)
    plan(session, view, MORNING + 3 * HOUR)

    assert [one for one, _ in sent(session)] == [first, second]
    assert old not in {row.member_id for row in rows(session)}


def test_points_that_expire_are_told_ahead_with_their_number(session: Session) -> None:
    steps = [{"text": "{{expiring}} 积分 {{expires_on}}到期"}]
    view = campaign(
        session, "points_expiring", occasion={"ahead_days": 30, "least": 20}, steps=steps
    )
    ends = MORNING.replace(hour=16) + 29 * DAY
    few, many, later = (member(session) for _ in range(3))
    for one, number, at in ((few, 19, ends), (many, 40, ends), (later, 90, ends + 9 * DAY)):
        points.earn(session, one, number, source="t", key=f"{one}", now=MORNING, expires_at=at)
    points.earn(session, many, 2, source="t", key="more", now=MORNING, expires_at=ends)
    points.spend(session, many, 10, source="t", key="spent", now=MORNING)

    for days in range(3):
        plan(session, view, MORNING + days * DAY)

    assert sent(session) == [(many, "32 积分 7 月 9 日到期")]


def test_a_level_within_reach_is_told_once_a_year(session: Session) -> None:
    steps = [{"text": "再得 {{missing}} 到{{next_level}}"}]
    view = campaign(session, "level_near", occasion={"missing": 100}, steps=steps)
    silver, gold = levels.load(session).active[1:3]
    near, far, over = (member(session) for _ in range(3))
    for one, growth in ((near, silver.line - 60), (far, silver.line - 101), (over, gold.line - 1)):
        levels.add_growth(session, one, growth, kind="earn", source="t", key=f"{one}", now=MORNING)

    for days in range(3):
        plan(session, view, MORNING + days * DAY)

    assert sorted(sent(session)) == [
        (near, f"再得 60 到{silver.name}"),
        (over, f"再得 1 到{gold.name}"),
    ]


def test_growth_that_no_longer_counts_does_not_bring_near(session: Session) -> None:
    view = campaign(session, "level_near", occasion={"missing": 100})
    silver = levels.load(session).active[1]
    member(session, growth=silver.line - 10, growth_offset=500)

    plan(session, view, MORNING)

    assert rows(session) == []


def test_a_level_at_risk_is_told_what_is_missing(session: Session) -> None:
    steps = [{"text": "还差 {{missing}}，{{ends_on}}前"}]
    view = campaign(session, "level_at_risk", occasion={"ahead_days": 14}, steps=steps)
    silver = levels.load(session).active[1]
    losing, keeping = member(session), member(session)
    for one in (losing, keeping):
        levels.add_growth(
            session, one, silver.line, kind="earn", source="t", key=f"{one}", now=MORNING
        )
    until = levels.standing(session, losing).until
    assert until is not None
    kept = {"kind": "earn", "source": "t", "key": "kept", "now": until - 90 * DAY}
    levels.add_growth(session, keeping, silver.keep_line, **kept)  # type: ignore[arg-type]

    plan(session, view, until - 15 * DAY)
    assert rows(session) == []
    plan(session, view, until - 13 * DAY)

    assert sent(session) == [(losing, f"还差 {silver.keep_line}，6 月 9 日前")]


def test_a_reminder_comes_by_ones_own_cycle_and_not_after_buying(session: Session) -> None:
    view = campaign(
        session,
        "repurchase",
        occasion={"ahead_days": 2},
        steps=[{"text": "{{cycle}} 天一次，{{away}} 天没来"}],
    )
    slow, fast = member(session), member(session)
    for days in (80, 50, 20):
        buys(session, slow, MORNING - days * DAY)
    for days in (30, 25, 20):
        buys(session, fast, MORNING - days * DAY)

    for days in range(9):
        plan(session, view, MORNING + days * DAY)
        assert rows(session) == [] or days >= 7
    assert sent(session) == [(slow, "30 天一次，27 天没来")]


def test_after_a_ticket_is_settled_they_are_asked_how_it_is(session: Session) -> None:
    steps = [{"text": "{{number}} 还好吗", "after_days": 3}]
    view = campaign(session, "checkup", steps=steps)
    served = member(session)
    ticket = opening.open(
        session, contact_id=contact_of(session, served), description="蛋糕坏了", now=MORNING
    )
    by = staff.add(
        session, "wang", role="agent", password="a long password", display_name="王", now=MORNING
    )
    ending.resolve(
        session, ticket.id, by.id, cause="quality", outcome="refunded", now=MORNING + HOUR
    )
    plan(session, view, MORNING + 2 * HOUR)
    assert [row.state for row in rows(session)] == ["waiting"]

    plan(session, view, MORNING + 3 * DAY)

    assert (served, f"#{ticket.number} 还好吗") in sent(session)


def test_who_leaves_becomes_a_task_for_staff_unless_they_come_back(session: Session) -> None:
    steps = [{"text": "{{name}} 取消了关注，请致电问候", "task": True, "after_hours": 2}]
    view = campaign(session, "unfollow", steps=steps)
    gone, back = member(session, "小陈"), member(session)
    for one in (gone, back):
        contacts.unfollow(session, contact_of(session, one), now=MORNING)
    plan(session, view, MORNING + HOUR)
    contacts.follow(session, contact_of(session, back), scene="", now=MORNING + HOUR)

    plan(session, view, MORNING + 3 * HOUR)

    ticket = session.scalars(sa.select(Ticket)).one()
    assert (ticket.member_id, ticket.description) == (gone, "小陈 取消了关注，请致电问候")
    assert (ticket.source, ticket.category) == ("campaign", "test-unfollow")
    assert {row.member_id: (row.state, row.rule) for row in rows(session)} == {
        gone: ("planned", None),
        back: ("blocked", "recovered"),
    }
    assert sent(session) == []
