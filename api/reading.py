"""Values out of a JSON body, each wrong one named."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from membership.errors import FieldError

LONGEST = 20_000
_NOT_KEPT = re.compile("[\0\ud800-\udfff]")
"""What no database keeps as text."""
_YUAN = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)


def known(body: Mapping[str, Any], names: Collection[str]) -> None:
    """Refuse a field nobody knows: it is most likely misspelt."""
    for name in body:
        if name not in names:
            raise FieldError(name, "unknown", ", ".join(sorted(names)))


def text(
    body: Mapping[str, Any], name: str, *, required: bool = False, most: int = LONGEST
) -> str:
    value = body.get(name)
    if value is None or value == "":
        if required:
            raise FieldError(name, "missing")
        return ""
    if not isinstance(value, str):
        raise FieldError(name, "wrong_type", "text")
    if len(value) > most:
        raise FieldError(name, "too_long", most)
    if _NOT_KEPT.search(value):
        raise FieldError(name, "malformed", "control characters")
    return value.strip()


def texts(body: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts; empty when absent or null."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FieldError(name, "wrong_type", "list of text")
    return value


def mapping(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A JSON object; empty when absent."""
    value = body.get(name, {})
    if not isinstance(value, dict):
        raise FieldError(name, "wrong_type", "object")
    return value


def whole(body: Mapping[str, Any], name: str, *, required: bool = False) -> int:
    value = body.get(name)
    if value is None:
        if required:
            raise FieldError(name, "missing")
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError(name, "wrong_type", "whole number")
    return value


def fen(body: Mapping[str, Any], name: str) -> int | None:
    """Yuan with two decimals, as a string or a number, in fen; None when absent."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError(name, "wrong_type", "amount in yuan")
    written = str(value).strip()
    if _YUAN.fullmatch(written) and (amount := Decimal(written) * 100) == int(amount):
        return int(amount)
    raise FieldError(name, "malformed", "yuan such as 68.00")


def instant(body: Mapping[str, Any], name: str) -> datetime | None:
    """ISO 8601 with an offset; None when absent."""
    value = text(body, name)
    if not value:
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        raise FieldError(name, "malformed", "ISO 8601") from None
    if parsed.tzinfo is None:
        raise FieldError(name, "malformed", "ISO 8601 with an offset such as +08:00")
    return parsed
