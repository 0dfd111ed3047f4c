"""The orders that came in."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Document, Id, Key, Model, Name, Ref


class Order(Model):
    """An order as last heard of. Money is in fen; `refunded_amount` is cumulative.

    `amount` and `member_id` are empty while only a refund or cancellation has been heard.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("external_id"),
        Index("ix_orders_member", "member_id", "paid_at"),
        Index("ix_orders_paid", "paid_at"),
        TABLE,
    )

    id: Mapped[Id]
    external_id: Mapped[Key]
    member_id: Mapped[Ref | None]
    status: Mapped[str] = mapped_column(
        String(16), comment="pending, paid, part_refunded, refunded, cancelled"
    )
    amount: Mapped[int | None] = mapped_column(BigInteger)
    refunded_amount: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    paid_at: Mapped[datetime | None]
    refunded_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    lines: Mapped[list[Any]] = mapped_column(
        Document, default=list, comment='[{"category": …, "amount": …, "name": …}]'
    )
    source: Mapped[Name] = mapped_column(default="shop", server_default="shop")
    coupon_code: Mapped[Key | None]
    points_spent: Mapped[Ref] = mapped_column(default=0, server_default="0")
    hold_id: Mapped[Ref | None] = mapped_column(comment="the hold that those points came from")
    points_restored: Mapped[Ref] = mapped_column(default=0, server_default="0")
    points_earned: Mapped[Ref] = mapped_column(
        default=0, server_default="0", comment="net of what was clawed back"
    )
    growth_earned: Mapped[Ref] = mapped_column(default=0, server_default="0")
    earning: Mapped[dict[str, Any] | None] = mapped_column(
        Document, comment="the rate it earned at, kept for its refunds"
    )
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
