"""How well lines are understood: figures per intent, confusions, false certainty."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understanding.classifier import Understanding, load
from bot.understanding.intents import INTENTS


@dataclass(frozen=True, slots=True)
class Row:
    """A line with the intent it should have, and others that would do as well."""

    text: str
    intent: str
    alt_ok: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one intent, 0 to 1; `lines` are those labelled with it."""

    precision: float
    recall: float
    f1: float
    lines: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A line understood as something that is not right for it."""

    row: Row
    answered: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one evaluation; all figures 0 to 1.

    `strict` counts only the label as right, `accuracy` and all other figures also `alt_ok`.
    `certain_precision` is the share of right answers above the margin (1 if there are none),
    `certain_share` the share of lines above it.
    """

    lines: int
    strict: float
    accuracy: float
    macro_f1: float
    per_intent: Mapping[str, Score]
    confusions: tuple[tuple[str, str, int], ...]
    certain_precision: float
    certain_share: float
    misses: tuple[Miss, ...]


def evaluate(understanding: Understanding, rows: Iterable[Row]) -> Report:
    """Compare what is understood with what should be. Raises ValueError without rows."""
    labelled = list(rows)
    if not labelled:
        raise ValueError("no lines to evaluate")
    strict = 0
    outcomes: Counter[tuple[str, str]] = Counter()
    certain: list[bool] = []
    misses: list[Miss] = []
    for row in labelled:
        found = understanding.understand(row.text)
        right = found.intent == row.intent or found.intent in row.alt_ok
        strict += found.intent == row.intent
        outcomes[row.intent, row.intent if right else found.intent] += 1
        if found.certain:
            certain.append(right)
        if not right:
            misses.append(Miss(row, found.intent, found.confidence))
    scores = {intent: _score(outcomes, intent) for intent in INTENTS}
    present = [score.f1 for score in scores.values() if score.lines]
    return Report(
        lines=len(labelled),
        strict=strict / len(labelled),
        accuracy=1 - len(misses) / len(labelled),
        macro_f1=sum(present) / len(present),
        per_intent=scores,
        confusions=_confusions(outcomes),
        certain_precision=sum(certain) / len(certain) if certain else 1.0,
        certain_share=len(certain) / len(labelled),
        misses=tuple(misses),
    )


def _score(outcomes: Mapping[tuple[str, str], int], intent: str) -> Score:
    right = outcomes.get((intent, intent), 0)
    labelled = sum(count for (label, _), count in outcomes.items() if label == intent)
    answered = sum(count for (_, answer), count in outcomes.items() if answer == intent)
    precision = right / answered if answered else 0.0
    recall = right / labelled if labelled else 0.0
    f1 = 2 * right / (labelled + answered) if labelled + answered else 0.0
    return Score(precision, recall, f1, labelled)


def _confusions(outcomes: Mapping[tuple[str, str], int]) -> tuple[tuple[str, str, int], ...]:
    wrong = [(label, answer, n) for (label, answer), n in outcomes.items() if label != answer]
    return tuple(sorted(wrong, key=lambda pair: (-pair[2], pair[0], pair[1])))


def table(report: Report) -> str:
    """Return the report as text for a terminal."""
    lines = [f"{'intent':<18}{'lines':>6}{'precision':>11}{'recall':>8}{'F1':>7}"]
    for intent, score in report.per_intent.items():
        lines.append(
            f"{intent:<18}{score.lines:>6}{score.precision:>11.3f}"
            f"{score.recall:>8.3f}{score.f1:>7.3f}"
        )
    lines += [
        "",
        f"accuracy {report.accuracy:.3f} (label only {report.strict:.3f}), "
        f"macro-F1 {report.macro_f1:.3f}, {report.lines} lines",
        f"above the margin: {report.certain_precision:.3f} right, "
        f"{report.certain_share:.3f} of all lines",
        "",
        "confusions (should be -> understood as)",
    ]
    lines += [f"{count:>4}  {label} -> {answer}" for label, answer, count in report.confusions]
    return "\n".join(lines) + "\n"


def read_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Read rows from JSON lines with `text`, `intent` and perhaps `alt_ok`.

    Raises ValueError naming the line that is malformed or has an unknown intent.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields: dict[str, Any] = json.loads(line)
            row = Row(fields["text"], fields["intent"], tuple(fields.get("alt_ok", ())))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"line {number} is not a labelled line: {error}") from error
        if row.intent not in INTENTS:
            raise ValueError(f"line {number} has an unknown intent: {row.intent}")
        yield row


def evaluate_file(path: Path, understanding: Understanding | None = None) -> str:
    """Return the table for a file of labelled JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return table(evaluate(understanding or load(), read_rows(lines)))


def classify_lines(
    lines: Iterable[str], understanding: Understanding | None = None
) -> Iterator[str]:
    """Yield for each line one JSON object: `{"intent": …, "confidence": 0 to 1}`."""
    reader = understanding or load()
    for line in lines:
        found = reader.understand(line.rstrip("\r\n"))
        answer = {"intent": found.intent, "confidence": round(found.confidence, 4)}
        yield json.dumps(answer, ensure_ascii=False)


def praise_or_complaint(
    understanding: Understanding, reviews: Sequence[tuple[str, bool]]
) -> tuple[float, float]:
    """Return F1 of (complaint, praise) for reviews given as (text, is a complaint)."""
    outcomes: Counter[tuple[str, str]] = Counter()
    for text, is_complaint in reviews:
        label = "complaint" if is_complaint else "praise"
        outcomes[label, understanding.understand(text).intent] += 1
    return _score(outcomes, "complaint").f1, _score(outcomes, "praise").f1
