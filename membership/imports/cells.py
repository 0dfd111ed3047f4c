"""Cells as people write them, read into values; each raises `FieldError`."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from membership.checks import EARLIEST
from membership.errors import FieldError

MOST_YUAN = Decimal(10**9)
LONGEST = 200
_DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(.+))?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_NOT_MONEY = str.maketrans("", "", ",，¥￥元 ")


def short(field: str, text: str) -> str:
    """The cell without blanks around; one that is absurdly long is refused before it is read."""
    text = text.strip()
    if len(text) > LONGEST:
        raise FieldError(field, "too_long", f"{LONGEST} 个字")
    return text


def fen(field: str, text: str) -> int:
    """Yuan with at most two decimals → whole fen, never negative."""
    plain = short(field, text).translate(_NOT_MONEY)
    if not plain:
        raise FieldError(field, "missing")
    try:
        yuan = Decimal(plain)
    except InvalidOperation:
        raise FieldError(field, "malformed", "应当是金额，例如 128.50") from None
    if not yuan.is_finite():
        raise FieldError(field, "malformed", "应当是金额，例如 128.50")
    if yuan < 0:
        raise FieldError(field, "too_small", 0)
    if yuan > MOST_YUAN:
        raise FieldError(field, "too_large", int(MOST_YUAN) * 100)
    in_fen = yuan * 100
    if in_fen != in_fen.to_integral_value() or (yuan and not in_fen):
        raise FieldError(field, "malformed", "最多两位小数")
    return int(in_fen)


def instant(field: str, text: str, timezone: ZoneInfo) -> datetime:
    """A date or a date with time; without an offset it is the shop's own time. In UTC."""
    plain = short(field, text)
    if not plain:
        raise FieldError(field, "missing")
    wrong = FieldError(field, "malformed", "应当是时间，例如 2026-03-08 14:30")
    if (found := _DAY.fullmatch(plain)) is None:
        raise wrong
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(5, 6, 7)
    clock = _TIME.fullmatch(found[4]) if found[4] else None
    if found[4] and clock is None:
        raise wrong
    if int(year) < EARLIEST.year:
        raise FieldError(field, "too_early", EARLIEST)
    hour, minute, second, offset = clock.groups() if clock else (0, 0, 0, None)
    try:
        local = datetime(  # noqa: DTZ001 - its zone is given below
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0)
        )
        if offset is None:
            moment = local.replace(tzinfo=timezone).astimezone(UTC)
        else:
            moment = datetime.fromisoformat(f"{local.isoformat()}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong from None
    if moment < EARLIEST:
        raise FieldError(field, "too_early", EARLIEST)
    return moment


def option(field: str, text: str, options: Mapping[str, str], default: str) -> str:
    """One of the `options` by any of its names; `default` for an empty cell."""
    plain = short(field, text).lower()
    if not plain:
        return default
    if plain not in options:
        known = dict.fromkeys(filter(None, options.values()))
        raise FieldError(field, "not_an_option", "、".join(known))
    return options[plain]


def words(field: str, text: str) -> tuple[str, ...]:
    """Words with any usual mark between them."""
    if len(text) > 10 * LONGEST:
        raise FieldError(field, "too_long", f"{10 * LONGEST} 个字")
    parts = re.split(r"[;；|、,，]", text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
