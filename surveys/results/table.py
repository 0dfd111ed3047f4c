"""Results as tables to take away: rows of plain cells, for a CSV or a spreadsheet."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from surveys.results.values import Given, Results, Slice

Cell = str | int | float | None
SCORES = ("part", "group", "from", "to", "n", "score", "low", "high", "z", "p", "asked", "rate")
GIVEN = (
    "answered_at",
    "score",
    "band",
    "comment",
    "member",
    "ticket",
    "case",
    "reason",
    "agent",
    "store",
    "level",
    "origin",
    "wave",
    "channel",
    "source",
    "late",
)


def scores(results: Results) -> list[Sequence[Cell]]:
    """Total, trend, waves and cuts, one line a group, by the columns of `SCORES`."""
    span = results.span
    rows: list[Sequence[Cell]] = [
        _line("total", results.total, str(span.first), str(span.last)),
        *(_line("trend", one.slice, str(one.first), str(one.last)) for one in results.trend),
    ]
    for wave in results.waves:
        line = list(_line("wave", wave.slice))
        if wave.change is not None:
            line[8:10] = [round(wave.change.z, 4), round(wave.change.p, 6)]
        rows.append(line)
    for name, slices in results.cuts.items():
        rows += [_line(name, one) for one in slices]
    return rows


def given(responses: Iterable[Given], timezone: ZoneInfo) -> list[Sequence[Cell]]:
    """One line a response, by the columns of `GIVEN`; instants as the shop's clock shows them."""
    return [
        (
            one.answered_at.astimezone(timezone).strftime("%Y-%m-%d %H:%M:%S"),
            one.score,
            one.band,
            one.comment,
            one.member_id,
            one.ticket_id,
            one.case_id,
            one.reason,
            one.staff_id,
            one.store,
            one.level,
            one.origin,
            one.wave,
            one.channel,
            one.source,
            int(one.late),
        )
        for one in responses
    ]


def _line(part: str, one: Slice, first: str = "", last: str = "") -> Sequence[Cell]:
    figure = one.figure
    value = None if figure is None or figure.value is None else round(figure.value, 2)
    interval = None if figure is None else figure.interval
    limits = (
        (None, None) if interval is None else (round(interval.low, 2), round(interval.high, 2))
    )
    rate = None if one.response.rate is None else round(one.response.rate, 2)
    counted = (one.n, value, *limits, None, None)
    return (part, one.key, first, last, *counted, one.response.asked, rate)
