"""Counting those who were shown a survey, once, by everything that results are told by."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from store.columns import EPOCH, from_micros
from store.statements import Db
from surveys.results import repository
from surveys.results.values import BY, Slice, Span, limits
from surveys.statistics import Response
from surveys.values import DISMISSED, SHOWN

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_WHOLE_DAY = _DAY // _MICROSECOND
_QUARTER = timedelta(minutes=15) // _MICROSECOND
_DIMENSIONS = ("store", "level", "staff_id", "origin", "channel")


@dataclass(slots=True)
class Sums:
    """What is counted of people who are alike in something."""

    scores: Counter[int] = field(default_factory=Counter)
    asked: int = 0
    answered: int = 0
    late: int = 0
    declined: int = 0
    pending: int = 0

    def add(self, people: int, state: str, score: int | None, late: Any, answered: Any) -> None:
        self.asked += people
        if answered:
            self.answered += people
            if late:
                self.late += people
        if score is not None:
            self.scores[score] += people
        if state == DISMISSED:
            self.declined += people
        elif state == SHOWN:
            self.pending += people

    def merge(self, other: "Sums") -> None:
        self.scores.update(other.scores)
        self.asked += other.asked
        self.answered += other.answered
        self.late += other.late
        self.declined += other.declined
        self.pending += other.pending

    def slice(self, key: str, kind: str) -> Slice:
        response = Response(self.asked, self.answered, self.declined)
        ordered = dict(sorted(self.scores.items()))
        return Slice(key, kind, ordered, response, late=self.late, pending=self.pending)


@dataclass(slots=True)
class Counted:
    """The sums of a span: of all, by day, by wave (which `began` on a day), by each of `BY`."""

    total: Sums = field(default_factory=Sums)
    days: dict[date, Sums] = field(default_factory=lambda: defaultdict(Sums))
    waves: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    began: dict[str, date] = field(default_factory=dict)
    cuts: Mapping[str, dict[Any, Sums]] = field(
        default_factory=lambda: {name: defaultdict(Sums) for name in BY}
    )
    reasons: Counter[str] = field(default_factory=Counter)


def count(db: Db, survey_id: int, span: Span) -> Counted:
    """Count everybody who was shown it in the span, in one pass."""
    unit, shift = _buckets(span)
    days: dict[int, date] = {}
    found = Counted()
    for row in repository.shown(db, survey_id, *limits(span), unit=unit, shift=shift):
        people, *told = row[:5]
        bucket, wave, *apart, reason = row[5:]
        bucket = int(bucket)
        if bucket not in days:
            days[bucket] = _day(bucket, unit, span)
        day = days[bucket]
        found.began[wave] = min(day, found.began.get(wave, day))
        for sums in (found.total, found.days[day], found.waves[wave]):
            sums.add(people, *told)
        for name, value in zip(_DIMENSIONS, apart, strict=True):
            found.cuts[name][value or None].add(people, *told)
        if reason:
            found.reasons[reason] += people
    return found


def total(db: Db, survey_id: int, span: Span) -> Sums:
    """The sums of a whole span alone."""
    sums = Sums()
    for people, *told in repository.shown_in_all(db, survey_id, *limits(span)):
        sums.add(people, *told)
    return sums


def _buckets(span: Span) -> tuple[int, int]:
    """By the shop's days where its clock is not put forward or back within the span; else by
    quarters of an hour, at one of which every zone's day begins."""
    offsets = {
        datetime.combine(span.first + _DAY * n, time(), span.timezone).utcoffset()
        for n in range((span.last - span.first).days + 2)
    }
    if len(offsets) > 1:
        return _QUARTER, 0
    return _WHOLE_DAY, (offsets.pop() or timedelta()) // _MICROSECOND


def _day(bucket: int, unit: int, span: Span) -> date:
    if unit == _WHOLE_DAY:
        return EPOCH.date() + _DAY * bucket
    return from_micros(bucket * unit).astimezone(span.timezone).date()
