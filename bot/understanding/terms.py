"""What the model looks at in a line: its character n-grams and its words."""

from __future__ import annotations

from itertools import pairwise

from bot.understanding.cutting import Cut

LONGEST_NGRAM = 4
WORD_MARK = "\t"


def terms(line: str, cut: Cut) -> set[str]:
    """Return the distinct terms of a normalised line.

    Character n-grams of 1 to 4 with the line's edges, words, and pairs of neighbouring words.
    """
    edged = f"^{line}$"
    size = len(edged)
    found = set(edged)
    found.update([edged[i : i + 2] for i in range(size - 1)])
    found.update([edged[i : i + 3] for i in range(size - 2)])
    found.update([edged[i : i + 4] for i in range(size - 3)])
    words = [word for word in cut(line) if word != " "]
    found.update([WORD_MARK + word for word in words])
    found.update([f"{a}{WORD_MARK}{b}" for a, b in pairwise(words)])
    found.discard(" ")
    return found
