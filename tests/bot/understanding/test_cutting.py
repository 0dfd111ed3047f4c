"""rjieba and jieba must cut alike, or the model would see other words than it learned."""

from __future__ import annotations

from bot.understanding.cutting import python_cutter, rust_cutter, user_words
from bot.understanding.writing import normalise
from bot.understanding.writtenlines import read_lines


def test_both_cutters_agree_on_our_lines() -> None:
    rust, python = rust_cutter(), python_cutter()
    lines = {normalise(line.text) for line in read_lines()[::12]}
    different = [line for line in lines if rust(line) != python(line)]

    assert len(different) <= len(lines) * 0.01


def test_words_of_our_trade_stay_whole() -> None:
    cut = rust_cutter()

    assert all(word in cut(f"我要{word}") for word in user_words())
