"""The gates the model must pass, on our fixed lines and on real ones where they are at hand."""

from __future__ import annotations

import re

import pytest

from bot.understanding import INTENTS, Understanding, load
from bot.understanding.evaluate import evaluate, praise_or_complaint, read_rows
from bot.understanding.writtenlines import read_lines
from tests.bot.understanding.labelled import fixed_rows, real_data, real_objects

FORMULA = 5
"""Shorter lines (你好, 在吗) are formulas that everybody writes alike."""


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return load()


def squeezed(text: str) -> str:
    return re.sub(r"[\s\W]", "", text)


def test_our_fixed_lines_are_understood(understanding: Understanding) -> None:
    report = evaluate(understanding, fixed_rows())

    assert report.accuracy >= 0.93
    assert report.macro_f1 >= 0.92
    assert report.certain_precision >= 0.97
    assert report.certain_share >= 0.6


def test_the_fixed_lines_cover_every_intent() -> None:
    counted = [row.intent for row in fixed_rows()]

    assert {intent for intent in INTENTS if counted.count(intent) >= 10} == set(INTENTS)


def test_the_fixed_lines_are_not_trained_on() -> None:
    held_back = {squeezed(row.text) for row in fixed_rows() if len(squeezed(row.text)) > FORMULA}

    assert held_back.isdisjoint(squeezed(line.text) for line in read_lines())


def test_real_lines_are_understood(understanding: Understanding) -> None:
    path = real_data("customer_lines.jsonl")
    if path is None:
        pytest.skip("no real lines beside the repository (CHANGKE_REAL_DATA)")
    report = evaluate(understanding, read_rows(path.read_text(encoding="utf-8").splitlines()))

    assert report.accuracy >= 0.93
    assert report.macro_f1 >= 0.85
    assert report.certain_precision >= 0.95


def test_real_complaints_are_told_from_praise(understanding: Understanding) -> None:
    path = real_data("service_reviews.jsonl")
    if path is None:
        pytest.skip("no real reviews beside the repository (CHANGKE_REAL_DATA)")
    reviews = [(review["text"], review["label"] == "negative") for review in real_objects(path)]
    complaint, _ = praise_or_complaint(understanding, reviews)

    assert complaint >= 0.85


@pytest.mark.parametrize("name", ["customer_lines.jsonl", "service_reviews.jsonl"])
def test_no_real_line_is_trained_on(name: str) -> None:
    path = real_data(name)
    if path is None:
        pytest.skip("no real lines beside the repository (CHANGKE_REAL_DATA)")
    texts = [real["text"].strip() for real in real_objects(path)]
    ours = {line.text for line in read_lines()}
    ours_squeezed = {squeezed(text) for text in ours}

    assert not ours.intersection(texts)
    assert not [t for t in texts if len(squeezed(t)) > FORMULA and squeezed(t) in ours_squeezed]
