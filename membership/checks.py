"""Checks of values that come from outside; each raises `FieldError` naming the field."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from membership.errors import FieldError

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
MOST = 10**12


def text(field: str, value: object, *, most: int, least: int = 0, lines: bool = False) -> str:
    """Return `value` stripped: text of `least` to `most` characters, no control characters but,
    where it may have several `lines`, their ends."""
    if not isinstance(value, str):
        raise FieldError(field, "wrong_type", "text")
    if len(value) > most + 64:
        raise FieldError(field, "too_long", most)
    stripped = value.strip()
    if len(stripped) > most:
        raise FieldError(field, "too_long", most)
    if len(stripped) < least:
        raise FieldError(field, "missing", least)
    said = stripped.replace("\n", "") if lines else stripped
    if any(ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF for letter in said):
        raise FieldError(field, "malformed", "control characters")
    return stripped


def whole(field: str, value: object, *, least: int = 0, most: int = MOST) -> int:
    """Return `value`, a whole number (never a bool) between the two ends."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError(field, "wrong_type", "whole number")
    if value < least:
        raise FieldError(field, "too_small", least)
    if value > most:
        raise FieldError(field, "too_large", most)
    return value


def instant(
    field: str, value: object, *, after: datetime = EARLIEST, before: datetime = LATEST
) -> datetime:
    """Return `value` in UTC: an aware instant within [after, before]."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise FieldError(field, "wrong_type", "instant with time zone")
    if value < after:
        raise FieldError(field, "too_early", after)
    if value > before:
        raise FieldError(field, "too_late", before)
    return value.astimezone(UTC)


def past(field: str, value: object, *, now: datetime) -> datetime:
    """Return `value`: an instant that has come, give or take a day of badly set clocks."""
    return instant(field, value, before=now + AHEAD)


def option(field: str, value: object, options: Collection[str]) -> str:
    """Return `value`, one of the `options`."""
    if not isinstance(value, str):
        raise FieldError(field, "wrong_type", "text")
    if value not in options:
        raise FieldError(field, "not_an_option", ", ".join(sorted(options)))
    return value


def mapping(field: str, value: object, known: Collection[str]) -> Mapping[str, Any]:
    """Return `value`, a mapping with no other than the `known` keys."""
    if not isinstance(value, Mapping):
        raise FieldError(field, "wrong_type", "object")
    for key in value:
        if key not in known:
            raise FieldError(below(field, key), "unknown", ", ".join(sorted(known)))
    return value


def items(field: str, value: object, *, least: int = 0, most: int = 100) -> list[Any]:
    """Return `value`, a list of `least` to `most` things."""
    if not isinstance(value, list | tuple):
        raise FieldError(field, "wrong_type", "list")
    if len(value) < least:
        raise FieldError(field, "too_short", least)
    if len(value) > most:
        raise FieldError(field, "too_long", most)
    return list(value)


def below(field: str, name: object) -> str:
    """The path of what a document at `field` calls `name`; the outermost has no path."""
    return f"{field}.{name}" if field else str(name)
