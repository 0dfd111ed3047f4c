"""Levels (等级): growth qualifies and is never spent; a level rises at once and falls in steps."""

from membership.levels.editing import save
from membership.levels.growth import JUST_AFTER, add_growth
from membership.levels.periods import KeepNotice, LevelChange, end_periods, notices_due
from membership.levels.repository import grown_between
from membership.levels.standing import Standing, standing
from membership.levels.values import Level, Levels, load

__all__ = [
    "JUST_AFTER",
    "KeepNotice",
    "Level",
    "LevelChange",
    "Levels",
    "Standing",
    "add_growth",
    "end_periods",
    "grown_between",
    "load",
    "notices_due",
    "save",
    "standing",
]
