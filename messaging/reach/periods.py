"""The months and days by which the platforms count: those of China, whatever the shop's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def month_of(instant: datetime) -> str:
    """Such as 2026-11."""
    return instant.astimezone(CHINA).strftime("%Y-%m")


def day_of(instant: datetime) -> str:
    """Such as 2026-11-22."""
    return instant.astimezone(CHINA).strftime("%Y-%m-%d")
