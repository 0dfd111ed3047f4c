"""How values are written."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

_MENTION = re.compile(r"@[\w.-]{1,64}")


def mentions(text: str) -> Markup:
    """A note with its @names marked."""
    return Markup(_MENTION.sub(lambda found: f"<mark>{found[0]}</mark>", str(escape(text))))  # noqa: S704 - escaped first


def initials(name: str) -> str:
    """One or two signs for an avatar."""
    bare = name.strip()
    if not bare:
        return "客"
    return bare[:2].upper() if bare.isascii() else bare[-1]


def tone(name: str) -> str:
    """A steady colour for an avatar."""
    return f"tone{sum(map(ord, name)) % 4}"


def thousands(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def yuan(fen: int | None) -> str:
    return "—" if fen is None else f"{'−' if fen < 0 else ''}¥{abs(fen) / 100:,.2f}"


FILTERS: dict[str, Callable[..., Any]] = {
    "mentions": mentions,
    "initials": initials,
    "tone": tone,
    "thousands": thousands,
    "yuan": yuan,
}
