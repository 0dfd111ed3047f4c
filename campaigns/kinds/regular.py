"""Something for an audience again and again, by a cron line of days: `1 * *` is every first."""

from sqlalchemy.orm import Session

from campaigns import cron
from campaigns.cron import Days
from campaigns.document import Grammar
from campaigns.everybody import of_audience
from campaigns.kind import Found, Kind, Look, Running
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
    return of_audience(session, campaign, look, f"{look.day:%Y-%m-%d}", {})


KIND = Kind("regular", Grammar(read), due, by_audience=True, foreseeable=True)
