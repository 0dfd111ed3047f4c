"""Charts of survey results: every estimate with its interval, and zero where it matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from markupsafe import Markup, escape

from console.charts import svg

WIDTH, HEIGHT = 1000, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 18, 44
ROW, LABEL, ROWS_WIDTH, NOTE = 34, 120, 460, 76
SPANS = {"nps": (-100, 100, 20), "csat": (0, 100, 20), "ces": (1, 7, 1)}
"""Lowest and highest score of a kind, and what its axis steps by."""


@dataclass(frozen=True, slots=True)
class Point:
    """A labelled estimate with its interval; None where there are too few answers."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    shown: str


def trend(kind: str, points: Sequence[Point], title: str) -> Markup:
    """Scores over time, joined where neighbours are known; below each, how many answered."""
    low, high, step = _axis(kind, points)
    parts = [_grid(kind, low, high, step)]
    placed = [(_x(at, len(points)), point) for at, point in enumerate(points)]
    for (x, one), (following, two) in pairwise(placed):
        if one.value is not None and two.value is not None:
            ends = (_y(one.value, low, high), _y(two.value, low, high))
            parts.append(
                f'<line class="line" x1="{x:.1f}" y1="{ends[0]:.1f}" '
                f'x2="{following:.1f}" y2="{ends[1]:.1f}"/>'
            )
    every = max(1, ceil(len(points) / 14))
    for at, (x, point) in enumerate(placed):
        parts.append(_estimate(x, point, low, high))
        if at % every == 0:
            parts.append(
                f'<text x="{x:.1f}" y="{HEIGHT - 24}" text-anchor="middle">'
                f"{escape(point.label)}</text>"
                f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{point.n:,} 个</text>'
            )
    return svg(title, WIDTH, HEIGHT, parts)


def groups(kind: str, points: Sequence[Point], title: str) -> Markup:
    """Scores by group, one row each, with their intervals along one axis."""
    low, high, _step = _axis(kind, points)
    room = ROWS_WIDTH - LABEL - NOTE
    bottom = len(points) * ROW + 4

    def place(value: float) -> float:
        return LABEL + room * (value - low) / (high - low)

    parts = []
    for value in sorted({low, high, 0.0} if low <= 0 <= high else {low, high}):
        name = "zero" if value == 0 and kind == "nps" else "axis"
        parts.append(
            f'<line class="{name}" x1="{place(value):.1f}" x2="{place(value):.1f}" '
            f'y1="0" y2="{bottom}"/>'
            f'<text x="{place(value):.1f}" y="{bottom + 16}" text-anchor="middle">{value:g}</text>'
        )
    for row, point in enumerate(points):
        middle = row * ROW + ROW / 2
        parts.append(
            f'<text x="{LABEL - 12}" y="{middle + 4:.1f}" text-anchor="end">'
            f"{escape(_brief(point.label))}</text>"
        )
        if point.value is None:
            parts.append(
                f'<text x="{LABEL + 8}" y="{middle + 4:.1f}">{point.n} 个回答，太少</text>'
            )
            continue
        if point.low is not None and point.high is not None:
            parts.append(
                f'<line class="spread" x1="{place(point.low):.1f}" x2="{place(point.high):.1f}" '
                f'y1="{middle}" y2="{middle}"/>'
            )
        parts.append(
            f'<circle class="estimate" cx="{place(point.value):.1f}" cy="{middle}" r="5"/>'
            f'<text class="value" x="{ROWS_WIDTH - NOTE + 12}" y="{middle + 4:.1f}">'
            f"{escape(point.shown)}</text>"
        )
    return svg(title, ROWS_WIDTH, bottom + 24, parts)


def scores(counts: Mapping[int, int], bands: Mapping[int, str], title: str) -> Markup:
    """How often each score was given, in the colour of its band."""
    width, height = 460, 200
    most = max([1, *counts.values()])
    slot = (width - 16) / max(1, len(bands))
    parts = [f'<line class="axis" x1="8" x2="{width - 8}" y1="{height - 24}" y2="{height - 24}"/>']
    for at, (score, band) in enumerate(bands.items()):
        count = counts.get(score, 0)
        tall = (height - 56) * count / most
        x = 8 + at * slot
        parts.append(
            f'<rect class="bar {escape(band)}" x="{x + 4:.1f}" y="{height - 24 - tall:.1f}" '
            f'width="{slot - 8:.1f}" height="{tall:.1f}" rx="2"/>'
            f'<text class="value" x="{x + slot / 2:.1f}" y="{height - 30 - tall:.1f}" '
            f'text-anchor="middle">{count:,}</text>'
            f'<text x="{x + slot / 2:.1f}" y="{height - 8}" text-anchor="middle">{score}</text>'
        )
    return svg(title, width, height, parts)


def _axis(kind: str, points: Sequence[Point]) -> tuple[float, float, int]:
    """The part of the scale that the intervals need, in whole steps, zero included."""
    least, most, step = SPANS[kind]
    ends = [
        end for point in points for end in (point.low, point.high, point.value) if end is not None
    ]
    if not ends:
        return least, most, step
    base = [0.0] if kind != "ces" else []
    low = step * floor(min([*ends, *base]) / step)
    high = step * ceil(max([*ends, *base]) / step)
    low, high = max(least, low), min(most, high)
    return (low, high, step) if high > low else (least, most, step)


def _grid(kind: str, low: float, high: float, step: int) -> str:
    parts = []
    value = low
    while value <= high:
        y = _y(value, low, high)
        name = "zero" if value == 0 and kind == "nps" else "axis"
        parts.append(
            f'<line class="{name}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
        value += step
    return "".join(parts)


def _estimate(x: float, point: Point, low: float, high: float) -> str:
    if point.value is None:
        return ""
    parts = []
    if point.low is not None and point.high is not None:
        parts.append(
            f'<line class="spread" x1="{x:.1f}" x2="{x:.1f}" '
            f'y1="{_y(point.low, low, high):.1f}" y2="{_y(point.high, low, high):.1f}"/>'
        )
    y = _y(point.value, low, high)
    parts.append(
        f'<circle class="estimate" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
        f'<text class="value" x="{x + 9:.1f}" y="{y - 7:.1f}">{escape(point.shown)}</text>'
    )
    return "".join(parts)


def _x(at: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT - 64
    return LEFT + 28 + (room * at / (count - 1) if count > 1 else room / 2)


def _y(value: float, low: float, high: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)


def _brief(label: str) -> str:
    return label if len(label) <= 8 else f"{label[:7]}…"
