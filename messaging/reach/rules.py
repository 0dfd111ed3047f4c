"""The rules of reach: data that staff edit, checked field by field, kept in versions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from messaging.reach import rule_repository as repository
from messaging.reach.errors import ReachRuleError
from messaging.reach.values import (
    CATEGORIES,
    CHANNELS,
    DEFAULT_ORDER,
    MARKETING,
    MESSAGE,
    NOTICE,
    SERVICE,
    SMS,
    SUBSCRIBE,
    SURVEY,
    TEMPLATE,
    WECOM,
)

LIMITED = (SURVEY, NOTICE, MARKETING)
"""Categories that quiet hours and caps may name; an answer to a customer is never kept back."""

MOST_CAPS, MOST_MESSAGES, MOST_HOURS, MOST_A_MONTH = 20, 1_000, 24 * 366, 100


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` until before `ends` by the shop's clock; over midnight if it ends earlier."""

    begins: time = time(21)
    ends: time = time(9)
    categories: frozenset[str] = frozenset(LIMITED)


@dataclass(frozen=True, slots=True)
class Cap:
    """A message of `categories` waits while `most` of `counting` were sent within `hours`."""

    categories: frozenset[str]
    counting: frozenset[str]
    most: int
    hours: int


DEFAULT_CAPS = (
    Cap(frozenset({MARKETING}), frozenset({SURVEY, MARKETING}), 1, 24),
    Cap(frozenset({SURVEY, MARKETING}), frozenset({SURVEY, NOTICE, MARKETING}), 3, 7 * 24),
    Cap(frozenset({SURVEY, MARKETING}), frozenset(CATEGORIES), 10, 24),
)
DEFAULT_ORDERS: Mapping[str, tuple[str, ...]] = {
    SERVICE: (MESSAGE, SUBSCRIBE, WECOM),
    SURVEY: (MESSAGE, SUBSCRIBE, WECOM, SMS),
    NOTICE: (MESSAGE, SUBSCRIBE, TEMPLATE, WECOM, SMS),
    MARKETING: DEFAULT_ORDER,
}


@dataclass(frozen=True, slots=True)
class Rules:
    """`quiet` is None when staff switched quiet hours off."""

    version: int = 0
    quiet: QuietHours | None = QuietHours()
    caps: tuple[Cap, ...] = DEFAULT_CAPS
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DEFAULT_ORDERS)
    wecom_a_month: int = 4

    def order(self, category: str) -> tuple[str, ...]:
        """The wished order of channels."""
        return self.orders.get(category, DEFAULT_ORDER)


def in_force(session: Session) -> Rules:
    """The newest rules; the defaults while staff have saved none."""
    found = repository.newest(session)
    return Rules() if found is None else parse(found.document, version=found.version)


def save(session: Session, document: Mapping[str, Any], *, actor: str, now: datetime) -> Rules:
    """Store a document as the next version; raise `ReachRuleError` for the first wrong field."""
    parse(document)
    version = repository.add(session, document, actor, now)
    return parse(document, version=version)


def to_document(rules: Rules) -> dict[str, Any]:
    """The document that `parse` reads back, to be shown and edited."""
    quiet = rules.quiet and {
        "from": f"{rules.quiet.begins:%H:%M}",
        "to": f"{rules.quiet.ends:%H:%M}",
        "categories": sorted(rules.quiet.categories),
    }
    caps = [
        {
            "categories": sorted(cap.categories),
            "counting": sorted(cap.counting),
            "most": cap.most,
            "hours": cap.hours,
        }
        for cap in rules.caps
    ]
    orders = {category: list(rules.order(category)) for category in CATEGORIES}
    return {
        "quiet": quiet,
        "caps": caps,
        "order": orders,
        "wecom_a_month": rules.wecom_a_month,
    }


def parse(document: object, *, version: int = 0) -> Rules:
    """Read a document; what it leaves out is as by default. `"quiet": null` means none."""
    fields = _mapping("rules", document, {"quiet", "caps", "order", "wecom_a_month"})
    default = Rules()
    orders = _mapping("order", fields.get("order", {}), set(CATEGORIES))
    return Rules(
        version=version,
        quiet=_quiet(fields["quiet"]) if "quiet" in fields else default.quiet,
        caps=_caps(fields["caps"]) if "caps" in fields else default.caps,
        orders={**DEFAULT_ORDERS, **{name: _order(name, one) for name, one in orders.items()}},
        wecom_a_month=_whole(
            "wecom_a_month", fields.get("wecom_a_month", default.wecom_a_month), 0, MOST_A_MONTH
        ),
    )


def _quiet(document: object) -> QuietHours | None:
    if document is None:
        return None
    fields = _mapping("quiet", document, {"from", "to", "categories"})
    begins, ends = (_time(f"quiet.{name}", fields.get(name)) for name in ("from", "to"))
    if begins == ends:
        raise ReachRuleError("quiet.to", "same", f"{begins:%H:%M}")
    categories = _words("quiet.categories", fields.get("categories", list(LIMITED)), LIMITED)
    return QuietHours(begins, ends, frozenset(categories))


def _caps(document: object) -> tuple[Cap, ...]:
    return tuple(
        _cap(f"caps[{at}]", one) for at, one in enumerate(_items("caps", document, MOST_CAPS))
    )


def _cap(path: str, document: object) -> Cap:
    fields = _mapping(path, document, {"categories", "counting", "most", "hours"})
    return Cap(
        frozenset(_words(f"{path}.categories", fields.get("categories"), LIMITED)),
        frozenset(_words(f"{path}.counting", fields.get("counting"), CATEGORIES)),
        _whole(f"{path}.most", fields.get("most"), 1, MOST_MESSAGES),
        _whole(f"{path}.hours", fields.get("hours"), 1, MOST_HOURS),
    )


def _order(category: str, value: object) -> tuple[str, ...]:
    path = f"order.{category}"
    words = _words(path, value, CHANNELS)
    if len(set(words)) < len(words):
        raise ReachRuleError(path, "same")
    if TEMPLATE in words and category != NOTICE:
        raise ReachRuleError(path, "not_an_option", TEMPLATE)
    return words


def _mapping(path: str, value: object, known: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ReachRuleError(path, "wrong_type", "object")
    for key in value:
        if key not in known:
            raise ReachRuleError(f"{path}.{key}", "unknown", ", ".join(sorted(known)))
    return value


def _items(path: str, value: object, most: int) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ReachRuleError(path, "wrong_type", "list")
    if len(value) > most:
        raise ReachRuleError(path, "too_long", most)
    return list(value)


def _words(path: str, value: object, options: Collection[str]) -> tuple[str, ...]:
    words = _items(path, value, len(options))
    if not words:
        raise ReachRuleError(path, "missing", 1)
    for at, word in enumerate(words):
        if not isinstance(word, str) or word not in options:
            raise ReachRuleError(f"{path}[{at}]", "not_an_option", ", ".join(options))
    return tuple(words)


def _whole(path: str, value: object, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ReachRuleError(path, "wrong_type", "whole number")
    if value < least:
        raise ReachRuleError(path, "too_small", least)
    if value > most:
        raise ReachRuleError(path, "too_large", most)
    return value


def _time(path: str, value: object) -> time:
    if not isinstance(value, str):
        raise ReachRuleError(path, "wrong_type", "HH:MM")
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - a time of day
    except ValueError:
        raise ReachRuleError(path, "malformed", "HH:MM") from None
