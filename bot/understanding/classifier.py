"""From a customer's line to what they want, and how sure we are."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.cutting import Cut, cutter
from bot.understanding.denial import told_apart
from bot.understanding.intents import INTENTS
from bot.understanding.served import MODEL_FILE, Served, load_served
from bot.understanding.terms import terms
from bot.understanding.writing import normalise

ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Understood:
    """What one line means.

    `confidence` is the calibrated probability (0 to 1) of `intent`; `alternatives` are the
    likeliest intents with theirs, `intent` first. Only when `certain` may an action follow
    without asking.
    `negative` is strong negative wording, whatever the intent. `denied` is the intent that the
    line says is not wanted, where it says nothing else; then nothing is certain.
    """

    intent: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    certain: bool
    negative: bool
    denied: str | None = None


NOTHING = Understood("out_of_scope", 0.0, (("out_of_scope", 0.0),), certain=False, negative=False)
"""What an empty line means."""


class Understanding:
    """A trained model with its cutter; safe to share between threads."""

    def __init__(self, model: Served, cut: Cut) -> None:
        self._model = model
        self._cut = cut

    def understand(self, text: str) -> Understood:
        """Return what `text` means; any text is accepted, of any length."""
        line = normalise(text)
        if not line:
            return NOTHING
        wished, denied = told_apart(line)
        scores = self._model.scores(terms(wished or line, self._cut))
        chances = self._model.probabilities(scores)
        if denied and not wished:
            return _not_that(denied, chances, negative=scores[-1] >= self._model.anger)
        order = sorted(range(len(INTENTS)), key=chances.__getitem__, reverse=True)[:ALTERNATIVES]
        confidence = chances[order[0]]
        return Understood(
            intent=INTENTS[order[0]],
            confidence=confidence,
            alternatives=tuple([(INTENTS[column], chances[column]) for column in order]),
            certain=confidence >= self._model.margin,
            negative=scores[-1] >= self._model.anger,
        )


def _not_that(denied: str, chances: Sequence[float], *, negative: bool) -> Understood:
    """Whatever it is, it is not what was denied; the others share its probability."""
    others = [(name, chances[column]) for column, name in enumerate(INTENTS) if name != denied]
    whole = sum(chance for _, chance in others) or 1.0
    likeliest = sorted(others, key=lambda other: other[1], reverse=True)[:ALTERNATIVES]
    shares = tuple((name, chance / whole) for name, chance in likeliest)
    return Understood(
        shares[0][0],
        min(shares[0][1], 0.5),
        shares,
        certain=False,
        negative=negative,
        denied=denied,
    )


def load(model_path: Path | None = None) -> Understanding:
    """Load the committed model, or the one at `model_path` (see `bot.understanding.train`)."""
    return Understanding(load_served(model_path or MODEL_FILE), cutter())


class Deferred(Understanding):
    """The committed model, read with the first line: 50 MB that a process without chats spares."""

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._read: Understanding | None = None

    def understand(self, text: str) -> Understood:
        return (self._read or self._now()).understand(text)

    def _now(self) -> Understanding:
        with self._reading:
            if self._read is None:
                self._read = load()
            return self._read
