"""Queries of the clock: its lease, what is due, what runs and has run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from scheduler.models import Lease, Run, Schedule
from store.statements import changed, insert_many_once, insert_once

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
OPEN = (WAITING, RUNNING)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lease, or held it last; `until` is real time."""

    holder: str
    until: datetime
    fence: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as it is in the store."""

    id: int
    job: str
    instant: datetime
    shard: int
    shards: int
    state: str
    started_at: datetime | None
    finished_at: datetime | None
    seen_at: datetime
    attempts: int
    counts: Mapping[str, int] | None
    error: str | None
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended: what it did, what went wrong, and when it is tried again (real time)."""

    counts: Mapping[str, int]
    error: str = ""
    retry_at: datetime | None = None


RUNS = select(*(getattr(Run, name) for name in RunRow.__dataclass_fields__))


def acquire(
    session: Session, name: str, holder: str, now: datetime, until: datetime, latest: datetime
) -> int:
    """Take a lease that is free, over, or lasts beyond `latest`; return its fence, or 0 if another
    holds it."""
    row = {"name": name, "holder": holder, "until": until, "renewed_at": now, "fence": 1}
    if insert_once(session, Lease, row):
        return 1
    free = update(Lease).where(Lease.name == name, or_(Lease.until <= now, Lease.until > latest))
    values = {"holder": holder, "until": until, "renewed_at": now}
    if not changed(session, free.values(**values, fence=Lease.fence + 1)):
        return 0
    return session.scalars(select(Lease.fence).where(Lease.name == name)).one()


def renew(session: Session, name: str, fence: int, now: datetime, until: datetime) -> bool:
    mine = update(Lease).where(Lease.name == name, Lease.fence == fence, Lease.until > now)
    return changed(session, mine.values(until=until, renewed_at=now)) == 1


def release(session: Session, name: str, fence: int, now: datetime) -> None:
    mine = update(Lease).where(Lease.name == name, Lease.fence == fence)
    session.execute(mine.values(until=now))


def is_held(session: Session, name: str, fence: int, now: datetime) -> bool:
    """Whether the lease is still this holder's; nobody else can take it before the commit."""
    mine = select(Lease.fence).where(Lease.name == name, Lease.until > now).with_for_update()
    return session.scalars(mine).one_or_none() == fence


def holder(session: Session, name: str) -> Holder | None:
    statement = select(Lease.holder, Lease.until, Lease.fence).where(Lease.name == name)
    row = session.execute(statement).one_or_none()
    return None if row is None else Holder(*row)


def considered(session: Session) -> dict[str, datetime]:
    """Up to which instant each job has been dealt with."""
    rows = session.execute(select(Schedule.job, Schedule.considered))
    return {row[0]: row[1] for row in rows}


def begin(session: Session, considered: Mapping[str, datetime]) -> None:
    """What a job that is new missed before these instants is nothing."""
    rows = [{"job": job, "considered": instant} for job, instant in considered.items()]
    insert_many_once(session, Schedule, rows)


def consider(session: Session, job: str, instant: datetime) -> bool:
    """Deal with all up to `instant`; False if somebody has."""
    behind = update(Schedule).where(Schedule.job == job, Schedule.considered < instant)
    return changed(session, behind.values(considered=instant)) == 1


def turn_back(session: Session, job: str, instant: datetime) -> None:
    """Deal anew with what comes after the instant."""
    ahead = update(Schedule).where(Schedule.job == job, Schedule.considered > instant)
    session.execute(ahead.values(considered=instant))


def forget_after(session: Session, job: str, instant: datetime) -> None:
    """Delete the runs of a job that have ended and were for later instants."""
    ended = Run.state.in_((DONE, FAILED))
    session.execute(delete(Run).where(Run.job == job, Run.instant > instant, ended))


def is_open(session: Session, job: str) -> bool:
    """Whether a run of the job has not ended."""
    found = select(Run.id).where(Run.job == job, Run.state.in_(OPEN)).limit(1)
    return session.scalars(found).one_or_none() is not None


def insert(
    session: Session, job: str, instant: datetime, shards: int, now: datetime, seen_at: datetime
) -> None:
    rows = [
        {
            "job": job,
            "instant": instant,
            "shard": shard,
            "shards": shards,
            "state": WAITING,
            "submitted_at": now,
            "seen_at": seen_at,
            "attempts": 0,
        }
        for shard in range(shards)
    ]
    insert_many_once(session, Run, rows)


def of_instant(session: Session, job: str, instant: datetime) -> list[RunRow]:
    found = RUNS.where(Run.job == job, Run.instant == instant).order_by(Run.shard)
    return [RunRow(*row) for row in session.execute(found)]


def start(
    session: Session,
    key: tuple[str, datetime, int],
    worker: str,
    now: datetime,
    seen_at: datetime,
) -> RunRow | None:
    """Begin a run that waits; None if it does not: somebody runs it or has run it."""
    job, instant, shard = key
    this = (Run.job == job, Run.instant == instant, Run.shard == shard)
    values = {"state": RUNNING, "worker": worker, "started_at": now, "seen_at": seen_at}
    waiting = update(Run).where(*this, Run.state == WAITING)
    if not changed(session, waiting.values(**values, attempts=Run.attempts + 1)):
        return None
    return RunRow(*session.execute(RUNS.where(*this)).one())


def finish(session: Session, run: RunRow, worker: str, now: datetime, end: End) -> bool:
    """Write the end of a run; False if it was given to another meanwhile."""
    mine = update(Run).where(
        Run.id == run.id,
        Run.state == RUNNING,
        Run.worker == worker,
        Run.attempts == run.attempts,
    )
    values: dict[str, Any] = {"state": FAILED if end.error else DONE, "counts": dict(end.counts)}
    values |= {"error": end.error or None, "retry_at": end.retry_at}
    return changed(session, mine.values(finished_at=now, **values)) == 1


def see(session: Session, ids: Collection[int], seen_at: datetime) -> None:
    """Note that somebody is at work on these."""
    session.execute(update(Run).where(Run.id.in_(sorted(ids))).values(seen_at=seen_at))


def see_from(session: Session, latest: datetime, now: datetime) -> None:
    """Count open runs that were seen after `latest`, which no clock shows yet, as seen now."""
    ahead = update(Run).where(Run.state.in_(OPEN), Run.seen_at > latest)
    session.execute(ahead.values(seen_at=now))


def unseen(session: Session, state: str, before: datetime) -> list[RunRow]:
    """Runs in a state that nobody has been seen at since `before`."""
    found = RUNS.where(Run.state == state, Run.seen_at < before).order_by(Run.id)
    return [RunRow(*row) for row in session.execute(found)]


def to_retry(session: Session, now: datetime) -> list[RunRow]:
    """Failed runs that are to be tried again by now."""
    found = RUNS.where(Run.state == FAILED, Run.retry_at <= now).order_by(Run.id)
    return [RunRow(*row) for row in session.execute(found)]


def drop_retry(session: Session, run: RunRow) -> None:
    """Leave a failed run as it is."""
    mine = update(Run).where(Run.id == run.id, Run.state == FAILED)
    session.execute(mine.values(retry_at=None))


def wait_again(session: Session, run: RunRow, seen_at: datetime) -> bool:
    """Let a run be begun once more, unless somebody is seen at it after all."""
    mine = update(Run).where(Run.id == run.id, Run.state == run.state, Run.seen_at == run.seen_at)
    return changed(session, mine.values(state=WAITING, seen_at=seen_at, retry_at=None)) == 1


def give_up(session: Session, run: RunRow, now: datetime, error: str) -> None:
    mine = update(Run).where(Run.id == run.id, Run.state == run.state, Run.seen_at == run.seen_at)
    session.execute(mine.values(state=FAILED, finished_at=now, error=error))


def last_runs(session: Session) -> dict[str, list[RunRow]]:
    """The runs of each job's newest instant, one for each shard."""
    newest = select(Run.job, func.max(Run.instant).label("instant")).group_by(Run.job).subquery()
    same = and_(Run.job == newest.c.job, Run.instant == newest.c.instant)
    found: dict[str, list[RunRow]] = {}
    for row in session.execute(RUNS.join(newest, same).order_by(Run.job, Run.shard)):
        found.setdefault(row.job, []).append(RunRow(*row))
    return found


def last_seen(session: Session) -> datetime | None:
    """When (real time) the newest run was begun, or somebody was last seen at it."""
    newest = select(Run.seen_at).order_by(Run.id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def forget(
    session: Session, jobs: Collection[str], state: str, before: datetime, limit: int
) -> int:
    """Delete runs of these jobs that ended so before then, at most `limit`."""
    old = select(Run.id).where(Run.state == state, Run.seen_at < before, Run.job.in_(sorted(jobs)))
    ids = session.scalars(old.limit(limit)).all()
    return changed(session, delete(Run).where(Run.id.in_(ids))) if ids else 0
