"""Cutting a line into words: rjieba where it is installed, jieba where it is not.

Both read the same dictionary and the same user dictionary (`words.txt`) and cut alike; the
measurement is in docs/understanding.md.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Cut = Callable[[str], list[str]]

USER_WORDS = Path(__file__).with_name("words.txt")


def user_words(path: Path = USER_WORDS) -> list[str]:
    """Return the words of our trade that the general dictionary would split."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def cutter() -> Cut:
    """Return the fastest cutter at hand, knowing the user dictionary."""
    try:
        return rust_cutter()
    except ImportError:
        return python_cutter()


def rust_cutter() -> Cut:
    """Return rjieba's cut.

    The words are added to rjieba's one dictionary of the process: a second one would cost
    0.13 s and 24 MB.
    """
    import rjieba

    for word in user_words():
        if not rjieba.has_word(word):
            rjieba.add_word(word, WORD_FREQUENCY, "n")
    cut: Cut = rjieba.cut
    return cut


def python_cutter() -> Cut:
    """Return the cut of a jieba tokenizer of our own (slower, the same words)."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for word in user_words():
        tokenizer.add_word(word, WORD_FREQUENCY)
    cut: Cut = tokenizer.lcut
    return cut


WORD_FREQUENCY = 2000
"""As common as everyday words, so that 「要京豆」 is cut 要/京豆."""
