"""The learned model as it is served: one table of weights per term, on numpy alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.intents import INTENTS

MODEL_FILE = Path(__file__).with_name("model.npz")

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over terms.

    `weights` has a row per term and a column per intent, then one for strong negative wording.
    `margin` is the least confidence of a certain answer, `anger` the least score of a negative one.
    """

    rows: dict[str, int]
    weights: Weights
    bias: Weights
    temperature: float
    margin: float
    anger: float

    def scores(self, terms: Iterable[str]) -> Weights:
        """Return the raw score of each column for the distinct terms of one line."""
        row_of = self.rows.get
        present = list(terms)
        known = [row for row in map(row_of, present) if row is not None]
        if not known:
            return self.bias
        total: Weights = np.add.reduce(self.weights.take(known, axis=0), axis=0)
        return total * np.float32(len(present) ** -0.5) + self.bias

    def probabilities(self, scores: Weights) -> Weights:
        """Return the calibrated probability of each intent."""
        logits = scores[: len(INTENTS)] / np.float32(self.temperature)
        raised: Weights = np.exp(logits - logits.max())
        return raised / raised.sum()


def save(model: Model, path: Path) -> None:
    """Write the model; the same model gives the same bytes.

    Weights are kept as 8-bit steps of the largest one of their column.
    """
    steps = np.abs(model.weights).max(axis=0) / 127
    terms = sorted(model.rows, key=model.rows.__getitem__)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            terms=np.frombuffer("\n".join(terms).encode(), dtype=np.uint8),
            weights=np.rint(model.weights / steps).astype(np.int8),
            steps=steps.astype(np.float32),
            bias=model.bias.astype(np.float32),
            figures=np.array([model.temperature, model.margin, model.anger], dtype=np.float64),
        )


def load_model(path: Path) -> Model:
    """Read a model file. Raises OSError or ValueError when there is none or it is damaged."""
    with np.load(path, allow_pickle=False) as stored:
        terms = stored["terms"].tobytes().decode().split("\n")
        weights = stored["weights"].astype(np.float32) * stored["steps"]
        bias = stored["bias"]
        temperature, margin, anger = (float(figure) for figure in stored["figures"])
    if weights.shape != (len(terms), len(INTENTS) + 1):
        raise ValueError(f"{path} was trained for other intents")
    rows = {term: row for row, term in enumerate(terms)}
    return Model(rows, weights, bias, temperature, margin, anger)
