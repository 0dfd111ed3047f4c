"""A campaign's document: audience, occasion, steps, limits and goal, read field by field.

{"name": …, "kind": "birthday", "audience": {…} or {"segment": ID}, "occasion": {"at": "09:00"},
 "steps": [{"text": "{{name}}，…", "gift": {"points": 50}}, …],
 "limits": {"again_after_days": 90, "per_day": 500, "holdout_percent": 10},
 "goal": {"days": 14, "stops": true}, "channels": ["message", "sms"],
 "period": {"from": "2026-12-01", "to": "2026-12-31"}}
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from campaigns import period, segments
from campaigns.period import ALWAYS, Period
from campaigns.segments import Segment
from campaigns.steps import Step, document_at, read_channels, read_steps
from membership.errors import FieldError
from membership.fields import Fields
from messaging.reach.values import CHANNELS, MARKETING, NOTICE, TEMPLATE

PER_OCCASION, ONCE, AFTER_DAYS = "per_occasion", "once", "after_days"
MOST_DAYS = 3650
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_NESTED = ("audience", "occasion", "steps", "limits", "goal", "channels", "period")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a campaign may mean: a segment of its own, or the saved one of that number."""

    own: Segment = segments.EVERYBODY
    saved_id: int | None = None

    @property
    def is_everybody(self) -> bool:
        return self.saved_id is None and self.own == segments.EVERYBODY


@dataclass(frozen=True, slots=True)
class Limits:
    """How often and how many. A member enters once, on each occasion, or again `again_after` days
    after the last time; at most `per_day` messages leave on a business day."""

    reentry: str = PER_OCCASION
    again_after: int = 0
    per_day: int | None = None
    holdout_percent: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """An order within `days` is a success; where it `stops`, nothing more is sent after it."""

    days: int = 14
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A campaign as staff wrote it. `at` is the hour at which it speaks, `options` what its kind
    has read of the occasion besides."""

    name: str
    kind: str
    audience: Audience
    at: time
    options: Any
    steps: tuple[Step, ...]
    limits: Limits
    goal: Goal
    channels: tuple[str, ...] = ()
    period: Period = ALWAYS

    def channels_of(self, step: int) -> tuple[str, ...] | None:
        """The wished order of channels of a step; none means that of the rules of reach."""
        return self.steps[step].channels or self.channels or None


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a kind brings to its documents: its options, its variables with what staff call them,
    what its messages are (the category of reach), and whether an order ends it unless the document
    says otherwise."""

    read: Callable[[Fields], Any]
    variables: Mapping[str, str] = field(default_factory=dict)
    category: str = MARKETING
    stops_on_order: bool = False
    birthdays: bool = False


def parse(body: Mapping[str, Any], grammars: Mapping[str, Grammar]) -> Document:
    """Read a document; raise `FieldError` whose field is a path such as `steps[1].gift.points`."""
    flat = Fields({key: value for key, value in body.items() if key not in _NESTED})
    name = flat.text("name", longest=40)
    kind = flat.choice("kind", grammars)
    flat.done()
    grammar = grammars[kind]
    at, options = _occasion(body.get("occasion"), grammar)
    allowed = allowed_channels(grammar.category)
    steps = read_steps(body.get("steps"), tuple(grammar.variables), allowed)
    _check_gifts(steps, grammar)
    return Document(
        name=name,
        kind=kind,
        audience=_audience(document_at(body.get("audience"), "audience")),
        at=at,
        options=options,
        steps=steps,
        limits=_limits(Fields(document_at(body.get("limits"), "limits"), "limits.")),
        goal=_goal(Fields(document_at(body.get("goal"), "goal"), "goal."), grammar),
        channels=read_channels(body.get("channels"), "channels", allowed),
        period=period.read(document_at(body.get("period"), "period")),
    )


def _check_gifts(steps: Sequence[Step], grammar: Grammar) -> None:
    for at, step in enumerate(steps):
        if step.gift and step.gift.birthday and not grammar.birthdays:
            raise FieldError(f"steps[{at}].gift.birthday", "not_an_option", "birthday")


def allowed_channels(category: str) -> tuple[str, ...]:
    """Template messages are for transactional notices: marketing by them costs the account."""
    return tuple(each for each in CHANNELS if each != TEMPLATE or category == NOTICE)


def _occasion(body: object, grammar: Grammar) -> tuple[time, Any]:
    fields = Fields(document_at(body, "occasion"), "occasion.")
    at = read_time(fields, "at", "10:00")
    options = grammar.read(fields)
    fields.done()
    return at, options


def read_time(fields: Fields, field: str, default: str) -> time:
    """An hour of the business day, written 09:30."""
    found = _TIME.fullmatch(fields.text_or_none(field) or default)
    if found is None:
        raise FieldError(fields.name(field), "malformed", "09:30")
    return time(int(found[1]), int(found[2]))


def _audience(body: Mapping[str, Any]) -> Audience:
    if "segment" in body:
        fields = Fields(body, "audience.")
        saved = fields.whole("segment", least=1)
        fields.done()
        return Audience(saved_id=saved)
    try:
        return Audience(own=segments.parse(body))
    except FieldError as error:
        raise error.within("audience") from None


def _limits(fields: Fields) -> Limits:
    once = fields.flag_or("once", False)
    again = fields.whole_or_none("again_after_days", least=1, most=MOST_DAYS)
    if once and again:
        raise FieldError("limits.again_after_days", "unknown", "once")
    limits = Limits(
        reentry=ONCE if once else AFTER_DAYS if again else PER_OCCASION,
        again_after=again or 0,
        per_day=fields.whole_or_none("per_day", least=1),
        holdout_percent=fields.whole_or("holdout_percent", 0, most=50),
    )
    fields.done()
    return limits


def _goal(fields: Fields, grammar: Grammar) -> Goal:
    goal = Goal(
        days=fields.whole_or("days", 14, least=1, most=366),
        stops=fields.flag_or("stops", grammar.stops_on_order),
    )
    fields.done()
    return goal
