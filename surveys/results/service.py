"""The results of a survey over a span of days.

The unit is the person who was shown the survey: a score and its response rate are of the same
people. The trend and the cuts therefore add up to the total.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from membership import merged_repository as merged
from store.statements import Db
from surveys import definitions
from surveys.results import counting, repository
from surveys.results.counting import Counted, Sums
from surveys.results.values import BY, Given, Period, Results, Slice, Span, Tally, Wave, limits
from surveys.statistics import Comparison, compare
from surveys.values import WORDS, SurveyInfo

DAY = timedelta(days=1)
_AT_ONCE = 500
STEPS = ("day", "week", "month")
_LONGEST_BY_DAY, _LONGEST_BY_WEEK = 14, 120


def results(db: Db, survey_id: int, span: Span, *, step: str = "") -> Results:
    """Everything the results page shows; raise `NotFoundError` for an unknown survey.

    `step` is day, week or month of the trend; by default the finest that suits the span and at
    which most periods have a score.
    """
    kind = definitions.get(db, survey_id).definition.kind
    counted = counting.count(db, survey_id, span)
    total = counted.total.slice("", kind)
    before = counting.total(db, survey_id, previous(span)).slice("", kind)
    step = step if step in STEPS else _step(kind, counted, span)
    return Results(
        survey_id=survey_id,
        kind=kind,
        span=span,
        total=total,
        before=before,
        change=_change(before, total),
        step=step,
        trend=tuple(_trend(kind, counted, span, step)),
        waves=tuple(_waves(kind, counted)),
        cuts={name: _cut(kind, counted.cuts[name]) for name in BY},
        reasons=tuple(counted.reasons.most_common()),
        rules=tuple(repository.rules(db, survey_id, *limits(span))),
    )


def overall(db: Db, survey: SurveyInfo, span: Span) -> Slice:
    """A survey's score over a span, without anything else: one statement."""
    return counting.total(db, survey.id, span).slice("", survey.definition.kind)


def given(
    db: Db,
    survey_id: int,
    span: Span,
    *,
    band: str = "",
    said: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[Given]:
    """The single responses, the newest first, of one band or with words in their comment.

    Whoever's record was merged since stands with the number of the record that is kept.
    """
    since, until = limits(span)
    found = repository.given(
        db, survey_id, since, until, band=band, said=said, limit=limit, offset=offset
    )
    return list(_by_todays_numbers(db, found))


def _by_todays_numbers(db: Db, found: Sequence[Given]) -> Iterator[Given]:
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        numbers = merged.today(db, {one.member_id for one in some if one.member_id is not None})
        for one in some:
            kept = numbers.get(one.member_id or 0)
            yield one if kept is None else replace(one, member_id=kept)


def commented(db: Db, survey_id: int, span: Span, *, limit: int) -> list[Given]:
    """The newest responses with words, to be grouped by `comments.groups`."""
    return repository.given(db, survey_id, *limits(span), commented=True, limit=limit)


def of_member(db: Db, member_id: int, *, limit: int = 10) -> list[tuple[int, Given]]:
    """What a member answered last, also before records were merged into theirs, each with the
    number of its survey."""
    return repository.of_members(db, [member_id, *merged.formerly(db, [member_id])], limit)


def tallies(db: Db, survey_id: int, span: Span) -> list[Tally]:
    """How each question with scores or choices was answered, in the definition's order."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    answered: Counter[str] = Counter()
    for row in repository.answers(db, survey_id, *limits(span)):
        keys = list(row.choices) if row.score is None else [str(row.score)]
        counted[row.question].update(keys)
        answered[row.question] += bool(keys)
    asked = definitions.get(db, survey_id).definition.questions
    return [
        Tally(one.key, answered[one.key], counted[one.key])
        for one in asked
        if one.key in counted and one.answer != WORDS
    ]


def previous(span: Span) -> Span:
    """As many days just before."""
    length = span.last - span.first + DAY
    return Span(span.first - length, span.last - length, span.timezone)


def _change(earlier: Slice, later: Slice) -> Comparison | None:
    one, two = earlier.figure, later.figure
    return None if one is None or two is None else compare(one, two)


def _trend(kind: str, counted: Counted, span: Span, step: str) -> Iterable[Period]:
    parted: dict[date, Sums] = defaultdict(Sums)
    for day, sums in counted.days.items():
        parted[_begin(day, step)].merge(sums)
    first = _begin(span.first, step)
    while first <= span.last:
        following = _begin(first + timedelta(days={"day": 1, "week": 7, "month": 31}[step]), step)
        inside = parted[first].slice(first.isoformat(), kind)
        yield Period(max(first, span.first), min(following - DAY, span.last), inside)
        first = following


def _begin(day: date, step: str) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - DAY * day.weekday() if step == "week" else day


def _step(kind: str, counted: Counted, span: Span) -> str:
    days = (span.last - span.first).days + 1
    at = 0 if days <= _LONGEST_BY_DAY else 1 if days <= _LONGEST_BY_WEEK else 2
    while kind == "nps" and at < len(STEPS) - 1 and not _mostly_known(kind, counted, span, at):
        at += 1
    return STEPS[at]


def _mostly_known(kind: str, counted: Counted, span: Span, at: int) -> bool:
    figures = [one.slice.figure for one in _trend(kind, counted, span, STEPS[at])]
    known = sum(figure is not None and figure.value is not None for figure in figures)
    return 2 * known >= len(figures)


def _waves(kind: str, counted: Counted) -> Iterable[Wave]:
    """In the order in which they began."""
    begun = sorted(counted.waves, key=lambda wave: (counted.began[wave], wave))
    slices = [counted.waves[wave].slice(wave, kind) for wave in begun]
    if slices:
        yield Wave(slices[0], None)
    for earlier, later in pairwise(slices):
        yield Wave(later, _change(earlier, later))


def _cut(kind: str, parted: Mapping[Any, Sums]) -> tuple[Slice, ...]:
    slices = [sums.slice("" if key is None else str(key), kind) for key, sums in parted.items()]
    return tuple(sorted(slices, key=lambda one: (-one.n, -one.response.asked, one.key)))
