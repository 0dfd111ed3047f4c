"""How far-off days are said to customers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def last_day(ends: datetime, timezone: ZoneInfo) -> str:
    """「2027 年 12 月 31 日」: the last day that still counts, of an end that itself does not."""
    day = (ends - timedelta(microseconds=1)).astimezone(timezone)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
