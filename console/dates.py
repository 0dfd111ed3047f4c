"""Instants and spans as staff say them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from console.desk import desk
from store.columns import to_micros

_DAY = timedelta(days=1)


def spoken(at: datetime | None, now: datetime | None = None) -> str:
    """刚刚, 5 分钟前, 今天 14:20, 昨天 09:10, 11-18, 2025-11-18."""
    if at is None:
        return "—"
    now = now or desk().now()
    age = now - at
    if timedelta(minutes=-1) < age < timedelta(minutes=1):
        return "刚刚"
    if timedelta() < age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} 分钟前"
    local, today = at.astimezone(desk().timezone), now.astimezone(desk().timezone).date()
    words = {0: "今天", -1: "昨天", 1: "明天"}
    offset = (local.date() - today).days
    if offset in words:
        return f"{words[offset]} {local:%H:%M}"
    return f"{local:%m-%d}" if local.year == today.year else f"{local:%Y-%m-%d}"


def full(at: datetime | None) -> str:
    """2026-11-18 14:20:05, in the shop's time."""
    return "—" if at is None else f"{at.astimezone(desk().timezone):%Y-%m-%d %H:%M:%S}"


def clock(at: datetime) -> str:
    """14:20."""
    return f"{at.astimezone(desk().timezone):%H:%M}"


def day(at: datetime) -> str:
    """今天, 昨天, 11 月 18 日 周三."""
    local, today = at.astimezone(desk().timezone), desk().now().astimezone(desk().timezone)
    offset = (local.date() - today.date()).days
    if offset in (0, -1):
        return "今天" if offset == 0 else "昨天"
    weekday = "一二三四五六日"[local.weekday()]
    year = "" if local.year == today.year else f"{local.year} 年 "
    return f"{year}{local.month} 月 {local.day} 日 周{weekday}"


def span(length: timedelta) -> str:
    """3 天 4 小时, 2 小时 5 分, 12 分钟, 不到 1 分钟."""
    minutes = abs(length) // timedelta(minutes=1)
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {left} 分" if left else f"{hours} 小时"
    return f"{minutes} 分钟" if minutes else "不到 1 分钟"


def until(at: datetime) -> str:
    """还剩 12 分钟, or 已超 3 小时."""
    left = at - desk().now()
    return f"还剩 {span(left)}" if left > timedelta() else f"已超 {span(left)}"


def brief(at: datetime) -> str:
    """To or from a deadline in its largest unit: 剩 12 分钟, 超 16 小时, 超 2 天."""
    left = at - desk().now()
    return f"{'剩' if left > timedelta() else '超'} {' '.join(span(left).split(' ')[:2])}"


def since_brief(at: datetime) -> str:
    """The span from an instant until now, in its largest unit."""
    length = max(timedelta(), desk().now() - at)
    return span(length) if length < timedelta(hours=1) else " ".join(span(length).split(" ")[:2])


def waited(at: datetime) -> str:
    """等了 12 分钟, 等了不到 1 分钟."""
    length = since_brief(at)
    return f"等了{length}" if length.startswith("不") else f"等了 {length}"


def iso(at: datetime) -> str:
    return at.isoformat()


def from_local(text: str) -> datetime:
    """Read the value of a datetime-local field, in the shop's time; `ValueError` otherwise."""
    return datetime.fromisoformat(text).replace(tzinfo=desk().timezone).astimezone(UTC)


FILTERS: dict[str, Callable[..., Any]] = {
    "spoken": spoken,
    "full": full,
    "clock": clock,
    "day": day,
    "span": span,
    "until": until,
    "brief": brief,
    "since_brief": since_brief,
    "waited": waited,
    "iso": iso,
    "micros": to_micros,
}
