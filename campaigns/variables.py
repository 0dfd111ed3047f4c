"""The {{variables}} of a campaign's words."""

import re
from collections.abc import Mapping

MEMBER = ("name", "level", "points", "growth")
GIFT = "gift"
NAMELESS = "亲爱的会员"
_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_OPENING = re.compile(r"\{\{|\}\}")


def named(text: str) -> set[str]:
    """The variables that a text uses."""
    return set(_PLACE.findall(text))


def strays(text: str) -> bool:
    """Whether braces are left that are no variable: {{Name}}, {{name."""
    return _OPENING.search(_PLACE.sub("", text)) is not None


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its variables' values; a line that held nothing but an empty one goes."""
    lines = (_filled(line, values) for line in text.splitlines())
    return "\n".join(line for line in lines if line is not None).strip()


def _filled(line: str, values: Mapping[str, object]) -> str | None:
    done = _PLACE.sub(lambda place: str(values.get(place[1], "")), line)
    return None if line.strip() and not done.strip() else done
