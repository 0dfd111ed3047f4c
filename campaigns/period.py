"""From which day to which a campaign speaks, by the shop's calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.options import day
from membership.business_time import day_of, start_of
from membership.errors import FieldError
from membership.fields import Fields

LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it; a side without one is open."""

    first: date | None = None
    last: date | None = None

    def holds(self, instant: datetime, timezone: ZoneInfo) -> bool:
        """Whether members may enter the campaign at `instant`."""
        today = day_of(instant, timezone)
        begun = self.first is None or self.first <= today
        return begun and (self.last is None or today <= self.last)

    def ends(self, timezone: ZoneInfo) -> datetime | None:
        """From when on nothing leaves any more."""
        return None if self.last is None else start_of(self.last + timedelta(days=1), timezone)

    def is_over(self, instant: datetime, timezone: ZoneInfo) -> bool:
        ends = self.ends(timezone)
        return ends is not None and ends <= instant


ALWAYS = Period()


def read(body: Mapping[str, Any]) -> Period:
    """{"from": "2026-12-01", "to": "2026-12-31"}, either of which may be left out."""
    fields = Fields(body, "period.")
    found = Period(day(fields, "from"), day(fields, "to"))
    fields.done()
    if found.last and found.last.year > LAST_YEAR:
        raise FieldError("period.to", "too_large", LAST_YEAR)
    if found.first and found.last and found.last < found.first:
        raise FieldError("period.to", "too_small", found.first.isoformat())
    return found
