"""Errors as one English sentence for the engineers of the other system."""

from membership.errors import (
    FieldError,
    InsufficientPointsError,
    KeyReusedError,
    NotFoundError,
)
from membership.reward_errors import (
    CouponNotUsableError,
    RedemptionStateError,
    UnknownCouponError,
    UnknownRedemptionError,
)
from tickets.errors import Missing, NotFound

PROBLEMS = {
    "missing": "is missing",
    "wrong_type": "must be a {limit}",
    "malformed": "is malformed ({limit})",
    "too_long": "is too long, at most {limit}",
    "too_small": "is too small, at least {limit}",
    "too_large": "is too large, at most {limit}",
    "too_early": "is too early, {limit} at the earliest",
    "too_late": "is too late, {limit} at the latest",
    "not_an_option": "must be one of {limit}",
    "unknown": "is unknown, the known ones are {limit}",
    "taken": "is taken",
    "changed": "differs from what was registered ({limit})",
    "other_customer": "is not whose order this is",
    "changed_too_soon": "was changed too short a while ago",
}
REASONS = {
    "minimum": "the order is too small for it",
    "not_started": "its time has not come",
    "reserved": "it is set aside for another order",
    "used": "another order used it",
}


def sentence(error: Exception) -> str:
    """Say what is wrong and where."""
    match error:
        case FieldError(field=field, problem=problem, limit=limit):
            return (
                f"{field} {PROBLEMS.get(problem, 'is wrong').format(limit=_limit(field, limit))}."
            )
        case NotFoundError(what=what, key=key) | NotFound(what=what, key=key):
            return f"There is no {what} {key}."
        case InsufficientPointsError(needed=needed, available=available):
            return f"{needed} points are needed and {available} are free."
        case KeyReusedError(key=key):
            return f"The idempotency key {key} was used for something else."
        case UnknownCouponError(code=code):
            return f"coupon_code {code} is no coupon of this customer."
        case CouponNotUsableError(code=code, reason=reason):
            return f"coupon_code {code} cannot be used: {REASONS.get(reason, reason)}."
        case UnknownRedemptionError():
            return "There is no redemption with this code."
        case RedemptionStateError(state=state):
            return f"This redemption is {state}."
        case Missing(field=field):
            return f"{field} is missing."
    return "This is not possible now."


def _limit(field: str, limit: object) -> object:
    """Money is sent in yuan, and kept in fen."""
    if isinstance(limit, int) and field.endswith("amount"):
        return f"{limit // 100}.{limit % 100:02}"
    return limit
