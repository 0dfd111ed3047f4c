"""Reading the lines we wrote to train on (`lines/<intent>.txt`, `lines/<intent>.<kind>.txt`).

One line of a file is one thing a customer could write. `{甲|乙}` stands for either, `<名>` for any
entry of that list in `lines/_lists.txt`; a leading `!` marks strong negative wording, `# ` a
comment.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.intents import INTENTS

LINES = Path(__file__).with_name("lines")
MOST_VARIANTS = 8
"""Variants kept of one line with alternatives, so that templates do not drown natural lines."""

_CHOICE = re.compile(r"\{([^{}]*)\}|<([^<>{}\s]+)>")


@dataclass(frozen=True, slots=True)
class Written:
    """One variant of a line we wrote; `source` is the same for all variants of one line."""

    text: str
    intent: str
    negative: bool
    source: int
    weight: float


def read_lines(folder: Path = LINES) -> list[Written]:
    """Return every variant of every line in `folder`, in a fixed order."""
    lists = read_lists(folder / "_lists.txt")
    written: list[Written] = []
    sources = 0
    for intent in INTENTS:
        for line in _lines_of(intent, folder):
            sources += 1
            written.extend(_variants_of(line, intent, sources, lists))
    return written


def _lines_of(intent: str, folder: Path) -> Iterator[str]:
    for path in [folder / f"{intent}.txt", *sorted(folder.glob(f"{intent}.*.txt"))]:
        for raw in path.read_text(encoding="utf-8").splitlines():
            line = raw.strip()
            if line and not line.startswith("# "):
                yield line


def read_lists(path: Path) -> dict[str, list[str]]:
    """Return the named lists of `_lists.txt`: `name: entry entry …`; a name may recur."""
    lists: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, entries = line.partition(":")
        if colon and not line.startswith("#"):
            lists.setdefault(name.strip(), []).extend(entries.split())
    return lists


def _variants_of(
    line: str, intent: str, source: int, lists: Mapping[str, list[str]]
) -> Iterator[Written]:
    negative = line.startswith("!")
    texts = variants(line.removeprefix("!"), lists)
    weight = len(texts) ** -0.5
    for text in texts:
        yield Written(text, intent, negative, source, weight)


def variants(line: str, lists: Mapping[str, list[str]]) -> list[str]:
    """Return up to `MOST_VARIANTS` distinct readings of a line, the same ones every time."""
    parts = list(_choices(line, lists))
    possible = 1
    for part in parts:
        possible *= len(part)
    if possible == 1:
        return ["".join(part[0] for part in parts)]
    chance = random.Random(line)  # noqa: S311 - variety, not secrecy
    wanted = min(MOST_VARIANTS, possible)
    found: dict[str, None] = {}
    for _ in range(wanted * 4):
        found["".join(chance.choice(part) for part in parts)] = None
        if len(found) == wanted:
            break
    return list(found)


def _choices(line: str, lists: Mapping[str, list[str]]) -> Iterator[list[str]]:
    end = 0
    for match in _CHOICE.finditer(line):
        if match.start() > end:
            yield [line[end : match.start()]]
        yield match[1].split("|") if match[2] is None else lists[match[2]]
        end = match.end()
    if end < len(line):
        yield [line[end:]]
