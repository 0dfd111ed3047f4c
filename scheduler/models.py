"""Tables of the clock: who holds it, and what it has run."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, Model, Name


class Lease(Model):
    """Who fires the jobs. `fence` grows with every holder, so that an old one is recognised."""

    __tablename__ = "clock_lease"
    __table_args__ = (TABLE,)

    name: Mapped[Name] = mapped_column(primary_key=True)
    holder: Mapped[Key]
    until: Mapped[datetime]
    renewed_at: Mapped[datetime]
    fence: Mapped[int]


class Schedule(Model):
    """Up to which instant a job's times have been dealt with."""

    __tablename__ = "job_schedule"
    __table_args__ = (TABLE,)

    job: Mapped[Name] = mapped_column(primary_key=True)
    considered: Mapped[datetime]


class Run(Model):
    """One shard of a job for one instant: waiting → running → done | failed, and waiting once more
    from `retry_at` on, where that is set.

    `seen_at` is real time, renewed while somebody works on it, and so is `retry_at`; the other
    instants are the shop's.
    """

    __tablename__ = "job_run"
    __table_args__ = (
        UniqueConstraint("job", "instant", "shard"),
        Index("ix_job_run_state", "state", "seen_at"),
        TABLE,
    )

    id: Mapped[Id]
    job: Mapped[Name]
    instant: Mapped[datetime]
    shard: Mapped[int] = mapped_column(SmallInteger, default=0)
    shards: Mapped[int] = mapped_column(SmallInteger, default=1)
    state: Mapped[Name]
    submitted_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    worker: Mapped[Key | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None] = mapped_column(comment="when it is tried again")
    counts: Mapped[dict[str, Any] | None] = mapped_column(Document)
    error: Mapped[str | None] = mapped_column(String(500))
