"""The clock fires each instant once, whoever holds the lease, and makes up once for the missed."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from scheduler import standing
from scheduler.clock import STALE, UNSTARTED
from scheduler.job import Job, Worker
from scheduler.lease import Lease
from scheduler.models import Run
from scheduler.runs import Task
from tests.scheduler.conftest import NINE, House

DAY = timedelta(days=1)


def test_a_job_is_fired_at_its_time_and_recorded(
    house: House, daily: Job, noted: list[datetime]
) -> None:
    clock, tray = house.clock("one", daily)
    clock.keep()
    clock.beat()
    assert tray.tasks == [], "it was nine when the clock began: nothing was missed"
    house.pass_(hours=23, minutes=59)
    clock.keep()
    clock.beat()
    assert tray.tasks == []
    house.pass_(minutes=1, seconds=2)
    clock.keep()
    clock.beat()
    clock.beat()
    assert tray.tasks == [Task("daily", NINE + DAY)]
    assert house.runs("one", daily).perform(tray.tasks[0])
    assert noted == [NINE + DAY], "it gets the instant it was meant for"
    run = house.last("daily")
    assert run is not None
    assert (run.state, run.counts, run.error) == ("done", {"noted": 1}, None)


def test_two_clocks_fire_an_instant_once(house: House, daily: Job) -> None:
    first, one = house.clock("one", daily)
    second, two = house.clock("two", daily)
    for _ in range(3):
        first.keep()
        second.keep()
        house.pass_(days=1, seconds=1)
        first.keep()
        first.beat()
        second.beat()
        for task in one.tasks:
            house.runs("one", daily).perform(task)
    assert [task.instant for task in one.tasks] == [NINE + DAY, NINE + 2 * DAY, NINE + 3 * DAY]
    assert two.tasks == []


def test_a_standby_takes_over_and_the_old_holder_fires_nothing(house: House, daily: Job) -> None:
    """The old one believes, as it was asleep, that it holds the lease still."""
    first, one = house.clock("one", daily)
    second, two = house.clock("two", daily)
    first.keep()
    second.keep()
    second.beat()
    house.pass_(days=1, seconds=1)
    second.keep()
    first.beat()
    assert one.tasks == [], "the fence has moved on"
    second.beat()
    assert [task.instant for task in two.tasks] == [NINE + DAY]
    first.beat()
    assert one.tasks == []
    first.keep()
    house.pass_(seconds=30)
    first.beat()
    assert one.tasks == []


def test_a_clock_that_ends_leaves_the_lease_at_once(house: House, daily: Job) -> None:
    one, two = (Lease(house.store, house.real, name) for name in ("one", "two"))
    assert one.keep()
    assert not two.keep()
    one.release()
    assert not one.is_held
    assert two.keep()
    assert not one.keep()


def test_a_lease_from_a_time_that_was_ahead_is_over(house: House) -> None:
    """A machine starts eight hours ahead, is put right, and its first clock was killed."""
    one, two = (Lease(house.store, house.real, name) for name in ("one", "two"))
    house.pass_(hours=8)
    assert one.keep()
    house.pass_(hours=-8)
    with house.store.reading() as session:
        assert not standing.read(session, now=house.real.now()).is_held
    assert two.keep()
    with house.store.session() as session:
        assert not one.confirm(session)


def test_a_holder_whose_time_is_put_back_goes_on(house: House, often: Job) -> None:
    clock, tray = house.clock("one", often)
    runs = house.runs("one", often)
    for _ in range(3):
        clock.keep()
        clock.beat()
        runs.perform(tray.tasks.pop())
        house.pass_(seconds=20)
    house.pass_(hours=-1)
    for _ in range(3):
        clock.keep()
        clock.beat()
        assert runs.perform(tray.tasks.pop()), "and it is no run of the hour that comes again"
        house.pass_(seconds=20)


def test_an_hour_that_comes_again_is_walked_through_once_more_by_intervals_alone(
    house: House, daily: Job, often: Job, noted: list[datetime]
) -> None:
    clock, tray = house.clock("one", daily, often)
    runs = house.runs("one", daily, often)
    clock.keep()
    house.pass_(days=1)
    for _ in range(2):
        clock.keep()
        for _ in range(9):
            clock.beat()
            while tray.tasks:
                runs.perform(tray.tasks.pop())
            house.pass_(seconds=20)
        house.pass_(seconds=-180)
    assert noted.count(NINE + DAY) == 3, "the daily job once, the other in both rounds"


def test_a_time_of_day_is_met_after_a_year_by_mistake(house: House, daily: Job) -> None:
    clock, tray = house.clock("one", daily)
    clock.keep()
    house.pass_(days=365)
    clock.keep()
    clock.beat()
    house.runs("one", daily).perform(tray.tasks.pop())
    house.pass_(days=-365)
    clock.keep()
    clock.beat()
    assert tray.tasks == []
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    assert tray.tasks == [Task("daily", NINE + DAY)]


def test_a_run_whose_worker_died_in_a_time_that_was_ahead_is_found(
    house: House, daily: Job
) -> None:
    clock, tray = house.clock("one", daily)
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    with pytest.raises(SystemExit):
        house.runs("dead", replace(daily, run=_die)).perform(tray.tasks.pop())
    house.pass_(hours=-1)
    clock.keep()
    assert tray.tasks == [], "its worker may live, and has not been seen since"
    house.pass_(seconds=STALE.total_seconds() + 1)
    clock.keep()
    assert tray.tasks == [Task("daily", NINE + DAY)]


def test_what_was_missed_is_made_up_for_once(house: House, daily: Job) -> None:
    clock, _ = house.clock("one", daily)
    clock.keep()
    house.pass_(days=3, hours=5)
    later, tray = house.clock("two", daily)
    later.keep()
    later.beat()
    later.beat()
    assert tray.tasks == [Task("daily", NINE + 3 * DAY)]


@pytest.mark.parametrize("change", [{"catch_up": "skip"}, {"grace": timedelta(hours=2)}])
def test_what_is_not_worth_it_is_left_out(
    house: House, daily: Job, change: dict[str, object]
) -> None:
    job = replace(daily, **change)  # type: ignore[arg-type]
    clock, tray = house.clock("one", job)
    clock.keep()
    house.pass_(days=1, hours=5)
    clock.keep()
    clock.beat()
    assert tray.tasks == []
    house.pass_(hours=19, seconds=1)
    clock.keep()
    clock.beat()
    assert tray.tasks == [Task("daily", NINE + 2 * DAY)]


def test_an_interval_is_due_at_once_and_never_twice_at_a_time(house: House, often: Job) -> None:
    clock, tray = house.clock("one", often)
    clock.keep()
    clock.beat()
    assert len(tray.tasks) == 1
    house.pass_(seconds=25)
    clock.keep()
    clock.beat()
    assert len(tray.tasks) == 1, "the first is not done yet"
    house.runs("one", often).perform(tray.tasks[0])
    clock.beat()
    assert len(tray.tasks) == 2


def test_a_task_that_comes_twice_is_done_once(
    house: House, daily: Job, noted: list[datetime]
) -> None:
    clock, tray = house.clock("one", daily)
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    runs = [house.runs(name, daily) for name in ("a", "b")]
    assert [one.perform(tray.tasks[0]) for one in runs] == [True, False]
    assert len(noted) == 1
    assert not runs[0].perform(Task("daily", NINE)), "nobody wrote down such a run"
    assert not runs[0].perform(Task("unknown", NINE))


def test_a_task_that_was_lost_is_submitted_again(house: House, daily: Job) -> None:
    clock, tray = house.clock("one", daily)
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    task = tray.tasks.pop()
    house.pass_(seconds=10)
    clock.keep()
    assert tray.tasks == []
    house.pass_(seconds=UNSTARTED.total_seconds())
    clock.keep()
    assert tray.tasks == [task]


def test_a_run_whose_worker_died_is_done_by_another(house: House, daily: Job) -> None:
    clock, tray = house.clock("one", daily)
    died = replace(daily, run=_die)
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    with pytest.raises(SystemExit):
        house.runs("dead", died).perform(tray.tasks.pop())
    house.pass_(seconds=STALE.total_seconds() + 1)
    clock.keep()
    (task,) = tray.tasks
    assert house.runs("alive", daily).perform(task)
    run = house.last("daily")
    assert run is not None
    assert (run.state, run.attempts) == ("done", 2)


def test_an_interval_whose_worker_died_goes_on_with_its_next_run(house: House, often: Job) -> None:
    clock, tray = house.clock("one", often)
    clock.keep()
    clock.beat()
    with pytest.raises(SystemExit):
        house.runs("dead", replace(often, run=_die)).perform(tray.tasks.pop())
    house.pass_(seconds=STALE.total_seconds() + 1)
    clock.keep()
    assert tray.tasks == []
    clock.beat()
    assert len(tray.tasks) == 1


def test_each_shard_is_a_task_of_its_own(house: House, daily: Job) -> None:
    parts: list[tuple[int, int]] = []

    def run(worker: Worker, _now: datetime) -> dict[str, int]:
        parts.append((worker.shard.number, worker.shard.of))
        return {}

    job = replace(daily, run=run, shards=lambda worker, _now: worker.parallel + 2)
    clock, tray = house.clock("one", job)
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    runs = house.runs("one", job)
    for task in tray.tasks * 2:
        runs.perform(task)
    assert parts == [(0, 3), (1, 3), (2, 3)]


def test_a_job_that_fails_is_recorded_and_stops_nothing(house: House, daily: Job) -> None:
    clock, tray = house.clock("one", replace(daily, run=_burst))
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    house.runs("one", replace(daily, run=_burst)).perform(tray.tasks[0])
    run = house.last("daily")
    assert run is not None
    assert (run.state, run.error) == ("failed", "ZeroDivisionError: by zero")
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    assert len(tray.tasks) == 2


def test_a_run_that_fails_is_tried_again_some_times(house: House, daily: Job) -> None:
    failing = replace(daily, run=_burst, retries=(timedelta(minutes=1), timedelta(minutes=5)))
    clock, tray = house.clock("one", failing)
    runs = house.runs("one", failing)
    clock.keep()
    house.pass_(days=1)
    done = []
    for minute in range(20):
        clock.keep()
        clock.beat()
        while tray.tasks:
            runs.perform(tray.tasks.pop())
            done.append(minute)
        house.pass_(minutes=1)
    assert done == [0, 1, 6]
    run = house.last("daily")
    assert run is not None
    assert (run.state, run.attempts, run.retry_at) == ("failed", 3, None)


def test_a_retry_that_goes_well_leaves_nothing_to_do(house: House, daily: Job) -> None:
    fates = iter([True, False])

    def moody(_worker: Worker, _now: datetime) -> dict[str, int]:
        return _burst(_worker, _now) if next(fates) else {"noted": 1}

    job = replace(daily, run=moody)
    clock, tray = house.clock("one", job)
    runs = house.runs("one", job)
    clock.keep()
    house.pass_(days=1)
    for _ in range(60):
        clock.keep()
        clock.beat()
        while tray.tasks:
            runs.perform(tray.tasks.pop())
        house.pass_(minutes=1)
    run = house.last("daily")
    assert run is not None
    assert (run.state, run.counts, run.error, run.attempts) == ("done", {"noted": 1}, None, 2)


def test_the_next_time_of_a_job_makes_up_for_a_retry(house: House, daily: Job) -> None:
    """The clock was away when it was to be tried again."""
    failing = replace(daily, run=_burst)
    clock, tray = house.clock("one", failing)
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    house.runs("one", failing).perform(tray.tasks.pop())
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    clock.keep()
    assert [task.instant for task in tray.tasks] == [NINE + 2 * DAY]


def _burst(_worker: Worker, _now: datetime) -> dict[str, int]:
    raise ZeroDivisionError("by zero")


def _die(_worker: Worker, _now: datetime) -> dict[str, int]:
    raise SystemExit


def test_old_runs_are_forgotten_and_failures_kept(house: House, often: Job, daily: Job) -> None:
    clock, tray = house.clock("one", often, daily)
    runs = house.runs("one", often, daily)
    clock.keep()
    house.pass_(days=1)
    for _ in range(3):
        clock.keep()
        clock.beat()
        while tray.tasks:
            runs.perform(tray.tasks.pop())
        house.pass_(hours=1)
    clock.keep()
    with house.store.reading() as session:
        kept = Counter(session.scalars(sa.select(Run.job)))
    assert kept == {"daily": 1, "often": 2}
