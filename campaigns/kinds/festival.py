"""Care on festivals, by the sun and by the moon, and on other days that staff name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.everybody import of_audience
from campaigns.introduction import Asked, Introduction
from campaigns.kind import Found, Kind, Look, Running
from campaigns.options import choices, dates
from membership.birthdays import LUNAR, SOLAR, Birthday, birthday_falls_on
from membership.fields import Fields

FESTIVALS: Mapping[str, tuple[str, Birthday]] = {
    "new_year": ("元旦", Birthday(SOLAR, 1, 1)),
    "spring": ("春节", Birthday(LUNAR, 1, 1)),
    "lantern": ("元宵节", Birthday(LUNAR, 1, 15)),
    "women": ("妇女节", Birthday(SOLAR, 3, 8)),
    "labour": ("劳动节", Birthday(SOLAR, 5, 1)),
    "dragon_boat": ("端午节", Birthday(LUNAR, 5, 5)),
    "children": ("儿童节", Birthday(SOLAR, 6, 1)),
    "qixi": ("七夕", Birthday(LUNAR, 7, 7)),
    "mid_autumn": ("中秋节", Birthday(LUNAR, 8, 15)),
    "teachers": ("教师节", Birthday(SOLAR, 9, 10)),
    "double_ninth": ("重阳节", Birthday(LUNAR, 9, 9)),
    "national": ("国庆节", Birthday(SOLAR, 10, 1)),
    "laba": ("腊八节", Birthday(LUNAR, 12, 8)),
    "christmas": ("圣诞节", Birthday(SOLAR, 12, 25)),
}
"""What they are called, and when they are: a festival falls as a birthday of that day does."""
FESTIVAL_NAMES = {key: name for key, (name, _) in FESTIVALS.items()}


@dataclass(frozen=True, slots=True)
class Options:
    festivals: tuple[str, ...]
    days: tuple[date, ...]


def read(fields: Fields) -> Options:
    """Some festivals, some days, or both; neither means every festival."""
    days = dates(fields, "dates")
    named = fields.list_or_empty("festivals")
    if days and not named:
        return Options((), days)
    return Options(choices_of(named, fields), days)


def choices_of(named: list[object], fields: Fields) -> tuple[str, ...]:
    return choices(Fields({"festivals": named}, fields.name("")), "festivals", tuple(FESTIVALS))


def due(session: Session, campaign: Running, look: Look) -> Found:
    """On such a day, everybody of the audience."""
    found = kept_on(campaign.document.options, look.day)
    if found is None:
        return Found((), None)
    key, name = found
    return of_audience(session, campaign, look, key, {"festival": name})


def kept_on(options: Options, day: date) -> tuple[str, str] | None:
    """The key and name of what is kept on a day. A lunar year ends in the next one: 腊八 may be
    kept twice within a year of the sun, in January and in December, and is two occasions then."""
    for key in options.festivals:
        name, festival = FESTIVALS[key]
        for year in (day.year, day.year - 1):
            if birthday_falls_on(festival, year) == day:
                return f"{key}:{year}", name
    return (f"{day:%Y-%m-%d}", "") if day in options.days else None


KIND = Kind(
    "festival",
    Grammar(read, {"festival": "节日"}),
    due,
    Introduction(
        "节日问候",
        "节日当天问候",
        steps=({"text": "{{name}}，{{festival}}快乐！祝您和家人平平安安。"},),
        occasion={"festivals": ["spring", "dragon_boat", "mid_autumn"]},
        asks=(
            Asked(
                "festivals",
                "节日",
                "choices",
                "都不选、也没写其他日子，就是每个节日",
                options=FESTIVAL_NAMES,
            ),
            Asked("dates", "其他日子", "words", "例如 2026-12-24，多个用顿号隔开"),
        ),
        place=80,
    ),
    by_audience=True,
    foreseeable=True,
)
