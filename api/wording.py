"""Errors as one English sentence for the engineers of the other system."""

from membership.errors import (
    FieldError,
    InsufficientPointsError,
    KeyReusedError,
    NotFoundError,
)
from membership.reward_errors import RedemptionStateError, UnknownRedemptionError

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
    "changed_too_soon": "was changed too short a while ago",
}


def sentence(error: Exception) -> str:
    """Say what is wrong and where."""
    match error:
        case FieldError(field=field, problem=problem, limit=limit):
            return f"{field} {PROBLEMS.get(problem, 'is wrong').format(limit=limit)}."
        case NotFoundError(what=what, key=key):
            return f"There is no {what} {key}."
        case InsufficientPointsError(needed=needed, available=available):
            return f"{needed} points are needed and {available} are free."
        case KeyReusedError(key=key):
            return f"The idempotency key {key} was used for something else."
        case UnknownRedemptionError():
            return "There is no redemption with this code."
        case RedemptionStateError(state=state):
            return f"This redemption is {state}."
        case LookupError():
            return "There is no such thing."
    return "This is not possible now."
