"""How times are said to customers."""

from datetime import datetime
from zoneinfo import ZoneInfo

WEEKDAYS = "一二三四五六日"


def when(instant: datetime, *, now: datetime, timezone: ZoneInfo) -> str:
    """「今天 14:20」「明天 9:00」「周三 9:00」「11 月 18 日 9:00」."""
    local, today = instant.astimezone(timezone), now.astimezone(timezone).date()
    clock = f"{local.hour}:{local.minute:02}"
    days = (local.date() - today).days
    if days in (-1, 0, 1):
        return f"{('昨天', '今天', '明天')[days + 1]} {clock}"
    if 1 < days < 7:
        return f"周{WEEKDAYS[local.weekday()]} {clock}"
    return f"{local.month} 月 {local.day} 日 {clock}"
