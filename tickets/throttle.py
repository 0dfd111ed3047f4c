"""Slowing down those who guess passwords: counted in the database, for every process alike."""

from tickets.repository.throttle import (
    ADDRESS_LIMIT,
    NAME_LIMIT,
    SPAN,
    check,
    failed,
    prune,
    succeeded,
)

__all__ = [
    "ADDRESS_LIMIT",
    "NAME_LIMIT",
    "SPAN",
    "check",
    "failed",
    "prune",
    "succeeded",
]
