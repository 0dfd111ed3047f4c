"""How sure is sure: temperature and margins measured on lines the fit has not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.understanding.intents import INTENTS
from bot.understanding.model import Model
from bot.understanding.training import Example, Floats, Recipe, fit

FOLDS = 4
WANTED_PRECISION = 0.95
"""Of the answers above the margin at least so many must be right, in cross-validation."""
LEAST_MARGIN = 0.5


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of examples by models that saw neither them nor their variants."""

    scores: Floats
    columns: NDArray[np.int64]
    negative: NDArray[np.bool_]
    weight: Floats


def calibrated(
    model: Model,
    made: Sequence[Example],
    lexicon: Mapping[str, Sequence[str]],
    recipe: Recipe,
) -> Model:
    """Return `model` with its temperature and margins set by cross-validation."""
    held = held_out(made, lexicon, recipe)
    temperature = best_temperature(held)
    return replace(
        model,
        temperature=temperature,
        margin=least_margin(held, temperature),
        anger=best_anger(held),
    )


def held_out(
    made: Sequence[Example], lexicon: Mapping[str, Sequence[str]], recipe: Recipe
) -> HeldOut:
    """Cross-validate; all variants of one written line stay in one fold."""
    scores, tested = [], []
    for learn, test in _folds(made, recipe.seed):
        model = fit(learn, lexicon, recipe)
        # Sorted: sets come in another order in each process, and so would the last bit of a sum.
        scores.extend([model.scores(sorted(example.terms)) for example in test])
        tested.extend(test)
    return HeldOut(
        scores=np.array(scores, dtype=np.float64),
        columns=np.array([example.column for example in tested]),
        negative=np.array([example.negative for example in tested]),
        weight=np.array([example.weight for example in tested]),
    )


def _folds(made: Sequence[Example], seed: int) -> Iterator[tuple[list[Example], list[Example]]]:
    sources = np.array([example.source for example in made])
    fold_of_source = np.random.default_rng(seed).integers(0, FOLDS, sources.max() + 1)
    for fold in range(FOLDS):
        learn = [example for example in made if fold_of_source[example.source] != fold]
        test = [example for example in made if fold_of_source[example.source] == fold]
        yield learn, test


def best_temperature(held: HeldOut) -> float:
    """Return the temperature of the least log loss."""
    candidates = np.geomspace(0.25, 4.0, 81)
    losses = [_log_loss(held, temperature) for temperature in candidates]
    return float(candidates[int(np.argmin(losses))])


def _log_loss(held: HeldOut, temperature: float) -> float:
    chances = _chances(held, temperature)
    own = chances[np.arange(len(held.columns)), held.columns]
    return float(-np.average(np.log(np.maximum(own, 1e-12)), weights=held.weight))


def _chances(held: HeldOut, temperature: float) -> Floats:
    logits = held.scores[:, : len(INTENTS)] / temperature
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances


def least_margin(held: HeldOut, temperature: float) -> float:
    """Return the least confidence from which on answers are precise enough."""
    chances = _chances(held, temperature)
    confidence = chances.max(axis=1)
    right = chances.argmax(axis=1) == held.columns
    order = np.argsort(-confidence, kind="stable")
    weight = held.weight[order]
    precision = np.cumsum(weight * right[order]) / np.cumsum(weight)
    enough = np.flatnonzero(precision >= WANTED_PRECISION)
    if not len(enough):
        return 1.0
    return max(LEAST_MARGIN, float(confidence[order][enough[-1]]))


def best_anger(held: HeldOut) -> float:
    """Return the score of strong wording that gives the best F1."""
    scores = held.scores[:, -1]
    candidates = np.linspace(-3.0, 3.0, 61)
    return float(candidates[int(np.argmax([_f1(held, scores >= c) for c in candidates]))])


def _f1(held: HeldOut, found: NDArray[np.bool_]) -> float:
    right = float(held.weight[found & held.negative].sum())
    wrong = float(held.weight[found != held.negative].sum())
    return 2 * right / (2 * right + wrong) if right else 0.0
