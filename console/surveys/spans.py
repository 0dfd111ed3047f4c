"""The days a results page is asked for."""

from datetime import date, timedelta

from flask import request

from console.desk import desk
from surveys.results.values import Span

PRESETS = (("30", "近 30 天"), ("90", "近 90 天"), ("365", "近一年"))
DEFAULT_DAYS = 90
MOST_DAYS = 1096


def asked_span() -> Span:
    """The days in the address; the last 90 by default, three years at most."""
    today = desk().now().astimezone(desk().timezone).date()
    first = _date(request.values.get("from", ""))
    last = _date(request.values.get("to", "")) or today
    if first is None:
        days = request.values.get("days", DEFAULT_DAYS, type=int)
        last, first = today, today - timedelta(days=min(MOST_DAYS, max(1, days)) - 1)
    if first > last:
        first, last = last, first
    return Span(max(first, last - timedelta(days=MOST_DAYS - 1)), last, desk().timezone)


def chosen_preset() -> str:
    """Which preset the address names, "" for days of one's own."""
    return "" if request.values.get("from") else request.values.get("days", str(DEFAULT_DAYS))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
