"""Tables of the points ledger.

Entries, lots' origins and consumptions are only ever added to; `balance`, `held`, `debt`,
`remaining` and `open` are cached figures that replaying those rows gives again.
"""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, LongKey, Model, Name, Ref

Points = Annotated[int, mapped_column(BigInteger)]


class PointsAccount(Model):
    """A member's points; the row is the lock under which they change.

    balance = Σ entries = Σ lot.remaining − debt. `held` is part of the balance.
    """

    __tablename__ = "points_account"
    __table_args__ = (
        CheckConstraint("held >= 0", name="held"),
        CheckConstraint("debt >= 0", name="debt"),
        CheckConstraint("balance >= -debt", name="balance"),
        TABLE,
    )

    member_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    balance: Mapped[Points] = mapped_column(default=0, server_default="0")
    held: Mapped[Points] = mapped_column(default=0, server_default="0")
    debt: Mapped[Points] = mapped_column(default=0, server_default="0")
    moved_to_id: Mapped[Ref | None] = mapped_column(comment="the member it was merged into")


class PointsEntry(Model):
    """A signed change of a balance; never updated, never deleted."""

    __tablename__ = "points_entry"
    __table_args__ = (
        UniqueConstraint("source", "idempotency_key"),
        Index("ix_points_entry_member", "member_id", "id"),
        Index("ix_points_entry_refers", "refers_to_id"),
        TABLE,
    )

    id: Mapped[Id]
    member_id: Mapped[Ref]
    points: Mapped[Points]
    kind: Mapped[str] = mapped_column(
        String(16), comment="earn, spend, expire, claw_back, restore, adjust, merge_*"
    )
    source: Mapped[Name] = mapped_column(comment="order, gift, signin, referral, staff, …")
    idempotency_key: Mapped[LongKey]
    refers_to_id: Mapped[Ref | None] = mapped_column(comment="the entry this one corrects")
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    rule: Mapped[dict[str, Any]] = mapped_column(
        comment="why this many: amount, percent, level, version of the rules"
    )
    actor: Mapped[Key | None]


class PointsLot(Model):
    """Points that came together and expire together."""

    __tablename__ = "points_lot"
    __table_args__ = (
        Index("ix_points_lot_open", "member_id", "open", "expires_at"),
        Index("ix_points_lot_due", "open", "expires_at", "member_id"),
        Index("ix_points_lot_entry", "entry_id"),
        Index("ix_points_lot_earned", "earned_by_id"),
        Index("ix_points_lot_origin", "origin_id"),
        CheckConstraint("remaining >= 0 AND held >= 0 AND held <= remaining", name="remaining"),
        TABLE,
    )

    id: Mapped[Id]
    member_id: Mapped[Ref]
    entry_id: Mapped[Ref]
    earned_by_id: Mapped[Ref] = mapped_column(comment="the first entry, through every merge")
    points: Mapped[Points]
    remaining: Mapped[Points]
    held: Mapped[Points] = mapped_column(default=0, server_default="0")
    expired: Mapped[Points] = mapped_column(
        default=0, server_default="0", comment="expired so far"
    )
    open: Mapped[bool] = mapped_column(comment="remaining > 0")
    available_from: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(comment="none: never")
    origin_id: Mapped[Ref | None] = mapped_column(comment="the lot it was merged from")


class PointsConsumption(Model):
    """What an entry took from a lot (negative: what it gave back)."""

    __tablename__ = "points_consumption"
    __table_args__ = (
        Index("ix_points_consumption_entry", "entry_id"),
        Index("ix_points_consumption_lot", "lot_id"),
        TABLE,
    )

    id: Mapped[Id]
    entry_id: Mapped[Ref]
    lot_id: Mapped[Ref]
    points: Mapped[Points]
    given_back: Mapped[Points] = mapped_column(default=0, server_default="0")


class PointsDebt(Model):
    """What an entry took that was no longer there; later credits pay it."""

    __tablename__ = "points_debt"
    __table_args__ = (
        Index("ix_points_debt_member", "member_id", "remaining"),
        CheckConstraint("remaining >= 0", name="remaining"),
        TABLE,
    )

    entry_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[Ref]
    points: Mapped[Points]
    remaining: Mapped[Points]


class PointsHold(Model):
    """Points set aside for a spend that is not certain yet: active → confirmed | released."""

    __tablename__ = "points_hold"
    __table_args__ = (
        UniqueConstraint("source", "idempotency_key"),
        Index("ix_points_hold_due", "state", "expires_at"),
        Index("ix_points_hold_member", "member_id", "state"),
        TABLE,
    )

    id: Mapped[Id]
    member_id: Mapped[Ref]
    points: Mapped[Points]
    source: Mapped[Name]
    idempotency_key: Mapped[LongKey]
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    entry_id: Mapped[Ref | None] = mapped_column(comment="the spend that confirmed it")


class PointsPin(Model):
    """The part of a lot that a hold has set aside: it is not spent or expired meanwhile."""

    __tablename__ = "points_pin"
    __table_args__ = (TABLE,)

    hold_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    lot_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    points: Mapped[Points]


class RuleVersion(Model):
    """A set of rules as staff saved it; the newest that has begun is in force."""

    __tablename__ = "rule_version"
    __table_args__ = (UniqueConstraint("kind", "version"), TABLE)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16), comment="points or levels")
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    active_from: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[Key]
