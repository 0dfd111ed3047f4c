"""`jobs`: what the clock runs, and running it by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from bootstrap import clock
from bootstrap.parts import Parts
from membership.checks import EARLIEST, LATEST
from scheduler import lease, repository, times
from scheduler.job import Job, Shard, Worker
from scheduler.repository import DONE, FAILED, RUNNING, WAITING, RunRow
from store.clock import ManualClock, SystemClock

MOST_TIMES = 1_000
NEEDS_MOST = (FAILED, RUNNING, WAITING, DONE)
"""Of the shards of a run, the state that is told."""
AT_ONCE = timedelta(seconds=1)
"""What comes again so soon is done by hand until there is nothing left to do."""


@click.group("jobs")
def group() -> None:
    """Scheduled jobs."""


@group.command("list")
def show() -> None:
    """Name every job, when it runs next, how its last run went, and what it does."""
    built: Parts = current_app.extensions["parts"]
    now, zone = built.clock.now(), built.settings.timezone
    last, word = _known(built)
    for job in clock.all_jobs():
        following = _short(times.following(job.when, zone, now), zone)
        coming = f"every {_seconds(job.when)}" if isinstance(job.when, timedelta) else following
        click.echo(
            f"{job.name:<16} {job.when!s:<18} next {coming:<13} last {_last(last, job, zone):<40} "
            f"{job.about}"
        )
    click.echo(word)


def _known(built: Parts) -> tuple[Mapping[str, Sequence[RunRow]], str]:
    """The last run of each job, shard by shard, and a line on who holds the clock's lease."""
    try:
        with built.store.reading() as session:
            last = repository.last_runs(session)
            holder = repository.holder(session, lease.NAME)
    except SQLAlchemyError:
        return {}, "the database does not say what has run; see `flask --app wsgi db upgrade`"
    if holder is None or holder.until <= SystemClock().now():
        return last, "no clock holds the lease: nothing runs until `python -m scheduler` does"
    return last, f"the clock of {holder.holder} holds the lease"


def _last(known: Mapping[str, Sequence[RunRow]], job: Job, zone: ZoneInfo) -> str:
    runs = known.get(job.name)
    if not runs:
        return "never"
    at = max(run.finished_at or run.started_at or run.instant for run in runs)
    state = min((run.state for run in runs), key=NEEDS_MOST.index)
    total = sum((Counter(run.counts or {}) for run in runs), Counter[str]())
    told = ", ".join(f"{key} {count}" for key, count in total.items() if count)
    error = next((run.error for run in runs if run.error), None)
    retry = min((run.retry_at for run in runs if run.retry_at), default=None)
    again = f"again {_short(retry, zone)}" if retry else None
    return " ".join(filter(None, [_short(at, zone), state, told, error, again]))


def _short(instant: datetime, zone: ZoneInfo) -> str:
    return "never" if instant == times.NEVER else f"{instant.astimezone(zone):%m-%d %H:%M}"


def _seconds(interval: timedelta) -> str:
    return f"{interval.total_seconds():g} s"


@group.command()
@click.argument("name")
@click.option("--at", "at", help="the instant to run for, ISO 8601; now if not given")
def run(name: str, at: str | None) -> None:
    """Run one job now, as if it were the given instant."""
    found = {job.name: job for job in clock.all_jobs()}.get(name)
    if found is None:
        raise click.ClickException(f"there is no job {name!r}; `jobs list` names them.")
    built: Parts = current_app.extensions["parts"]
    now = built.clock.now() if at is None else _instant(at, built.settings.timezone)
    worker = clock.create_worker(built, ManualClock(now) if at else built.clock)
    try:
        counts = _run(found, worker, now)
    finally:
        worker.deliverer.close()
    click.echo(", ".join(f"{key} {count}" for key, count in counts.items()) or "nothing to do")


def _run(job: Job, worker: Worker, now: datetime) -> Counter[str]:
    """All shards, one after another; what the clock repeats all the time, until it is done."""
    shards = job.shards if isinstance(job.shards, int) else job.shards(worker, now)
    total: Counter[str] = Counter()
    for number in range(shards):
        mine = replace(worker, shard=Shard(number, shards))
        for _ in range(MOST_TIMES if times.is_repeated(job.when, AT_ONCE) else 1):
            counts = job.run(mine, now)
            total.update(counts)
            if not any(counts.values()):
                break
    return total


def _instant(text: str, timezone: ZoneInfo) -> datetime:
    try:
        read = datetime.fromisoformat(text)
        instant = read if read.tzinfo else read.replace(tzinfo=timezone)
    except ValueError:
        instant = None
    if instant is None or not EARLIEST <= instant <= LATEST:
        raise click.ClickException(
            f"--at wants an instant such as 2026-11-21T09:00+08:00, not {text!r}."
        )
    return instant


COMMAND = group
