"""Every table of the membership package."""

from membership.models.customers import (
    BindingCode,
    Consent,
    CustomField,
    Member,
    MemberEvent,
    MemberMerge,
)
from membership.models.levels import GrowthEntry, Level
from membership.models.lifecycle import (
    LifecycleTransition,
    MemberFigures,
    RuleTag,
    StoreRhythm,
    TagRule,
)
from membership.models.orders import Order
from membership.models.points import (
    PointsAccount,
    PointsConsumption,
    PointsDebt,
    PointsEntry,
    PointsHold,
    PointsLot,
    PointsPin,
    RuleVersion,
)
from membership.models.rewards import (
    BirthdayGift,
    Coupon,
    CouponTemplate,
    Gift,
    Redemption,
    Referral,
    ReferralCode,
    SignIn,
)

__all__ = [
    "BindingCode",
    "BirthdayGift",
    "Consent",
    "Coupon",
    "CouponTemplate",
    "CustomField",
    "Gift",
    "GrowthEntry",
    "Level",
    "LifecycleTransition",
    "Member",
    "MemberEvent",
    "MemberFigures",
    "MemberMerge",
    "Order",
    "PointsAccount",
    "PointsConsumption",
    "PointsDebt",
    "PointsEntry",
    "PointsHold",
    "PointsLot",
    "PointsPin",
    "Redemption",
    "Referral",
    "ReferralCode",
    "RuleTag",
    "RuleVersion",
    "SignIn",
    "StoreRhythm",
    "TagRule",
]
