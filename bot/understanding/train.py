"""Training the committed model: `python -m bot.understanding.train`.

Reads `lines/` and `lexicon/`, cross-validates to calibrate, and writes `model.npz`. The same
lines give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot.understanding.calibration import calibrated
from bot.understanding.cutting import cutter
from bot.understanding.lexicon import read_lexicon
from bot.understanding.model import Model, save
from bot.understanding.served import MODEL_FILE
from bot.understanding.training import Recipe, examples, fit
from bot.understanding.writtenlines import Written, read_lines


def train(written: Sequence[Written], recipe: Recipe | None = None) -> Model:
    """Return a calibrated model learned from `written`."""
    recipe = recipe or Recipe()
    lexicon = read_lexicon()
    made = examples(written, cutter(), recipe)
    with threadpool_limits(limits=1):  # sums in one order, so that the bytes are the same
        return calibrated(fit(made, lexicon, recipe), made, lexicon, recipe)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the model; print its size and digest."""
    parser = argparse.ArgumentParser(description="Train the model of intents.")
    parser.add_argument("--output", type=Path, default=MODEL_FILE)
    output: Path = parser.parse_args(arguments).output
    written = read_lines()
    model = train(written)
    save(model, output)
    digest = hashlib.sha256(output.read_bytes()).hexdigest()
    sys.stdout.write(
        f"{len(written)} lines, {len(model.rows)} terms, {output.stat().st_size // 1024} KB, "
        f"temperature {model.temperature:.3f}, margin {model.margin:.3f}\nsha256 {digest}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
