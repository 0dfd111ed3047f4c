"""RFM over all members: thresholds in force, counts, members of a class, a suggestion."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from membership import rfm_repository as repository
from membership import rule_repository, rules
from membership.errors import FieldError
from membership.rfm import CLASSES, RfmThresholds, classify, read_thresholds, recent_since
from store.statements import Db

KIND = "rfm"


def thresholds(db: Db, *, now: datetime) -> RfmThresholds:
    """The merchant's thresholds in force at `now`."""
    saved = rule_repository.current(db, KIND, now=now)
    return read_thresholds(saved.document) if saved else RfmThresholds()


def set_thresholds(
    db: Db, body: Mapping[str, Any], *, author: str, now: datetime
) -> RfmThresholds:
    """Put new thresholds in force; raise `FieldError` naming the wrong one."""
    checked = read_thresholds(body)
    rules.add_version(db, KIND, body, actor=author, active_from=now, now=now)
    return checked


def suggest(db: Db, *, now: datetime) -> RfmThresholds | None:
    """Where the middle of the members with orders lies. A suggestion only: quantiles in force
    would move members who did nothing. None while nobody has ordered."""
    middle = repository.middle(db)
    if middle is None:
        return None
    last_order_at, orders, amount = middle
    days = max((now - last_order_at).days, 1)
    return RfmThresholds(days, max(orders, 1), max(amount, 1))


def class_of(db: Db, member_id: int, *, now: datetime) -> str | None:
    """A member's class as R F M digits; None without an order."""
    found = repository.figures_of(db, member_id)
    if found is None:
        return None
    return classify(*found, thresholds(db, now=now), now=now)


def counts(db: Db, *, now: datetime, by: RfmThresholds | None = None) -> dict[str, int]:
    """How many members with orders are in each of the eight classes."""
    by = by or thresholds(db, now=now)
    found = repository.counts(db, recent_since(by, now), by.frequency, by.monetary)
    return {digits: found.get(digits, 0) for digits in CLASSES}


def members(db: Db, digits: str, *, now: datetime, after: int = 0, limit: int = 1000) -> list[int]:
    """Members of a class by number, behind member `after`."""
    if digits not in CLASSES:
        raise FieldError("class", "not_an_option", ", ".join(CLASSES))
    by = thresholds(db, now=now)
    wanted = tuple(digit == "1" for digit in digits)
    since = recent_since(by, now)
    return repository.members(db, wanted, since, by.frequency, by.monetary, after, limit)
