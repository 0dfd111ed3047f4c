"""The learned model as a web process serves it: bytes and sums, without numpy.

numpy costs 15 MB and a tenth of a second at every start, and is no faster on rows this short
(docs/understanding.md). `model.py` is its other half, for training.
"""

from __future__ import annotations

import math
import struct
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.intents import INTENTS

MODEL_FILE = Path(__file__).with_name("model.npz")
COLUMNS = len(INTENTS) + 1
ZERO = 128
_SIGNED_TO_OFFSET = bytes((value + ZERO) % 256 for value in range(256))


@dataclass(frozen=True, slots=True)
class Served:
    """Per term a byte a column (its weight in steps, plus `ZERO`); otherwise as `model.Model`."""

    rows: dict[str, bytes]
    steps: tuple[float, ...]
    bias: tuple[float, ...]
    temperature: float
    margin: float
    anger: float

    def scores(self, terms: Collection[str]) -> list[float]:
        """Return the raw score of each column for the distinct terms of one line."""
        known = [row for row in map(self.rows.get, terms) if row is not None]
        if not known:
            return list(self.bias)
        lift, scale = ZERO * len(known), len(terms) ** -0.5
        return [
            (sum(column) - lift) * step * scale + bias
            for column, step, bias in zip(
                zip(*known, strict=True), self.steps, self.bias, strict=True
            )
        ]

    def probabilities(self, scores: list[float]) -> list[float]:
        """Return the calibrated probability of each intent."""
        logits = scores[: len(INTENTS)]
        highest = max(logits)
        raised = [math.exp((logit - highest) / self.temperature) for logit in logits]
        total = sum(raised)
        return [chance / total for chance in raised]


def load_served(path: Path) -> Served:
    """Read a model file. Raises OSError or ValueError when there is none or it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            terms = _array(archive, "terms").decode().split("\n")
            weights = _array(archive, "weights").translate(_SIGNED_TO_OFFSET)
            steps, bias = (_floats(_array(archive, name), "f") for name in ("steps", "bias"))
            temperature, margin, anger = _floats(_array(archive, "figures"), "d")
    except (KeyError, zipfile.BadZipFile, struct.error) as error:
        raise ValueError(f"{path} is damaged: {error}") from None
    if len(weights) != len(terms) * COLUMNS or len(steps) != COLUMNS:
        raise ValueError(f"{path} was trained for other intents")
    rows = {term: weights[at * COLUMNS : (at + 1) * COLUMNS] for at, term in enumerate(terms)}
    return Served(rows, steps, bias, temperature, margin, anger)


def _array(archive: zipfile.ZipFile, name: str) -> bytes:
    """The data of an array, row by row.

    Source of the layout: numpy.lib.format, NPY version 1.0.
    """
    raw = archive.read(f"{name}.npy")
    start = 10 + int.from_bytes(raw[8:10], "little")
    if b"'fortran_order': False" not in raw[:start]:
        raise ValueError(f"{name} is not stored row by row")
    return raw[start:]


def _floats(data: bytes, kind: str) -> tuple[float, ...]:
    return struct.unpack(f"<{len(data) // struct.calcsize(kind)}{kind}", data)
