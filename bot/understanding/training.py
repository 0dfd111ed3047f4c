"""Learning the weights with scikit-learn; never imported by a serving process."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.understanding.cutting import Cut
from bot.understanding.intents import INTENTS
from bot.understanding.model import Model
from bot.understanding.noise import disturbed
from bot.understanding.terms import WORD_MARK, terms
from bot.understanding.writing import normalise
from bot.understanding.writtenlines import Written

SHORT_NGRAM = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything the fit depends on besides the lines."""

    seed: int = 20261121
    softness: float = 30.0
    """Inverse strength of regularisation; chosen by cross-validation over our own lines."""
    fewest_sources: int = 2
    """A term must occur in so many different lines, unless it is short and we wrote it."""
    most_terms: int = 60_000
    """Terms kept in the model: those with the largest weights."""
    noisy_copies: int = 2
    noisy_weight: float = 0.4
    class_share: float = 1.0
    """How strongly a class of the lexicon speaks beside its single terms."""
    balance: float = 0.5
    """0 leaves the number of lines per intent as written, 1 weighs every intent the same."""


Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One line as the fit sees it."""

    terms: frozenset[str]
    column: int
    negative: bool
    source: int
    weight: float
    noisy: bool


def examples(written: Sequence[Written], cut: Cut, recipe: Recipe) -> list[Example]:
    """Return the written lines and their noisy copies as terms."""
    chance = random.Random(recipe.seed)  # noqa: S311 - variety, not secrecy
    made: list[Example] = []
    for line in written:
        made.append(_example(line, line.text, cut))
        for _ in range(recipe.noisy_copies):
            copy = _example(line, disturbed(line.text, line.intent, chance), cut)
            made.append(replace(copy, weight=line.weight * recipe.noisy_weight, noisy=True))
    return made


def _example(line: Written, text: str, cut: Cut) -> Example:
    return Example(
        terms=frozenset(terms(normalise(text), cut)),
        column=INTENTS.index(line.intent),
        negative=line.negative,
        source=line.source,
        weight=line.weight,
        noisy=False,
    )


def vocabulary(
    made: Sequence[Example], lexicon: Mapping[str, Sequence[str]], recipe: Recipe
) -> dict[str, int]:
    """Return the row of every term worth learning, in a fixed order."""
    sources: defaultdict[str, set[int]] = defaultdict(set)
    short: set[str] = set()
    for example in made:
        for term in example.terms:
            sources[term].add(example.source)
            if not example.noisy and _is_short(term):
                short.add(term)
    kept = short | {term for term, of in sources.items() if len(of) >= recipe.fewest_sources}
    kept.update(term for listed in lexicon.values() for term in listed)
    return {term: row for row, term in enumerate(sorted(kept))}


def _is_short(term: str) -> bool:
    return len(term) <= SHORT_NGRAM or term.startswith(WORD_MARK)


def fit(made: Sequence[Example], lexicon: Mapping[str, Sequence[str]], recipe: Recipe) -> Model:
    """Return the model learned from `made`, not yet calibrated."""
    rows = vocabulary(made, lexicon, recipe)
    members = _members(rows, lexicon, recipe.class_share)
    seen = _matrix(made, rows)
    features = sparse.hstack([seen, seen @ members]).tocsr()
    columns = np.array([example.column for example in made])
    weight = _balanced(made, columns, recipe.balance)
    intents, intent_bias = _fit_columns(features, columns, weight, recipe)
    negative = np.array([example.negative for example in made], dtype=int)
    anger, anger_bias = _fit_columns(features, negative, weight, recipe)
    learned = np.hstack([intents, anger])
    own, by_class = learned[: len(rows)], learned[len(rows) :]
    kept_rows, weights = _heaviest(rows, own + members @ by_class, recipe.most_terms)
    return Model(
        rows=kept_rows,
        weights=weights.astype(np.float32),
        steps=np.ones(weights.shape[1], dtype=np.float32),
        bias=np.append(intent_bias, anger_bias).astype(np.float32),
        temperature=1.0,
        margin=0.5,
        anger=0.0,
    )


def _heaviest(
    rows: Mapping[str, int], weights: Floats, most: int
) -> tuple[dict[str, int], Floats]:
    """Keep the terms that speak loudest; the rest only whisper."""
    loudness = np.abs(weights).max(axis=1)
    chosen = np.sort(np.argsort(-loudness, kind="stable")[:most])
    terms_in_order = list(rows)
    return {terms_in_order[row]: at for at, row in enumerate(chosen)}, weights[chosen]


def _members(
    rows: Mapping[str, int], lexicon: Mapping[str, Sequence[str]], share: float
) -> sparse.csr_matrix:
    pairs = [
        (rows[term], column) for column, listed in enumerate(lexicon.values()) for term in listed
    ]
    at = np.array(pairs, dtype=int).reshape(-1, 2)
    return sparse.csr_matrix(
        (np.full(len(pairs), share), (at[:, 0], at[:, 1])), shape=(len(rows), len(lexicon))
    )


def _matrix(made: Sequence[Example], rows: Mapping[str, int]) -> sparse.csr_matrix:
    starts, at, values = [0], [], []
    for example in made:
        known = sorted(rows[term] for term in example.terms if term in rows)
        at.extend(known)
        values.extend([len(example.terms) ** -0.5] * len(known))
        starts.append(len(at))
    return sparse.csr_matrix((values, at, starts), shape=(len(made), len(rows)))


def _balanced(made: Sequence[Example], columns: NDArray[np.int64], balance: float) -> Floats:
    weight = np.array([example.weight for example in made])
    totals = np.bincount(columns, weights=weight, minlength=len(INTENTS))
    factor = (totals.mean() / np.maximum(totals, 1e-9)) ** balance
    balanced: Floats = weight * factor[columns]
    return balanced


def _fit_columns(
    features: sparse.csr_matrix, target: NDArray[np.int64], weight: Floats, recipe: Recipe
) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression  # its library takes seconds to load

    learner = LogisticRegression(C=recipe.softness, max_iter=300, tol=1e-4)
    learner.fit(features, target, sample_weight=weight)
    return learner.coef_.T, learner.intercept_
