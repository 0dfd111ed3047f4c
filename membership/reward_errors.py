"""What can go wrong with coupons, gifts, sign-in and referral; fields, never sentences."""

from dataclasses import dataclass
from datetime import datetime

from membership.errors import MembershipError


class RewardError(MembershipError):
    """The base: nothing was changed."""


@dataclass(eq=False)
class UnknownCouponError(RewardError):
    """No coupon carries this code, or it belongs to somebody else (which is not told apart)."""

    code: str


@dataclass(eq=False)
class CouponNotUsableError(RewardError):
    """`reason`: not_started, expired, used, reserved, revoked, minimum."""

    code: str
    reason: str
    minimum: int = 0
    starts_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(eq=False)
class CouponNotIssuedError(RewardError):
    """`reason`: unknown_template, disabled, quota, member_limit."""

    template: str
    reason: str


@dataclass(eq=False)
class UnknownGiftError(RewardError):
    gift: str


@dataclass(eq=False)
class GiftNotAvailableError(RewardError):
    """`reason`: disabled, sold_out, member_limit, points."""

    gift: str
    reason: str
    points: int = 0
    available: int = 0


@dataclass(eq=False)
class UnknownRedemptionError(RewardError):
    code: str


@dataclass(eq=False)
class RedemptionStateError(RewardError):
    """The redemption is no longer (or not yet) in the state the step needs."""

    code: str
    state: str


@dataclass(eq=False)
class ReferralRefusedError(RewardError):
    """`reason`: unknown_code, self, same_phone, same_unionid, already_bound, already_customer."""

    code: str
    reason: str


@dataclass(eq=False)
class ReferralStateError(RewardError):
    """The recommendation no longer waits for a decision."""

    referral_id: int
    state: str


class SignInClosedError(RewardError):
    """The merchant does not offer sign-in."""
