"""The jobs: each campaign at its hour, once a day; what waits every time."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import planning, service
from campaigns.models import CampaignVersion
from membership import lifecycle
from membership.errors import FieldError
from messaging.models import Contact
from messaging.reach import rules as reach_rules
from scheduler import campaign_runs
from scheduler.job import Worker
from scheduler.jobs import birthday, campaigns, winback
from store.transactions import Store
from tests.campaigns.people import DAY, MORNING, SHANGHAI, buys, campaign, member, rows

NEW_YORK = ZoneInfo("America/New_York")
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


def ticks(day: datetime, zone: ZoneInfo) -> list[datetime]:
    """When the job looks around the midnight that ends a day: each ten minutes, a moment late."""
    late = datetime.combine(day.astimezone(zone).date(), time(23), zone).astimezone(UTC)
    return [late + number * 10 * MINUTE + MINUTE / 60 for number in range(9)]


@pytest.mark.parametrize("at", ["00:00", "23:55", "23:59"])
@pytest.mark.parametrize("zone", [SHANGHAI, NEW_YORK], ids=str)
def test_a_campaign_at_the_edge_of_midnight_speaks_once_that_day(
    house: Store, at: str, zone: ZoneInfo
) -> None:
    """Between the last look of a day and midnight there is none."""
    with house.session() as session:
        reach_rules.save(session, {"quiet": None}, actor="staff:1", now=MORNING)
        campaign(session, "regular", occasion={"cron": "8 3 *", "at": at})
        member(session)
    shop = replace(worker(house), timezone=zone)
    spring_forward = datetime(2026, 3, 8, 12, tzinfo=UTC)
    looks = [at for day in (-1, 0, 1) for at in ticks(spring_forward + day * DAY, zone)]

    done = [at for at in looks if campaigns.JOB.run(shop, at)["planned"]]

    assert [at.astimezone(zone).day for at in done] == [8]
    (row,) = rows(house)
    assert f"{row.due_at.astimezone(zone):%d %H:%M}" == f"08 {at}"


def test_a_campaign_whose_stages_change_while_it_looks_goes_on_with_the_new_ones(
    house: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look had come to a stage that staff take out."""
    with house.session() as session:
        service.set_state(session, 1, "ended", now=MORNING)
        service.set_state(session, 2, "ended", now=MORNING)
        view = campaign(session, "winback", occasion={"to": ["at_risk", "dormant"]})
        for days in (50, 45):
            lost = member(session)
            for back in (60, 30, 0):
                buys(session, lost, MORNING - (days + back) * DAY)
        lifecycle.run(session, now=MORNING)
    enter = planning.enter

    def editing(session: Session, campaign_id: int, **how: Any) -> planning.Planned:
        if len(how["after"]) and service.get(session, campaign_id).version == 1:
            body = {**view.body, "occasion": {"to": ["at_risk"]}}
            service.save(session, campaign_id, body, seen=1, actor="staff:1", now=MORNING)
        return enter(session, campaign_id, **how)

    monkeypatch.setattr(planning, "enter", editing)

    assert campaigns.JOB.run(worker(house), MORNING)["due"] == 2
    with house.reading() as session:
        assert service.get(session, view.id).version == 2


def test_a_run_for_a_day_to_come_does_not_silence_the_days_before(house: Store) -> None:
    with house.session() as session:
        campaign(session, "anniversary")
        member(session, joined_at=MORNING - 365 * DAY)
        member(session, joined_at=MORNING - 335 * DAY)
    assert campaigns.JOB.run(worker(house), MORNING + 30 * DAY)["due"] == 1

    assert campaigns.JOB.run(worker(house), MORNING)["due"] == 1
    with house.session() as session:
        member(session, joined_at=MORNING - 365 * DAY)
    assert campaigns.JOB.run(worker(house), MORNING + HOUR) == NOTHING, "it has looked today"
    with house.session() as session:
        member(session, joined_at=MORNING - 364 * DAY)
    assert campaigns.JOB.run(worker(house), MORNING + DAY)["due"] == 1


def broken(session: Session, campaign_id: int) -> None:
    """Its document is of a version that this one cannot read."""
    of_tomorrow = {"name": "生日祝福", "kind": "birthday", "steps": [{"text": "祝福"}], "mood": 1}
    mine = sa.update(CampaignVersion).where(CampaignVersion.campaign_id == campaign_id)
    session.execute(mine.values(document=of_tomorrow))


def test_a_campaign_that_cannot_be_read_does_not_stop_the_others(house: Store) -> None:
    with house.session() as session:
        broken(session, 1)
        second = campaign(session, "birthday")
        member(session, birthday=TODAY)

    assert campaign_runs.shards(replace(worker(house), parallel=2), MORNING) == 1
    with pytest.raises(FieldError):
        birthday.JOB.run(worker(house), MORNING)

    assert [row.campaign_id for row in rows(house)] == [second.id]
