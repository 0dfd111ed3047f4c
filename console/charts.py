"""Charts as SVG, drawn by the server: few colours, direct labels, a zero line."""

from collections.abc import Sequence

from markupsafe import Markup, escape

WIDTH, HEIGHT = 1000, 240
BARS_WIDTH = 460
LEFT, RIGHT, TOP, BOTTOM = 36, 12, 18, 28
BAR_ROW = 30
LABEL = 112
MOST_NAME = 7


def lines(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], title: str
) -> Markup:
    """Counts over days; the last value of each line is written beside it."""
    top = _nice(max([1, *(value for _, values in series for value in values)]))
    parts = [_grid(top)]
    for number, (_, values) in enumerate(series):
        points = " ".join(
            f"{_x(at, len(values)):.1f},{_y(value, top):.1f}" for at, value in enumerate(values)
        )
        second = " second" if number else ""
        parts.append(f'<polyline class="line{second}" points="{points}"/>')
    parts.append(_labels(labels))
    return svg(title, WIDTH, HEIGHT, parts)


def bars(items: Sequence[tuple[str, int]], title: str, unit: str = "") -> Markup:
    """Counts by name, longest first, each with its figure."""
    most = max([1, *(value for _, value in items)])
    room = BARS_WIDTH - LABEL - 72
    parts = []
    for row, (name, value) in enumerate(items):
        top = row * BAR_ROW + 6
        length = max(2.0, room * value / most)
        parts.append(
            f'<text x="{LABEL - 12}" y="{top + 14}" text-anchor="end">{escape(_short(name))}'
            f"<title>{escape(name)}</title></text>"
            f'<rect class="bar" x="{LABEL}" y="{top}" width="{length:.1f}" height="18" rx="3"/>'
            f'<text class="value" x="{LABEL + length + 8:.1f}" y="{top + 14}">'
            f"{value:,}{escape(unit)}</text>"
        )
    return svg(title, BARS_WIDTH, len(items) * BAR_ROW + 8, parts, "chart named")


def _short(name: str) -> str:
    """As much of a name as fits beside its bar; the whole stands in the tooltip."""
    return name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1]}…"


def svg(title: str, width: int, height: int, parts: Sequence[str], style: str = "chart") -> Markup:
    """Parts that are escaped already, as one picture with a name."""
    return Markup(  # noqa: S704 - every piece of text above is escaped
        f'<svg class="{style}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _grid(top: int) -> str:
    parts = []
    for value in (0, top // 2, top):
        y = _y(value, top)
        parts.append(
            f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
        )
    return "".join(parts)


def _labels(labels: Sequence[str]) -> str:
    every = max(1, -(-len(labels) // 7))
    return "".join(
        f'<text x="{_x(at, len(labels)):.1f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(label)}</text>"
        for at, label in enumerate(labels)
        if at % every == 0
    )


def _x(at: int, count: int) -> float:
    return LEFT + 12 + (WIDTH - LEFT - RIGHT - 24) * at / max(1, count - 1)


def _y(value: float, top: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _nice(value: int) -> int:
    """The next even round number."""
    step = int(10 ** max(0, len(str(value)) - 1))
    for factor in (1, 2, 4, 6, 8, 10):
        if value <= factor * step and factor * step % 2 == 0:
            return factor * step
    return value + value % 2
