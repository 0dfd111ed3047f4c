"""Something for an audience again and again, by a cron line of days: `1 * *` is every first."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns import cron, segments
from campaigns.cron import Days
from campaigns.document import Grammar
from campaigns.kind import Candidate, Found, Kind, Look, Running
from membership.business_time import start_of
from membership.errors import FieldError
from membership.fields import Fields


def read(fields: Fields) -> Days:
    """The days on which it speaks: day of month, month and weekday as in a cron line."""
    line = fields.text("cron")
    try:
        return cron.read(line)
    except ValueError:
        raise FieldError(fields.name("cron"), "malformed", "* * 5") from None


def due(session: Session, campaign: Running, look: Look) -> Found:
    """On such a day, everybody of the audience."""
    days: Days = campaign.document.options
    if not days.matches(look.day):
        return Found((), None)
    after = look.after[0] if look.after else 0
    ids = segments.batch(session, campaign.segment, after=after, limit=look.limit, now=look.now)
    began = start_of(look.day, look.timezone)
    until = start_of(look.day + timedelta(days=1), look.timezone)
    candidates = tuple(Candidate(one, f"{look.day:%Y-%m-%d}", began, until) for one in ids)
    return Found(candidates, (ids[-1],) if len(ids) == look.limit else None)


KIND = Kind("regular", Grammar(read), due, by_audience=True, foreseeable=True)
