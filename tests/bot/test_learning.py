"""Corrections retrain, figures are kept, and a worse model does not serve."""

import warnings
from datetime import timedelta

import pytest

from bot import learning
from bot.library import Library
from bot.understanding import load
from bot.understanding.served import MODEL_FILE
from bot.understanding.writtenlines import read_lines
from knowledge import learning as kept
from store.transactions import Store
from tests.bot.understanding.test_quality import FORMULA, squeezed
from tests.bot.understanding.test_training import few_lines
from tests.chat import NOON


def test_the_fixed_set_is_understood_well_and_has_every_intent() -> None:
    rows = learning.fixed_set()
    assert len({row.intent for row in rows}) == 18
    assert len(rows) == len({row.text for row in rows}) >= 240


def test_the_fixed_set_is_hard_enough_to_show_a_gain_and_never_trained_on() -> None:
    """Every line right would leave only damage to be seen."""
    rows = learning.fixed_set()
    written = {squeezed(line.text) for line in read_lines()}

    assert not [r for r in rows if len(squeezed(r.text)) > FORMULA and squeezed(r.text) in written]
    assert 0.8 <= learning.figures(load(), rows, []).accuracy <= 0.97


def test_a_model_no_worse_serves_everywhere_and_is_rolled_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[tuple[str, str]] = []

    def train(corrections: list[tuple[str, str]]) -> bytes:
        taught.extend(corrections)
        return MODEL_FILE.read_bytes()

    monkeypatch.setattr(learning, "train_with", train)
    rows = learning.fixed_set()
    with store.session() as session:
        kept.correct(session, "那个啥咋整", "human_agent", staff_id=1, now=NOON)
        kept.correct(session, rows[0].text, "redeem", staff_id=1, now=NOON)
    library = Library()
    with store.reading() as session:
        assert library.learned(session, NOON) is None
    lesson = learning.retrain(store, rows, actor="test", now=NOON)
    assert taught == [("那个啥咋整", "human_agent")], "what is measured is never taught"
    assert lesson.accepted
    assert lesson.after.accuracy == lesson.before.accuracy
    with store.reading() as session:
        assert library.learned(session, NOON + timedelta(seconds=5)) is not None
    with store.session() as session:
        kept.activate(session, None)
    with store.reading() as session:
        assert library.learned(session, NOON + timedelta(seconds=10)) is None


def test_a_worse_model_is_kept_and_does_not_serve(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = iter([learning.Figures(0.95, 0.9, 1, 0), learning.Figures(0.9, 0.9, 1, 1)])
    monkeypatch.setattr(learning, "train_with", lambda _: MODEL_FILE.read_bytes())
    monkeypatch.setattr(learning, "figures", lambda *_: next(figures))
    lesson = learning.retrain(store, [], actor="test", now=NOON)
    assert not lesson.accepted
    with store.reading() as session:
        (version,) = kept.versions(session)
    assert not version.active
    assert version.report["before"]["accuracy"] == 0.95


@pytest.mark.parametrize("content", [b"torn", MODEL_FILE.read_bytes()[:5000]])
def test_a_damaged_model_leaves_the_old_one(store: Store, content: bytes) -> None:
    with store.session() as session:
        key = kept.keep_model(session, content, report={}, corrections=0, actor="a", now=NOON)
        kept.activate(session, key)
    with store.reading() as session:
        assert Library().learned(session, NOON) is None


def test_a_correction_is_learned_from_few_lines(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trains for real, on a few lines of each intent: seconds."""
    pytest.importorskip("sklearn")
    monkeypatch.setattr(learning, "read_lines", few_lines)
    text = "魔法棒那个事给我整明白喽"
    with store.session() as session:
        kept.correct(session, text, "ticket_progress", staff_id=1, now=NOON)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lesson = learning.retrain(store, learning.fixed_set(), actor="test", now=NOON)
    assert lesson.corrections == 1
    assert lesson.after.corrected == 1
    assert lesson.after.accuracy < lesson.before.accuracy
    assert not lesson.accepted, "so few lines teach less than the program knows"


@pytest.mark.trial
def test_training_with_a_correction_learns_it(store: Store) -> None:
    """Trains for real: a minute or two."""
    pytest.importorskip("sklearn")
    text = "魔法棒那个事给我整明白喽"
    with store.session() as session:
        kept.correct(session, text, "ticket_progress", staff_id=1, now=NOON)
    lesson = learning.retrain(store, learning.fixed_set(), actor="test", now=NOON)
    assert lesson.after.corrected == 1
    assert lesson.after.accuracy >= lesson.before.accuracy - learning.TOLERATED_LOSS
