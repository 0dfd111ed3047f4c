"""The jobs: each campaign at its hour, once a day; what waits every time."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from messaging.models import Contact
from scheduler.job import Worker
from scheduler.jobs import birthday, campaigns, winback
from store.transactions import Store
from tests.campaigns.people import DAY, MORNING, SHANGHAI, buys, campaign, member, rows

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TODAY = ("solar", 6, 10)
NOTHING = {"due": 0, "planned": 0, "waiting": 0, "blocked": 0, "held_out": 0}


def worker(store: Store) -> Worker:
    unused: Any = None
    return Worker(store, unused, SHANGHAI, unused, unused)


def test_a_daily_campaign_looks_once_from_its_hour_on(house: Store) -> None:
    with house.session() as session:
        campaign(session, "anniversary", occasion={"at": "14:30"})
        member(session, joined_at=MORNING - 365 * DAY)
    half_past = MORNING + 4 * HOUR + 30 * MINUTE

    early = campaigns.JOB.run(worker(house), half_past - MINUTE)
    first = campaigns.JOB.run(worker(house), half_past + 3 * MINUTE)
    with house.session() as session:
        member(session, joined_at=MORNING - 365 * DAY)
    again = campaigns.JOB.run(worker(house), half_past + 13 * MINUTE)

    assert (early, again) == (NOTHING, NOTHING)
    assert first == {**NOTHING, "due": 1, "planned": 1}


def test_the_birthday_job_looks_whenever_it_is_asked(house: Store) -> None:
    with house.session() as session:
        member(session, birthday=TODAY)
    assert birthday.JOB.run(worker(house), MORNING)["planned"] == 1
    with house.session() as session:
        member(session, birthday=TODAY)

    assert birthday.JOB.run(worker(house), MORNING + HOUR)["planned"] == 1
    assert birthday.JOB.run(worker(house), MORNING + HOUR) == NOTHING
    assert campaigns.JOB.run(worker(house), MORNING + HOUR) == NOTHING


def test_what_waits_is_looked_at_by_the_campaigns_job_too(house: Store) -> None:
    with house.session() as session:
        silent = member(session, birthday=TODAY, writes_until=None)
    assert birthday.JOB.run(worker(house), MORNING)["waiting"] == 1
    with house.session() as session:
        window = {"message_until": MORNING + DAY, "message_left": 5}
        session.execute(sa.update(Contact).where(Contact.member_id == silent).values(**window))

    assert campaigns.JOB.run(worker(house), MORNING + 4 * HOUR) == {**NOTHING, "planned": 1}


def test_the_winback_job_finds_whose_boundary_passed_by_itself(house: Store) -> None:
    with house.session() as session:
        lost = member(session)
        for days in (95, 65, 35):
            buys(session, lost, MORNING - days * DAY)

    assert winback.JOB.run(worker(house), MORNING)["planned"] == 1
    assert [(row.step, row.state) for row in rows(house)] == [(0, "planned"), (1, "waiting")]
    assert winback.JOB.run(worker(house), MORNING + 7 * DAY)["planned"] == 1
