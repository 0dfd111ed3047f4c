"""The points rules: data that staff edit, checked field by field, kept in versions.

An entry stores what it was earned by, so that a new version never rewrites history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import checks, rule_repository
from membership.business_time import day_of, months_later, start_of
from membership.errors import FieldError, RulesChangedError
from store.statements import Db

EXPIRY_POLICIES = ("end_of_next_year", "months", "days", "never")
DEBT_POLICIES = ("allow", "forgive")
MOST_PERCENT = 10_000


@dataclass(frozen=True, slots=True)
class EarningRule:
    """A rate for what it matches; an empty condition matches all. Weekdays: 1 is Monday."""

    name: str
    percent: int
    levels: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()

    def matches(self, level: str, category: str, day: date) -> bool:
        return (
            (not self.levels or level in self.levels)
            and (not self.categories or category in self.categories)
            and (not self.weekdays or day.isoweekday() in self.weekdays)
        )


@dataclass(frozen=True, slots=True)
class ExpiryPolicy:
    """When points end: with the next calendar year, after `count` months or days, or never."""

    policy: str = "end_of_next_year"
    count: int = 0

    def expires_at(self, earned_at: datetime, timezone: ZoneInfo) -> datetime | None:
        """Return the first instant at which points earned then are gone; none for never."""
        day = day_of(earned_at, timezone)
        match self.policy:
            case "end_of_next_year":
                return start_of(date(day.year + 2, 1, 1), timezone)
            case "months":
                return start_of(months_later(day, self.count) + timedelta(days=1), timezone)
            case "days":
                return start_of(day + timedelta(days=self.count + 1), timezone)
        return None


@dataclass(frozen=True, slots=True)
class DebtPolicy:
    """What a claw-back does about points already spent: `allow` owes them (up to `limit`)."""

    policy: str = "allow"
    limit: int | None = None

    def room(self, debt: int) -> int | None:
        """Return how much further the debt may grow; none for without end."""
        if self.policy == "forgive":
            return 0
        return None if self.limit is None else max(0, self.limit - debt)


@dataclass(frozen=True, slots=True)
class PointsRules:
    """All that decides how many points come, when they start, and when they end."""

    version: int = 0
    points_per_yuan: int = 1
    growth_per_yuan: int = 1
    earning: tuple[EarningRule, ...] = ()
    expiry: ExpiryPolicy = ExpiryPolicy()
    debt: DebtPolicy = DebtPolicy()
    available_after_days: int = 0

    def best(self, level: str, category: str, day: date) -> EarningRule | None:
        """Return the matching earning rule with the highest rate."""
        if not self.earning:
            return None
        matching = [rule for rule in self.earning if rule.matches(level, category, day)]
        return max(matching, key=lambda rule: rule.percent, default=None)


DEFAULT = PointsRules()
_FIELDS = (
    "points_per_yuan",
    "growth_per_yuan",
    "earning",
    "expiry",
    "debt",
    "available_after_days",
)
_RULE_FIELDS = ("name", "percent", "levels", "categories", "weekdays")


def parse(document: object, *, version: int = 0) -> PointsRules:
    """Read a rules document; raise `FieldError` with a path such as `earning[2].percent`."""
    fields = checks.mapping("rules", document, _FIELDS)
    return PointsRules(
        version=version,
        points_per_yuan=_number(fields, "points_per_yuan", 1, most=1000),
        growth_per_yuan=_number(fields, "growth_per_yuan", 1, most=1000),
        earning=tuple(
            _earning_rule(f"earning[{at}]", rule)
            for at, rule in enumerate(checks.items("earning", fields.get("earning", [])))
        ),
        expiry=_expiry(fields.get("expiry", {})),
        debt=_debt(fields.get("debt", {})),
        available_after_days=_number(fields, "available_after_days", 0, most=366),
    )


def _number(fields: Mapping[str, Any], name: str, default: int, *, most: int) -> int:
    return checks.whole(name, fields.get(name, default), most=most)


def _earning_rule(path: str, document: object) -> EarningRule:
    fields = checks.mapping(path, document, _RULE_FIELDS)
    return EarningRule(
        name=checks.text(f"{path}.name", fields.get("name", ""), most=64),
        percent=checks.whole(f"{path}.percent", fields.get("percent"), most=MOST_PERCENT),
        levels=_words(f"{path}.levels", fields.get("levels", [])),
        categories=_words(f"{path}.categories", fields.get("categories", [])),
        weekdays=frozenset(
            checks.whole(f"{path}.weekdays[{at}]", day, least=1, most=7)
            for at, day in enumerate(
                checks.items(f"{path}.weekdays", fields.get("weekdays", []), most=7)
            )
        ),
    )


def _words(path: str, value: object) -> frozenset[str]:
    return frozenset(
        checks.text(f"{path}[{at}]", word, most=64, least=1)
        for at, word in enumerate(checks.items(path, value))
    )


def _expiry(document: object) -> ExpiryPolicy:
    fields = checks.mapping("expiry", document, ("policy", "count"))
    policy = checks.option(
        "expiry.policy", fields.get("policy", EXPIRY_POLICIES[0]), EXPIRY_POLICIES
    )
    if policy not in {"months", "days"}:
        return ExpiryPolicy(policy)
    return ExpiryPolicy(
        policy, checks.whole("expiry.count", fields.get("count"), least=1, most=3660)
    )


def _debt(document: object) -> DebtPolicy:
    fields = checks.mapping("debt", document, ("policy", "limit"))
    policy = checks.option("debt.policy", fields.get("policy", "allow"), DEBT_POLICIES)
    limit = fields.get("limit")
    return DebtPolicy(policy, None if limit is None else checks.whole("debt.limit", limit))


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every version of the points rules, the newest first, each with the instant it begins."""

    versions: tuple[tuple[datetime, PointsRules], ...] = ()

    def at(self, instant: datetime) -> PointsRules:
        """Return the newest rules that had begun; the defaults while there were none."""
        return next((rules for begins, rules in self.versions if begins <= instant), DEFAULT)


def book(db: Db) -> RuleBook:
    """Read every version of the points rules."""
    return RuleBook(
        tuple(
            (saved.active_from, parse(saved.document, version=saved.version))
            for saved in rule_repository.every(db, "points")
        )
    )


def in_force(db: Db, *, now: datetime) -> PointsRules:
    """Return the newest rules that have begun; the defaults while staff have saved none."""
    return book(db).at(now)


def save(
    db: Db,
    document: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
    active_from: datetime | None = None,
) -> PointsRules:
    """Store `document` as the next version; nothing that was earned before changes."""
    parsed = parse(document)
    if active_from is not None and active_from < now:
        raise FieldError("active_from", "too_early", now)
    version = add_version(
        db, "points", document, actor=actor, active_from=active_from or now, now=now
    )
    return replace(parsed, version=version)


def add_version(
    db: Db,
    kind: str,
    document: Mapping[str, Any],
    *,
    actor: str,
    active_from: datetime,
    now: datetime,
) -> int:
    """Append a version of any kind of rules and return its number.

    Raises `RulesChangedError` when somebody else appended one at the same moment.
    """
    version = rule_repository.last(db, kind) + 1
    row = {
        "kind": kind,
        "version": version,
        "document": dict(document),
        "active_from": active_from,
        "created_at": now,
        "created_by": actor,
    }
    if not rule_repository.add(db, row):
        raise RulesChangedError(kind)
    return version
