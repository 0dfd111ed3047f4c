"""Classes of words (`lexicon/<class>.txt`): what the model learns of one, it knows of all.

A class adds its weight to every term in it, so the served model stays one table of terms.
"""

from __future__ import annotations

from pathlib import Path

from bot.understanding.terms import LONGEST_NGRAM, WORD_MARK
from bot.understanding.writing import normalise

LEXICON = Path(__file__).with_name("lexicon")


def read_lexicon(folder: Path = LEXICON) -> dict[str, list[str]]:
    """Return the terms of each class, by class name."""
    return {
        path.stem: sorted({_term(word) for word in _words(path)})
        for path in sorted(folder.glob("*.txt"))
    }


def _words(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _term(word: str) -> str:
    """A short word is found among the n-grams of a line, a long one only if it is cut as one."""
    term = normalise(word)
    return term if len(term) <= LONGEST_NGRAM else WORD_MARK + term
