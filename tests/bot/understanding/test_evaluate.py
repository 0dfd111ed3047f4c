"""The figures of an evaluation, on a reader whose answers are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.understanding import Understanding, Understood, load
from bot.understanding.evaluate import (
    Row,
    classify_lines,
    evaluate,
    evaluate_file,
    praise_or_complaint,
    read_rows,
    table,
)


class Parrot(Understanding):
    """Understands `intent/confidence` as just that."""

    def __init__(self) -> None:
        """Needs no model."""

    def understand(self, text: str) -> Understood:
        intent, _, confidence = text.partition("/")
        sure = float(confidence or 1)
        return Understood(intent, sure, ((intent, sure),), certain=sure >= 0.8, negative=False)


ROWS = [
    Row("coupon", "coupon"),
    Row("redeem/0.9", "coupon"),
    Row("redeem/0.4", "coupon", ("redeem",)),
    Row("invoice/0.5", "invoice"),
]


def test_the_figures_are_those_of_the_textbook() -> None:
    report = evaluate(Parrot(), ROWS)

    assert (report.lines, report.strict, report.accuracy) == (4, 0.5, 0.75)
    assert report.per_intent["coupon"].recall == pytest.approx(2 / 3)
    assert report.per_intent["coupon"].precision == 1.0
    assert report.per_intent["coupon"].f1 == pytest.approx(0.8)
    assert report.macro_f1 == pytest.approx(0.9)
    assert report.confusions == (("coupon", "redeem", 1),)
    assert (report.certain_precision, report.certain_share) == (0.5, 0.5)
    assert [miss.answered for miss in report.misses] == ["redeem"]


def test_the_table_names_intents_and_confusions() -> None:
    text = table(evaluate(Parrot(), ROWS))

    assert "accuracy 0.750 (label only 0.500), macro-F1 0.900, 4 lines" in text
    assert "   1  coupon -> redeem" in text


def test_nothing_to_evaluate_is_said() -> None:
    with pytest.raises(ValueError, match="no lines"):
        evaluate(Parrot(), [])


@pytest.mark.parametrize(
    "line", ["{", '{"text": "x"}', '"x"', '{"text": "x", "intent": "weather"}']
)
def test_a_malformed_row_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(read_rows(['{"text": "查积分", "intent": "points_balance"}', line]))


def test_a_file_is_evaluated(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"text": "查积分", "intent": "points_balance"}\n\n', encoding="utf-8")

    assert "accuracy 1.000" in evaluate_file(path, load())


def test_lines_are_classified_one_by_one() -> None:
    answers = [json.loads(answer) for answer in classify_lines(["查积分\n", "\n", "怎么开发票"])]

    assert [answer["intent"] for answer in answers] == [
        "points_balance",
        "out_of_scope",
        "invoice",
    ]
    assert all(set(answer) == {"intent", "confidence"} for answer in answers)
    assert all(0 <= answer["confidence"] <= 1 for answer in answers)


def test_praise_and_complaint_are_scored_apart() -> None:
    reviews = [("complaint", True), ("praise", True), ("praise", False), ("invoice", False)]
    complaint, praise = praise_or_complaint(Parrot(), reviews)

    assert complaint == pytest.approx(2 / 3)
    assert praise == pytest.approx(0.5)
