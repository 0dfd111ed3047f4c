"""The results of a survey over a span of days.

The unit is the person who was shown the survey: a score and its response rate are of the same
people. The trend and the cuts therefore add up to the total.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from store.columns import from_micros
from store.statements import Db
from surveys import definitions
from surveys.results import repository
from surveys.results.values import BY, Given, Period, Results, Slice, Span, Tally, Wave
from surveys.statistics import Comparison, Response, compare
from surveys.values import DISMISSED, SHOWN

DAY = timedelta(days=1)
STEPS = ("day", "week", "month")
_LONGEST_BY_DAY, _LONGEST_BY_WEEK = 14, 120


@dataclass(frozen=True, slots=True)
class _Cell:
    """People alike in all that is told apart; `day` is the shop's."""

    day: date
    row: Any

    @property
    def people(self) -> int:
        return int(self.row.people)


def results(db: Db, survey_id: int, span: Span, *, step: str = "") -> Results:
    """Everything the results page shows; raise `NotFoundError` for an unknown survey.

    `step` is day, week or month of the trend; by default the finest that suits the span and at
    which most periods have a score.
    """
    kind = definitions.get(db, survey_id).definition.kind
    cells = _cells(db, survey_id, span)
    step = step if step in STEPS else _step(kind, cells, span)
    total = _slice("", kind, cells)
    before = _slice("", kind, _cells(db, survey_id, previous(span)))
    return Results(
        survey_id=survey_id,
        kind=kind,
        span=span,
        total=total,
        before=before,
        change=_change(before, total),
        step=step,
        trend=tuple(_trend(kind, cells, span, step)),
        waves=tuple(_waves(kind, cells)),
        cuts={name: _cut(kind, cells, name) for name in BY},
        reasons=_reasons(cells),
        rules=tuple(repository.rules(db, survey_id, *limits(span))),
    )


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
    """The single responses, the newest first, of one band or with words in their comment."""
    since, until = limits(span)
    return repository.given(
        db, survey_id, since, until, band=band, said=said, limit=limit, offset=offset
    )


def commented(db: Db, survey_id: int, span: Span, *, limit: int) -> list[Given]:
    """The newest responses with words, to be grouped by `comments.groups`."""
    return repository.given(db, survey_id, *limits(span), commented=True, limit=limit)


def of_member(db: Db, member_id: int, *, limit: int = 10) -> list[tuple[int, Given]]:
    """What a member answered last, each with the number of its survey."""
    return repository.of_member(db, member_id, limit)


def tallies(db: Db, survey_id: int, span: Span) -> list[Tally]:
    """How each question with scores or choices was answered, in the definition's order."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    answered: Counter[str] = Counter()
    for row in repository.answers(db, survey_id, *limits(span)):
        keys = [str(row.score)] if row.kind == "score" else list(row.choices)
        if row.kind == "score" and row.score is None:
            keys = []
        counted[row.question].update(keys)
        answered[row.question] += bool(keys)
    asked = definitions.get(db, survey_id).definition.questions
    return [
        Tally(one.key, one.kind, answered[one.key], counted[one.key])
        for one in asked
        if one.key in counted
    ]


def previous(span: Span) -> Span:
    """As many days just before."""
    length = span.last - span.first + DAY
    return Span(span.first - length, span.last - length, span.timezone)


def limits(span: Span) -> tuple[datetime, datetime]:
    """The instants from which and up to which the span lasts."""
    return (
        datetime.combine(span.first, time(), span.timezone),
        datetime.combine(span.last + DAY, time(), span.timezone),
    )


def _cells(db: Db, survey_id: int, span: Span) -> list[_Cell]:
    days: dict[int, date] = {}
    cells = []
    for row in repository.shown(db, survey_id, *limits(span)):
        quarter = int(row.g_quarter)
        if quarter not in days:
            instant = from_micros(quarter * repository.QUARTER)
            days[quarter] = instant.astimezone(span.timezone).date()
        cells.append(_Cell(days[quarter], row))
    return cells


def _slice(key: str, kind: str, cells: Iterable[_Cell]) -> Slice:
    counts: Counter[int] = Counter()
    tally: Counter[str] = Counter()
    for cell in cells:
        row, people = cell.row, cell.people
        tally["asked"] += people
        if row.g_answered:
            tally["answered"] += people
            tally["late"] += people * bool(row.g_late)
        tally[row.g_state] += people
        if row.g_score is not None:
            counts[row.g_score] += people
    response = Response(tally["asked"], tally["answered"], tally[DISMISSED])
    ordered = dict(sorted(counts.items()))
    return Slice(key, kind, ordered, response, late=tally["late"], pending=tally[SHOWN])


def _change(earlier: Slice, later: Slice) -> Comparison | None:
    one, two = earlier.figure, later.figure
    return None if one is None or two is None else compare(one, two)


def _by(cells: Sequence[_Cell], key: Callable[[_Cell], Any]) -> dict[Any, list[_Cell]]:
    found: dict[Any, list[_Cell]] = defaultdict(list)
    for cell in cells:
        found[key(cell)].append(cell)
    return found


def _trend(kind: str, cells: Sequence[_Cell], span: Span, step: str) -> Iterable[Period]:
    begun = _by(cells, lambda cell: _begin(cell.day, step))
    first = _begin(span.first, step)
    while first <= span.last:
        following = _begin(first + timedelta(days={"day": 1, "week": 7, "month": 31}[step]), step)
        inside = _slice(first.isoformat(), kind, begun.get(first, ()))
        yield Period(max(first, span.first), min(following - DAY, span.last), inside)
        first = following


def _begin(day: date, step: str) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - DAY * day.weekday() if step == "week" else day


def _step(kind: str, cells: Sequence[_Cell], span: Span) -> str:
    days = (span.last - span.first).days + 1
    at = 0 if days <= _LONGEST_BY_DAY else 1 if days <= _LONGEST_BY_WEEK else 2
    while kind == "nps" and at < len(STEPS) - 1 and not _mostly_known(kind, cells, span, at):
        at += 1
    return STEPS[at]


def _mostly_known(kind: str, cells: Sequence[_Cell], span: Span, at: int) -> bool:
    figures = [one.slice.figure for one in _trend(kind, cells, span, STEPS[at])]
    known = sum(figure is not None and figure.value is not None for figure in figures)
    return 2 * known >= len(figures)


def _waves(kind: str, cells: Sequence[_Cell]) -> Iterable[Wave]:
    """In the order in which they began."""
    parted = _by(cells, lambda cell: cell.row.g_wave)
    begun = sorted(parted, key=lambda wave: (min(cell.day for cell in parted[wave]), wave))
    slices = [_slice(wave, kind, parted[wave]) for wave in begun]
    if slices:
        yield Wave(slices[0], None)
    for earlier, later in pairwise(slices):
        yield Wave(later, _change(earlier, later))


def _cut(kind: str, cells: Sequence[_Cell], name: str) -> tuple[Slice, ...]:
    parted = _by(cells, lambda cell: getattr(cell.row, f"g_{name}"))
    slices = [
        _slice("" if key is None else str(key), kind, inside) for key, inside in parted.items()
    ]
    return tuple(sorted(slices, key=lambda one: (-one.n, -one.response.asked, one.key)))


def _reasons(cells: Sequence[_Cell]) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for cell in cells:
        if cell.row.g_reason:
            counted[cell.row.g_reason] += cell.people
    return tuple(counted.most_common())
