"""Answers with blanks: `{{name}}`, or `{{name|您}}` for those whose name is not known."""

import re
from collections.abc import Callable, Mapping

from knowledge.errors import InvalidError

BLANK = re.compile(r"\{\{\s*([a-z_]+)\s*(?:\|([^{}]*))?\}\}")
LOOKS_LIKE_ONE = re.compile(r"\{\{(.*?)\}\}")
DEFAULTS = {"name": "您", "points": "0", "level": "普通会员", "today": "今天"}
"""What may stand in an answer, and what it becomes where nothing is known."""


def check(text: str) -> None:
    """Raise `InvalidError` for a blank that nobody can fill."""
    for inside in LOOKS_LIKE_ONE.findall(text):
        found = BLANK.fullmatch("{{" + inside + "}}")
        if found is None or found.group(1) not in DEFAULTS:
            raise InvalidError("answer", "unknown", inside.strip())


def fill(text: str, known: Mapping[str, Callable[[], str | None]]) -> str:
    """The text with its blanks filled; only what stands in it is asked for."""

    def value(found: re.Match[str]) -> str:
        name, default = found.group(1), found.group(2)
        look_up = known.get(name)
        said = look_up() if look_up is not None else None
        return said or (DEFAULTS.get(name, "") if default is None else default)

    return BLANK.sub(value, text)
