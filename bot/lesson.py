"""A training in a process of its own: `python -m bot.lesson FOLDER`.

Reads `corrections.json` and, where a taught model serves, `serving.npz` from the folder; writes
`model.npz` and `report.json` into it. The processes that serve never import scikit-learn.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.learning import (
    NoTrainerError,
    figures,
    fixed_set,
    report_of,
    train_with,
    untaught,
)
from bot.training_runs import CORRECTIONS, MODEL, NO_TRAINER, REPORT, SERVING
from bot.understanding import Understanding, load
from bot.understanding.evaluate import Row

POLITENESS = 10
SHOWN = 12


def teach(folder: Path, rows: Sequence[Row]) -> None:
    """Train and measure; raise `NoTrainerError` where scikit-learn is missing."""
    told = json.loads((folder / CORRECTIONS).read_text(encoding="utf-8"))
    taught = untaught([(text, intent) for text, intent in told], rows)
    (folder / MODEL).write_bytes(train_with(taught))
    serving = folder / SERVING
    old, new = load(serving if serving.exists() else None), load(folder / MODEL)
    before, after = figures(old, rows, taught), figures(new, rows, taught)
    report = {
        **report_of(before, after),
        "corrections": len(taught),
        **changes(old, new, rows),
    }
    (folder / REPORT).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


def changes(old: Understanding, new: Understanding, rows: Sequence[Row]) -> dict[str, list[str]]:
    """Lines of the fixed set that the new model understands and the old did not, and the other
    way round."""
    told = [(row.text, _is_right(old, row), _is_right(new, row)) for row in rows]
    return {
        "mended": [text for text, before, after in told if after and not before][:SHOWN],
        "broken": [text for text, before, after in told if before and not after][:SHOWN],
    }


def _is_right(understanding: Understanding, row: Row) -> bool:
    intent = understanding.understand(row.text).intent
    return intent == row.intent or intent in row.alt_ok


def main(arguments: Sequence[str] | None = None) -> int:
    """Teach in the folder that is named; `NO_TRAINER` where scikit-learn is missing."""
    (folder,) = sys.argv[1:] if arguments is None else arguments
    os.nice(POLITENESS)
    try:
        teach(Path(folder), fixed_set())
    except NoTrainerError:
        return NO_TRAINER
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
