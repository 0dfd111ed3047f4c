"""Teaching the model what staff corrected: trained anew, measured on a fixed set, kept, undone.

Training needs scikit-learn, which serving processes do not have; everything here that trains
raises `NoTrainerError` where it is missing.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.library import understanding_of
from bot.understanding import Understanding, load
from bot.understanding.cutting import cutter
from bot.understanding.evaluate import Report, Row, evaluate, read_rows
from bot.understanding.model import save
from bot.understanding.writtenlines import Written, read_lines
from knowledge import learning, trainings
from store.transactions import Store

EVALUATION = Path(__file__).with_name("evaluation.jsonl")
CORRECTED_WEIGHT = 2.0
TOLERATED_LOSS = 0.005


class NoTrainerError(Exception):
    """scikit-learn is not installed here."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How a model did on the fixed set and on the corrected lines; all 0 to 1."""

    accuracy: float
    macro_f1: float
    certain_precision: float
    corrected: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """A model that was trained; `accepted` when it is no worse than the one before."""

    version_id: int
    corrections: int
    before: Figures
    after: Figures
    accepted: bool


def fixed_set(path: Path = EVALUATION) -> list[Row]:
    """The lines that every model is measured on; none of them is trained on."""
    with path.open(encoding="utf-8") as lines:
        return list(read_rows(lines))


def serving(store: Store) -> Understanding:
    """The model that serves: the taught one, else the one that came with the program."""
    with store.reading() as session:
        content = learning.active_model(session)
    return load() if content is None else understanding_of(content, cutter())


def retrain(store: Store, rows: Sequence[Row], *, actor: str, now: datetime) -> Lesson:
    """Train with every correction and let the new model serve if it is no worse.

    A worse one is kept too, for staff to look at, but does not serve.
    """
    with store.reading() as session:
        corrections = learning.corrections(session)
    taught = untaught(corrections, rows)
    content = train_with(taught)
    before = figures(serving(store), rows, taught)
    after = figures(understanding_of(content, cutter()), rows, taught)
    report = report_of(before, after)
    accepted: bool = report["accepted"]
    with store.session() as session:
        version_id = learning.keep_model(
            session,
            content,
            report=report,
            corrections=len(taught),
            actor=actor,
            now=now,
        )
        if accepted:
            trainings.decide(session, version_id, trainings.ADOPTED, actor=actor, now=now)
    return Lesson(version_id, len(taught), before, after, accepted)


def untaught(corrections: Sequence[tuple[str, str]], rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The corrections that may be taught: what is measured on never is."""
    measured = {row.text for row in rows}
    return [(text, intent) for text, intent in corrections if text not in measured]


def train_with(corrections: Sequence[tuple[str, str]]) -> bytes:
    """The file of a model learned from our lines and these corrections."""
    try:
        from bot.understanding.train import train
    except ImportError:
        raise NoTrainerError from None
    written = read_lines()
    last = max(line.source for line in written)
    extra = [
        Written(text, intent, intent == "complaint", last + number, CORRECTED_WEIGHT)
        for number, (text, intent) in enumerate(corrections, 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save(train([*written, *extra]), path)
        return path.read_bytes()


def figures(
    understanding: Understanding, rows: Sequence[Row], corrections: Sequence[tuple[str, str]]
) -> Figures:
    """Measure a model."""
    report: Report = evaluate(understanding, rows)
    right = sum(understanding.understand(text).intent == intent for text, intent in corrections)
    return Figures(
        accuracy=report.accuracy,
        macro_f1=report.macro_f1,
        certain_precision=report.certain_precision,
        corrected=right / len(corrections) if corrections else 1.0,
    )


def report_of(before: Figures, after: Figures) -> dict[str, Any]:
    """The figures as they are kept with the model; `accepted` when it is no worse."""
    accepted = after.accuracy >= before.accuracy - TOLERATED_LOSS
    named = {
        name: {field: round(getattr(side, field), 4) for field in Figures.__slots__}
        for name, side in (("before", before), ("after", after))
    }
    return {**named, "accepted": accepted}
