"""Daily sign-in (签到): once a business day, more for a streak."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership import points, rule_repository, rules
from membership import sign_in_repository as repository
from membership.business_time import CHINA, day_of
from membership.errors import FieldError
from membership.fields import reading
from membership.reward_errors import SignInClosedError
from membership.rule_repository import SavedRule
from store.statements import Db

KIND = "sign_in"
SOURCE = "sign_in"


@dataclass(frozen=True, slots=True)
class SignInRules:
    """`points` a day, and on the days of a streak named in `bonus` that many more. After `cycle`
    days the streak is counted on, and the bonuses come round again."""

    enabled: bool = True
    points: int = 1
    bonus: tuple[tuple[int, int], ...] = ((3, 2), (7, 5))
    cycle: int = 7

    def worth(self, streak: int) -> int:
        """The points of the day that makes a streak `streak` days long."""
        day = (streak - 1) % self.cycle + 1
        return self.points + dict(self.bonus).get(day, 0)

    def next_bonus(self, streak: int) -> tuple[int, int] | None:
        """In how many more days the next bonus comes, and how many points it adds."""
        for ahead in range(1, self.cycle + 1):
            extra = dict(self.bonus).get((streak + ahead - 1) % self.cycle + 1)
            if extra:
                return ahead, extra
        return None


@dataclass(frozen=True, slots=True)
class SignInResult:
    """`repeated`: the member had signed in today already, and got nothing new."""

    streak: int
    points: int
    repeated: bool
    next_bonus: tuple[int, int] | None


def read_rules(body: Mapping[str, Any]) -> SignInRules:
    """Check the rules that staff wrote; raise `FieldError` naming the wrong field."""
    with reading(body) as fields:
        cycle = fields.whole_or("cycle", 7, least=1, most=366)
        checked = SignInRules(
            enabled=fields.flag_or("enabled", True),
            points=fields.whole_or("points", 1, most=10_000),
            bonus=tuple(
                (item.whole("day", least=1, most=cycle), item.whole("points", most=10_000))
                for item in fields.items_or_empty("bonus")
            ),
            cycle=cycle,
        )
    if len(dict(checked.bonus)) != len(checked.bonus):
        raise FieldError("bonus", "taken")
    return checked


def set_rules(db: Db, body: Mapping[str, Any], *, author: str, now: datetime) -> SignInRules:
    """Put new rules in force; what was given before stays."""
    checked = read_rules(body)
    rules.add_version(db, KIND, body, actor=author, active_from=now, now=now)
    return checked


def is_open(db: Db, *, now: datetime) -> bool:
    """Whether the merchant lets members sign in."""
    return _in_force(rule_repository.current(db, KIND, now=now)).enabled


def in_force(db: Db, *, now: datetime) -> SignInRules:
    """The rules that hold at `now`."""
    return _in_force(rule_repository.current(db, KIND, now=now))


def sign_in(db: Db, member_id: int, *, now: datetime, timezone: ZoneInfo = CHINA) -> SignInResult:
    """Sign a member in for the business day of `now`; a second time that day changes nothing.

    Raises `SignInClosedError` when the merchant has switched it off.
    """
    saved = rule_repository.current(db, KIND, now=now)
    in_force = _in_force(saved)
    if not in_force.enabled:
        raise SignInClosedError
    today = day_of(now, timezone).toordinal()
    last = repository.latest(db, member_id, today)
    if last is not None and last.day == today:
        return _result(last, in_force, repeated=True)
    streak = last.streak + 1 if last is not None and last.day == today - 1 else 1
    row = {
        "member_id": member_id,
        "day": today,
        "streak": streak,
        "points": in_force.worth(streak),
        "rule_id": saved.id if saved else None,
        "created_at": now,
    }
    if not repository.add(db, row):
        return _result(repository.latest(db, member_id, today), in_force, repeated=True)
    if row["points"]:
        points.earn(
            db,
            member_id,
            in_force.worth(streak),
            source=SOURCE,
            key=f"{member_id}:{today}",
            now=now,
            rule={"streak": streak, "rule": row["rule_id"]},
            timezone=timezone,
        )
    return SignInResult(
        streak, in_force.worth(streak), repeated=False, next_bonus=in_force.next_bonus(streak)
    )


def _in_force(saved: SavedRule | None) -> SignInRules:
    return read_rules(saved.document) if saved else SignInRules()


def _result(row: Any, in_force: SignInRules, *, repeated: bool) -> SignInResult:
    return SignInResult(row.streak, row.points, repeated, in_force.next_bonus(row.streak))
