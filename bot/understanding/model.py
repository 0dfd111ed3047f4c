"""The learned model as it is trained and stored: one table of weights per term, in numpy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over terms.

    `weights` has a row per term and a column per intent, then one for strong negative wording, in
    `steps` (one size per column; the file keeps 8 bits of each). `margin` is the least confidence
    of a certain answer, `anger` the least score of a negative one.
    """

    rows: dict[str, int]
    weights: NDArray[np.int8] | Floats
    steps: Floats
    bias: Floats
    temperature: float
    margin: float
    anger: float

    def scores(self, terms: Collection[str]) -> Floats:
        """Return the raw score of each column for the distinct terms of one line."""
        known = [row for row in map(self.rows.get, terms) if row is not None]
        if not known:
            return self.bias
        total = np.add.reduce(self.weights.take(known, axis=0), axis=0, dtype=np.float32)
        scores: Floats = total * self.steps * np.float32(len(terms) ** -0.5) + self.bias
        return scores


def save(model: Model, path: Path) -> None:
    """Write the model; the same model gives the same bytes."""
    coarse = in_steps(model)
    terms = sorted(coarse.rows, key=coarse.rows.__getitem__)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            terms=np.frombuffer("\n".join(terms).encode(), dtype=np.uint8),
            weights=coarse.weights,
            steps=coarse.steps,
            bias=coarse.bias,
            figures=np.array([model.temperature, model.margin, model.anger], dtype=np.float64),
        )


def in_steps(model: Model) -> Model:
    """Return the model with its weights in 127 steps each way, as it is stored and served."""
    largest = np.abs(model.weights * model.steps).max(axis=0)
    steps = np.maximum(largest, 1e-9) / 127
    weights = np.rint(model.weights * model.steps / steps).astype(np.int8)
    return replace(model, weights=weights, steps=steps.astype(np.float32))
