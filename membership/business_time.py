"""Days, years and months of the shop's own time zone, as instants."""

import calendar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def day_of(instant: datetime, timezone: ZoneInfo) -> date:
    """Return the business day that `instant` falls on."""
    return instant.astimezone(timezone).date()


def start_of(day: date, timezone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which a business day begins."""
    return datetime.combine(day, time(), timezone).astimezone(UTC)


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
