"""Birthdays, by the sun and by the moon: greeted on the day, once a year."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Introduction
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository
from membership.birthday_words import written
from membership.birthdays import Birthday, Key, birthday_falls_on, keys_on
from membership.business_time import start_of


def due(session: Session, _campaign: Running, look: Look) -> Found:
    """Members whose birthday is kept today; the occasion is the year of the birthday itself, so a
    lunar one of the last month, kept in January, belongs to the lunar year before."""
    keys = keys_on(look.day)
    at, after = look.after or (0, 0)
    ids = repository.birthdays(session, keys[at], after, look.limit, look.only)
    candidates = _candidates(ids, keys[at], look)
    if len(ids) == look.limit:
        return Found(candidates, (at, ids[-1]))
    return Found(candidates, (at + 1, 0) if at + 1 < len(keys) else None)


def _candidates(ids: list[int], key: Key, look: Look) -> tuple[Candidate, ...]:
    year = year_kept(key, look.day)
    began = start_of(look.day, look.timezone)
    until = start_of(look.day + timedelta(days=1), look.timezone)
    facts = {"birthday": written(Birthday(*key))}
    return tuple(Candidate(member, f"{year}", began, until, facts) for member in ids)


def year_kept(key: Key, day: date) -> int:
    """The year whose birthday is kept on `day`."""
    birthday = Birthday(*key)
    return day.year if birthday_falls_on(birthday, day.year) == day else day.year - 1


KIND = Kind(
    "birthday",
    Grammar(lambda _fields: None, {"birthday": "生日"}, birthdays=True),
    due,
    Introduction(
        "生日祝福",
        "当天送一次祝福，农历和公历生日都算",
        steps=(
            {
                "text": "{{name}}，生日快乐！愿您天天有好心情。\n{{gift}}",
                "gift": {"birthday": True},
            },
        ),
        place=10,
    ),
    foreseeable=True,
)
