"""Tables of levels and of the growth that qualifies for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, LongKey, Model, Name, Ref


class Level(Model):
    """A level as staff defined it. `line` reaches it, `keep_line` within a period keeps it."""

    __tablename__ = "level"
    __table_args__ = (UniqueConstraint("code"), TABLE)

    id: Mapped[Id]
    code: Mapped[Key]
    name: Mapped[Name]
    rank: Mapped[int] = mapped_column(comment="0 is the lowest")
    line: Mapped[Ref] = mapped_column(comment="growth that reaches the level")
    keep_line: Mapped[Ref] = mapped_column(comment="growth within the period that keeps it")
    period_months: Mapped[int] = mapped_column(default=12, server_default="12")
    percent: Mapped[int] = mapped_column(
        default=100, server_default="100", comment="earning rate, 100 is single points"
    )
    benefits: Mapped[list[Any]] = mapped_column(
        Document, default=list, comment='[{"title": …, "text": …}]'
    )
    archived_at: Mapped[datetime | None]


class GrowthEntry(Model):
    """A signed change of a member's growth value; never updated, never deleted."""

    __tablename__ = "growth_entry"
    __table_args__ = (
        UniqueConstraint("source", "idempotency_key"),
        Index("ix_growth_entry_member", "member_id", "occurred_at"),
        TABLE,
    )

    id: Mapped[Id]
    member_id: Mapped[Ref]
    growth: Mapped[Ref]
    kind: Mapped[str] = mapped_column(String(16), comment="earn, claw_back, adjust, level_down, …")
    source: Mapped[Name]
    idempotency_key: Mapped[LongKey]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]
