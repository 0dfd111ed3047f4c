"""Quiet hours by the shop's clock: they may wrap midnight, and clocks are put forward and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from messaging.reach.rules import QuietHours


def is_quiet(quiet: QuietHours, instant: datetime, timezone: ZoneInfo) -> bool:
    """Whether the shop's clock shows a quiet time."""
    shown = instant.astimezone(timezone).time()
    if quiet.begins < quiet.ends:
        return quiet.begins <= shown < quiet.ends
    return shown >= quiet.begins or shown < quiet.ends


def quiet_until(quiet: QuietHours, instant: datetime, timezone: ZoneInfo) -> datetime | None:
    """The end (UTC) of the quiet hours that `instant` falls in; None when it falls in none.

    Where the clock skips the end, they end with the skip's length added; where the clock shows
    the end twice, at the first one to come.
    """
    if not is_quiet(quiet, instant, timezone):
        return None
    local = instant.astimezone(timezone)
    day = local.date() if local.time() < quiet.ends else local.date() + timedelta(days=1)
    end = datetime.combine(day, quiet.ends, timezone)
    ends = (end.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next(found for found in ends if found > instant)


def next_loud(
    quiet: QuietHours | None, category: str, instant: datetime, timezone: ZoneInfo
) -> datetime:
    """The first instant from `instant` on at which a message of a category may go."""
    if quiet is None or category not in quiet.categories:
        return instant
    return quiet_until(quiet, instant, timezone) or instant
