"""Training: the same bytes twice, from readable lines."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from bot.understanding import INTENTS, Understanding
from bot.understanding.cutting import cutter
from bot.understanding.model import Model, in_steps, save
from bot.understanding.served import MODEL_FILE, ZERO, load_served
from bot.understanding.terms import terms
from bot.understanding.train import train
from bot.understanding.training import Recipe
from bot.understanding.writtenlines import Written, read_lines, variants

SMALL = Recipe(noisy_copies=1)


def few_lines() -> list[Written]:
    lines = read_lines()
    return [line for intent in INTENTS for line in _first(lines, intent)]


def _first(lines: list[Written], intent: str) -> list[Written]:
    return [line for line in lines if line.intent == intent][:24]


def trained() -> Model:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return train(few_lines(), SMALL)


@pytest.fixture(scope="module")
def model() -> Model:
    """What this process learns from a few lines."""
    return trained()


def test_the_same_lines_give_the_same_bytes_in_every_process(model: Model, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from bot.understanding.model import save\n"
        "from tests.bot.understanding.test_training import trained\n"
        "save(trained(), Path(sys.argv[1]))\n"
    )
    save(model, tmp_path / "here")
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "there")],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONHASHSEED": str(hash("another order of sets") % 2**32)},
        check=True,
    )

    assert (tmp_path / "here").read_bytes() == (tmp_path / "there").read_bytes()


def test_a_model_reads_back_as_it_was_written(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "model.npz")
    read = load_served(tmp_path / "model.npz")

    coarse = in_steps(model)
    kept = {
        term: (coarse.weights[row].astype(int) + ZERO).astype(np.uint8).tobytes()
        for term, row in coarse.rows.items()
    }
    assert read.rows == kept
    assert (read.temperature, read.margin, read.anger) == (
        model.temperature,
        model.margin,
        model.anger,
    )
    assert Understanding(read, cutter()).understand("查积分").intent == "points_balance"


def test_serving_scores_as_training_does(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "model.npz")
    read, coarse = load_served(tmp_path / "model.npz"), in_steps(model)

    for line in ("查积分", "我要投诉你们的快递", "龘", "谢谢" * 40):
        found = terms(line, cutter())
        assert read.scores(found) == pytest.approx(coarse.scores(found).tolist(), abs=1e-4)


def test_a_model_of_other_intents_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    with np.load(MODEL_FILE) as stored:
        parts = {name: stored[name] for name in stored.files}
    parts["weights"] = parts["weights"][:, :5]
    np.savez_compressed(path, **parts)

    with pytest.raises(ValueError, match="other intents"):
        load_served(path)


def test_the_committed_model_is_small() -> None:
    assert MODEL_FILE.stat().st_size < 2 * 2**20


def test_hundreds_of_lines_are_written_for_every_intent() -> None:
    sources = {(line.intent, line.source) for line in read_lines()}
    written = [intent for intent, _ in sources]

    assert min(written.count(intent) for intent in INTENTS) >= 300


def test_no_line_is_filed_under_two_intents() -> None:
    filed: dict[str, str] = {}
    twice = [
        (line.text, line.intent, filed[line.text])
        for line in read_lines()
        if filed.setdefault(line.text, line.intent) != line.intent
    ]

    assert not twice


def test_variants_of_a_template_are_few_and_always_the_same() -> None:
    lists = {"券": ["红包", "优惠券"]}

    assert variants("<券>{怎么用|在哪}", lists) == variants("<券>{怎么用|在哪}", lists)
    assert set(variants("<券>{怎么用|在哪}", lists)) == {
        "红包怎么用",
        "红包在哪",
        "优惠券怎么用",
        "优惠券在哪",
    }
    assert len(variants("{1|2|3|4}{1|2|3|4}{1|2|3|4}", {})) == 8
    assert variants("查积分", {}) == ["查积分"]
