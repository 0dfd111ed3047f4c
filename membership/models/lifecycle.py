"""Tables of what a member's orders say: figures, lifecycle, tags by rule."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Instant, Key, Model, Name, Ref


class MemberFigures(Model):
    """What a member's orders add up to, kept current with each order.

    A member without a row has never had an order that counts (潜在).
    """

    __tablename__ = "member_figures"
    __table_args__ = (
        Index("ix_member_figures_next_transition", "next_transition_at"),
        Index("ix_member_figures_stage", "stage", "last_order_at"),
        Index("ix_member_figures_last_order", "last_order_at"),
        Index("ix_member_figures_median_gap", "median_gap"),
        TABLE,
    )

    member_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    first_order_at: Mapped[datetime | None]
    last_order_at: Mapped[datetime | None]
    order_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    amount_sum: Mapped[Ref] = mapped_column(
        default=0, server_default=text("0"), comment="fen, net"
    )
    discounted_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    buying_days: Mapped[list[Any]] = mapped_column(
        comment="the newest distinct business days with an order: [ordinal, orders]"
    )
    median_gap: Mapped[float | None] = mapped_column(
        Float(53), comment="days between buying days; empty with too few"
    )
    cycle: Mapped[float | None] = mapped_column(
        Float(53), comment="days: own median, or the store's when the stage was computed"
    )
    stage: Mapped[Name]
    stage_since: Mapped[datetime]
    next_transition_at: Mapped[datetime | None] = mapped_column(Instant)
    updated_at: Mapped[datetime]


class LifecycleTransition(Model):
    """A member passed from one stage to another."""

    __tablename__ = "lifecycle_transition"
    __table_args__ = (
        Index("ix_lifecycle_transition_member", "member_id", "id"),
        Index("ix_lifecycle_transition_stage", "to_stage", "at"),
        Index("ix_lifecycle_transition_recorded", "to_stage", "recorded_at"),
        TABLE,
    )

    id: Mapped[Id]
    member_id: Mapped[Ref]
    from_stage: Mapped[Name]
    to_stage: Mapped[Name]
    at: Mapped[datetime] = mapped_column(comment="the order, or the boundary that was passed")
    recorded_at: Mapped[datetime]
    reason: Mapped[dict[str, Any]]


class StoreRhythm(Model):
    """The store's median gap as it was measured; the newest serves members with few orders."""

    __tablename__ = "store_rhythm"

    id: Mapped[Id]
    median_gap: Mapped[float] = mapped_column(Float(53), comment="days")
    members: Mapped[int] = mapped_column(comment="how many members' medians it is the middle of")
    measured_at: Mapped[datetime]


class TagRule(Model):
    """A tag that members carry for as long as their figures meet its conditions."""

    __tablename__ = "tag_rule"
    __table_args__ = (UniqueConstraint("tag"), TABLE)

    id: Mapped[Id]
    tag: Mapped[Key]
    conditions: Mapped[list[Any]]
    enabled: Mapped[bool] = mapped_column(default=True)
    author: Mapped[Key]
    updated_at: Mapped[datetime]
    applied_to: Mapped[Ref | None] = mapped_column(
        comment="since a change: the last member looked at; empty when all have been"
    )


class RuleTag(Model):
    """A tag that a rule gave a member."""

    __tablename__ = "rule_tag"
    __table_args__ = (Index("ix_rule_tag_rule", "rule_id", "member_id"), TABLE)

    member_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    rule_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
