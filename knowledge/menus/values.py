"""A bottom menu: up to three columns of up to five lines, and what it may hold.

Source: …/Custom_Menus/Creating_Custom-Defined_Menu.html: names of 16 bytes in the bar and of 60
above it, shown up to four and eight Chinese characters; keys of 128 bytes, addresses of 1024.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from knowledge.errors import InvalidError

Kind = Literal["wish", "say", "link"]
MOST_COLUMNS, MOST_LINES = 3, 5
COLUMN_WIDTH, LINE_WIDTH = 4, 8
"""Chinese characters that a phone shows of a name; others take half a place."""
COLUMN_BYTES, LINE_BYTES, SAID_BYTES, LINK_BYTES = 16, 60, 120, 1024


@dataclass(frozen=True, slots=True)
class Line:
    """A name and what tapping it does: `value` is an intent, the words said, or an address."""

    name: str
    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Column:
    """A name in the bar and the lines that rise above it."""

    name: str
    lines: tuple[Line, ...]


Menu = tuple[Column, ...]


def check(menu: Menu, wishes: Collection[str]) -> None:
    """Raise `InvalidError` naming the place, such as `columns.0.lines.2.name`.

    `wishes` are the intents that somebody answers.
    """
    if not menu:
        raise InvalidError("columns", "empty")
    if len(menu) > MOST_COLUMNS:
        raise InvalidError("columns", "long", str(MOST_COLUMNS))
    for number, column in enumerate(menu):
        place = f"columns.{number}"
        _check_name(f"{place}.name", column.name, COLUMN_WIDTH, COLUMN_BYTES)
        if not column.lines:
            raise InvalidError(f"{place}.lines", "empty")
        if len(column.lines) > MOST_LINES:
            raise InvalidError(f"{place}.lines", "long", str(MOST_LINES))
        for row, line in enumerate(column.lines):
            _check_line(f"{place}.lines.{row}", line, wishes)


def _check_line(place: str, line: Line, wishes: Collection[str]) -> None:
    _check_name(f"{place}.name", line.name, LINE_WIDTH, LINE_BYTES)
    if line.kind == "wish":
        if line.value not in wishes:
            raise InvalidError(f"{place}.kind", "unknown", line.value)
    elif line.kind == "say":
        _check_bytes(f"{place}.value", line.value, SAID_BYTES)
    elif line.kind == "link":
        _check_link(f"{place}.value", line.value)
    else:
        raise InvalidError(f"{place}.kind", "unknown", str(line.kind))


def _check_name(place: str, name: str, width: int, most: int) -> None:
    _check_bytes(place, name, most, str(width))
    if _halves(name) > 2 * width:
        raise InvalidError(place, "long", str(width))


def _check_bytes(place: str, text: str, most: int, detail: str = "") -> None:
    if not text.strip():
        raise InvalidError(place, "empty")
    if not text.isprintable():
        raise InvalidError(place, "syntax")
    if len(text.encode()) > most:
        raise InvalidError(place, "long", detail or str(most // 3))


def _check_link(place: str, link: str) -> None:
    if not link:
        raise InvalidError(place, "empty")
    if len(link.encode()) > LINK_BYTES:
        raise InvalidError(place, "long", str(LINK_BYTES))
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        raise InvalidError(place, "syntax") from None
    blank = any(sign.isspace() or not sign.isprintable() for sign in link)
    if parts.scheme != "https" or not parts.hostname or blank:
        raise InvalidError(place, "syntax")


def _halves(text: str) -> int:
    return sum(1 if east_asian_width(sign) in ("Na", "H", "N") else 2 for sign in text)


def to_document(menu: Menu) -> list[dict[str, Any]]:
    """What is kept of a menu."""
    return [
        {
            "name": column.name,
            "lines": [[line.name, line.kind, line.value] for line in column.lines],
        }
        for column in menu
    ]


def from_document(document: Sequence[dict[str, Any]]) -> Menu:
    """The menu that was kept."""
    return tuple(
        Column(
            column["name"],
            tuple(Line(name, cast("Kind", kind), value) for name, kind, value in column["lines"]),
        )
        for column in document
    )
