"""A dry run that is counted to the end: part by part, stopped, begun anew, the same as at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from campaigns import counting, dry_run, service
from campaigns.counting import Count
from campaigns.counting.written import from_document, to_document
from campaigns.dry_run import DryRun
from scheduler.job import Worker
from scheduler.jobs import counts
from store.clock import ManualClock
from store.transactions import Store
from tests.campaigns.people import DAY, MORNING, SHANGHAI, campaign, member

SECOND = timedelta(seconds=1)
BY = "staff:1"


@pytest.fixture
def crowd(house: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Everybody is spoken to on Wednesdays; two are read at once."""
    monkeypatch.setattr(dry_run.run, "__kwdefaults__", {**_defaults(), "batch": 2})
    with house.session() as session:
        campaign(session, "regular", occasion={"cron": "* * 3"}, limits={"holdout_percent": 30})
        for at in range(7):
            member(session, writes_until=MORNING + DAY if at % 2 else None)
    return house


def _defaults() -> dict[str, Any]:
    return dict(dry_run.run.__kwdefaults__ or {})


def number(store: Store) -> int:
    with store.reading() as session:
        return service.every(session)[-1].id


def begin(store: Store) -> Count:
    with store.session() as session:
        return counting.begin(session, number(store), actor=BY, now=MORNING, timezone=SHANGHAI)


def parts(store: Store, count: Count) -> Iterator[DryRun]:
    with store.reading() as session:
        yield from counting.go_on(session, count, timezone=SHANGHAI)


def keep(store: Store, count: Count, result: DryRun) -> Count | None:
    with store.session() as session:
        return counting.keep(session, count, result, now=MORNING + SECOND)


def latest(store: Store) -> Count:
    with store.reading() as session:
        found = counting.latest(session, number(store))
    assert found is not None
    return found


def worker(store: Store) -> Worker:
    unused: Any = None
    return Worker(store, ManualClock(MORNING + SECOND), SHANGHAI, unused, unused)


def test_part_by_part_is_the_same_as_at_once(crowd: Store) -> None:
    with crowd.reading() as session:
        whole = list(dry_run.run(session, number(crowd), at=MORNING, timezone=SHANGHAI))[-1]
    going: Count | None = begin(crowd)
    seen = []
    while going is not None and not going.result.done:
        going = keep(crowd, going, next(parts(crowd, going)))
        assert going is not None
        seen.append(going.result.due)

    assert seen == [2, 4, 6, 7]
    assert going is not None
    assert (going.state, going.audience, going.slices) == ("done", 7, 4)
    assert going.result == whole
    assert going.result.reached + going.result.held_out.total() > 0


def test_the_job_counts_what_was_begun_and_then_rests(crowd: Store) -> None:
    begin(crowd)

    assert counts.JOB.run(worker(crowd), MORNING)["parts"] == 1
    assert counts.JOB.run(worker(crowd), MORNING) == {}

    assert (latest(crowd).state, latest(crowd).result.due) == ("done", 7)


def test_a_stopped_count_keeps_what_it_has_and_takes_no_more(crowd: Store) -> None:
    begun = begin(crowd)
    going = keep(crowd, begun, next(parts(crowd, begun)))
    assert going is not None
    with crowd.session() as session:
        assert counting.stop(session, begun.campaign_id, now=MORNING + SECOND)
        assert not counting.stop(session, begun.campaign_id, now=MORNING + SECOND)

    assert keep(crowd, going, next(parts(crowd, going))) is None

    assert (latest(crowd).state, latest(crowd).result.due) == ("stopped", 2)
    assert counts.JOB.run(worker(crowd), MORNING) == {}


def test_of_two_who_read_the_same_part_one_keeps_it(crowd: Store) -> None:
    begun = begin(crowd)
    result = next(parts(crowd, begun))

    assert keep(crowd, begun, result) is not None
    assert keep(crowd, begun, result) is None


def test_begun_anew_it_starts_from_nothing(crowd: Store) -> None:
    begun = begin(crowd)
    keep(crowd, begun, next(parts(crowd, begun)))

    assert begin(crowd).result == DryRun()


def test_it_asks_for_the_next_day_that_somebody_is_due(crowd: Store) -> None:
    with crowd.session() as session:
        body = {**service.get(session, number(crowd)).body, "occasion": {"cron": "* * 5"}}
        service.save(session, number(crowd), body, seen=1, actor=BY, now=MORNING)

    assert begin(crowd).at == MORNING + 2 * DAY


def test_what_is_kept_comes_back_as_it_was() -> None:
    run = DryRun(
        due=3,
        by_channel=Counter({("sms", "no phone"): 2}),
        samples={"sms": (1, 2)},
        in_words=frozenset({"sms"}),
        after=(1, MORNING, 7),
    )

    assert from_document(to_document(run)) == run
