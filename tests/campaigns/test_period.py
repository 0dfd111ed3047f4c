"""A campaign that speaks from one day to another, and then is over."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from campaigns import explain, outlook, service
from campaigns.values import ENDED, ON
from messaging import outbox
from scheduler.job import Worker
from scheduler.jobs import birthday, campaigns
from store.transactions import Store
from tests.campaigns.people import DAY, MORNING, SHANGHAI, campaign, member, plan, rows

JUNE_11 = {"from": "2026-06-11", "to": "2026-06-12"}
TWO_STEPS = [{"text": "欢迎"}, {"text": "再来看看", "after_days": 1}]


def worker(store: Store) -> Worker:
    unused: Any = None
    return Worker(store, unused, SHANGHAI, unused, unused)


def joined(session: Session, days: int) -> int:
    return member(session, joined_at=MORNING + days * DAY)


def test_members_enter_on_its_days_alone(session: Session) -> None:
    view = campaign(session, "welcome", period=JUNE_11)
    entered = []
    for days in range(-1, 4):
        joined(session, days)
        plan(session, view, MORNING + days * DAY + DAY / 24)
        entered.append(len(rows(session)))

    assert entered == [0, 0, 2, 3, 3]


def test_nothing_is_looked_for_before_and_it_ends_by_itself(house: Store) -> None:
    with house.session() as session:
        service.set_state(session, 1, ENDED, now=MORNING)
        member(session, birthday=("solar", 6, 10))
        member(session, birthday=("solar", 6, 12))
        member(session, birthday=("solar", 6, 13))
        view = campaign(session, "birthday", period=JUNE_11)

    def run(days: int) -> str:
        birthday.JOB.run(worker(house), MORNING + days * DAY)
        with house.reading() as session:
            return service.get(session, view.id).state

    assert [run(days) for days in range(4)] == [ON, ON, ON, ENDED]
    assert len(rows(house)) == 1


def test_steps_that_would_come_after_its_last_day_are_withdrawn(house: Store) -> None:
    with house.session() as session:
        view = campaign(session, "welcome", period=JUNE_11, steps=TWO_STEPS)
        joined(session, 2)
    at = MORNING + 2 * DAY
    campaigns.JOB.run(worker(house), at + DAY / 24)
    with house.reading() as session:
        shown = outlook.calendar(
            session, date(2026, 6, 12), date(2026, 6, 14), now=at, timezone=SHANGHAI
        )
        assert [(one.day.day, one.planned) for one in shown if one.campaign_id == view.id] == [
            (12, 1)
        ]

    campaigns.JOB.run(worker(house), at + DAY)

    assert [(row.state, row.rule) for row in rows(house)] == [
        ("planned", None),
        ("blocked", "campaign ended"),
    ]


def test_a_longer_period_lets_later_steps_come(session: Session) -> None:
    view = campaign(session, "welcome", period=JUNE_11, steps=TWO_STEPS)
    joined(session, 2)
    plan(session, view, MORNING + 2 * DAY + DAY / 24)
    longer = {**view.body, "period": {"to": "2026-06-30"}}
    service.save(session, view.id, longer, seen=1, actor="staff:1", now=MORNING)

    plan(session, view, MORNING + 3 * DAY + DAY / 24)

    assert [row.state for row in rows(session)] == ["planned", "planned"]


def test_what_is_queued_expires_with_the_last_day(session: Session) -> None:
    view = campaign(session, "welcome", period=JUNE_11)
    joined(session, 2)
    late = MORNING + 2 * DAY + 13 * DAY / 24

    plan(session, view, late)

    assert outbox.counts(session) == {}
    assert [(row.state, row.rule) for row in rows(session)] == [("blocked", "quiet hours")]


def test_a_member_is_told_that_it_is_another_time(session: Session) -> None:
    view = campaign(session, "welcome", period=JUNE_11)
    number = joined(session, 0)
    found = explain.explain(session, view.id, number, now=MORNING + DAY / 24, timezone=SHANGHAI)

    assert found.failed == "outside its period"


def test_the_calendar_expects_nobody_outside_of_it(session: Session) -> None:
    service.set_state(session, 1, ENDED, now=MORNING)
    for day in range(10, 15):
        member(session, birthday=("solar", 6, day))
    view = campaign(session, "birthday", period=JUNE_11)

    shown = outlook.calendar(
        session, date(2026, 6, 10), date(2026, 6, 15), now=MORNING, timezone=SHANGHAI
    )

    assert [(one.day.day, one.expected) for one in shown if one.campaign_id == view.id] == [
        (11, 1),
        (12, 1),
    ]
