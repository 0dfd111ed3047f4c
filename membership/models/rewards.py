"""Tables of what members are given: coupons, gifts, sign-in, birthday gifts, referral."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import TABLE, Id, Instant, Key, LongKey, Model, Name, Ref


class CouponTemplate(Model):
    """What a coupon is worth and who may have it; issued ones keep their own terms."""

    __tablename__ = "coupon_template"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("issued >= 0", name="issued"),
        TABLE,
    )

    id: Mapped[Id]
    key: Mapped[Key]
    name: Mapped[Name]
    terms: Mapped[dict[str, Any]]
    member_limit: Mapped[int | None] = mapped_column(comment="most that one member may hold, ever")
    quota: Mapped[int | None] = mapped_column(comment="most that may be issued")
    issued: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    enabled: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Coupon(Model):
    """One issued code. unused → reserved → used, or unused → used at once; expired, revoked."""

    __tablename__ = "coupon"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("source", "source_key"),
        Index("ix_coupon_member", "member_id", "state"),
        Index("ix_coupon_expiry", "state", "expires_at"),
        Index("ix_coupon_order", "order_ref"),
        TABLE,
    )

    id: Mapped[Id]
    code: Mapped[Key]
    template_id: Mapped[Ref]
    member_id: Mapped[Ref]
    name: Mapped[Name]
    terms: Mapped[dict[str, Any]] = mapped_column(comment="the template's terms when issued")
    state: Mapped[Name] = mapped_column(default="unused", server_default="unused")
    source: Mapped[Name] = mapped_column(comment="campaign, redemption, birthday, referral, staff")
    source_key: Mapped[LongKey] = mapped_column(comment="idempotency key within the source")
    issued_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(Instant)
    reserved_until: Mapped[datetime | None]
    order_ref: Mapped[LongKey | None]
    used_at: Mapped[datetime | None]
    discount: Mapped[int] = mapped_column(default=0, server_default=text("0"), comment="fen")


class Gift(Model):
    """Something that points buy."""

    __tablename__ = "gift"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("stock >= 0", name="stock"),
        TABLE,
    )

    id: Mapped[Id]
    key: Mapped[Key]
    name: Mapped[Name]
    description: Mapped[str] = mapped_column(String(500), default="", server_default="")
    points: Mapped[int]
    stock: Mapped[int]
    member_limit: Mapped[int | None]
    coupon_template: Mapped[Key | None] = mapped_column(comment="the gift is a coupon of this key")
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Redemption(Model):
    """One gift taken for points. held → confirmed → collected; held → released."""

    __tablename__ = "redemption"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("member_id", "request_key"),
        Index("ix_redemption_due", "state", "held_until"),
        Index("ix_redemption_gift", "member_id", "gift_id"),
        TABLE,
    )

    id: Mapped[Id]
    code: Mapped[Key] = mapped_column(comment="shown to the shop, verified once")
    member_id: Mapped[Ref]
    gift_id: Mapped[Ref]
    gift_name: Mapped[Name]
    points: Mapped[int]
    hold_id: Mapped[Ref]
    request_key: Mapped[LongKey]
    state: Mapped[Name]
    created_at: Mapped[datetime]
    held_until: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(comment="confirmed or released")
    collected_at: Mapped[datetime | None]
    collected_by: Mapped[Key | None]


class SignIn(Model):
    """One member's sign-in of one business day."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("member_id", "day"), TABLE)

    id: Mapped[Id]
    member_id: Mapped[Ref]
    day: Mapped[int] = mapped_column(comment="proleptic ordinal of the business day")
    streak: Mapped[int]
    points: Mapped[int]
    rule_id: Mapped[Ref | None]
    created_at: Mapped[datetime]


class BirthdayGift(Model):
    """The one birthday gift of a member's year."""

    __tablename__ = "birthday_gift"
    __table_args__ = (UniqueConstraint("member_id", "year"), TABLE)

    id: Mapped[Id]
    member_id: Mapped[Ref]
    year: Mapped[int]
    points: Mapped[int]
    coupon_id: Mapped[Ref | None]
    rule_id: Mapped[Ref | None]
    created_at: Mapped[datetime]


class ReferralCode(Model):
    """The code by which a member recommends the shop."""

    __tablename__ = "referral_code"
    __table_args__ = (UniqueConstraint("code"), TABLE)

    member_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[Key]
    created_at: Mapped[datetime]


class Referral(Model):
    """Who brought whom. bound → rewarded | pending → rewarded | rejected; clawed_back, void."""

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("referred_id"),
        Index("ix_referral_referrer", "referrer_id", "state", "rewarded_at"),
        Index("ix_referral_state", "state", "id"),
        Index("ix_referral_order", "order_ref"),
        TABLE,
    )

    id: Mapped[Id]
    referrer_id: Mapped[Ref]
    referred_id: Mapped[Ref]
    code: Mapped[Key]
    state: Mapped[Name]
    reason: Mapped[Name | None] = mapped_column(comment="why it waits, was refused or taken back")
    bound_at: Mapped[datetime]
    order_ref: Mapped[LongKey | None] = mapped_column(comment="the first paid order")
    paid_at: Mapped[datetime | None]
    rewarded_at: Mapped[datetime | None]
    refund_until: Mapped[datetime | None] = mapped_column(comment="end of the claw-back window")
    referrer_points: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    referred_points: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    referrer_entry_id: Mapped[Ref | None] = mapped_column(comment="the points entry of the reward")
    referred_entry_id: Mapped[Ref | None]
    rule_id: Mapped[Ref | None]
    decided_by: Mapped[Key | None]
