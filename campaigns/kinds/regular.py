"""Something for an audience again and again, by a cron line of days: `1 * *` is every first."""

from sqlalchemy.orm import Session

from campaigns import cron
from campaigns.cron import Days
from campaigns.document import Grammar
from campaigns.everybody import of_audience
from campaigns.introduction import Asked, Introduction
from campaigns.kind import Found, Kind, Look, Running
from membership.errors import FieldError
from membership.fields import Fields

RHYTHMS = {"weekly": "每周", "monthly": "每月", "daily": "每天", "cron": "自己写规则"}
WEEKDAYS = dict(zip("1234567", (f"周{day}" for day in "一二三四五六日"), strict=True))
"""The form asks for days in words, and writes the cron line that is read."""


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


KIND = Kind(
    "regular",
    Grammar(read),
    due,
    Introduction(
        "定期关怀",
        "按固定的日子，例如每周五",
        steps=({"text": "{{name}}，周末愉快！有空来坐坐。"},),
        occasion={"cron": "* * 5"},
        asks=(
            Asked("rhythm", "多久一次", "choice", options=RHYTHMS),
            Asked("weekdays", "星期几", "choices", options=WEEKDAYS, when="rhythm=weekly"),
            Asked("monthdays", "几号", "words", "例如 1、15", when="rhythm=monthly"),
            Asked(
                "cron",
                "规则",
                hint="日 月 星期：「1 * *」是每月 1 日，「* 1-3 6」是一到三月的周六",
                when="rhythm=cron",
            ),
        ),
        place=120,
    ),
    by_audience=True,
    foreseeable=True,
)
