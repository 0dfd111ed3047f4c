"""`intents` and `knowledge` from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from bootstrap import parts
from bootstrap.app import assemble
from bot import learning
from config import load
from knowledge import editing
from knowledge import learning as kept
from knowledge.editing import EntryDraft
from store.transactions import Store
from tests.chat import NOON

SECRETS = {"SECRET_KEY": "a secret for the tests only", "DATA_KEY": "another for the tests only"}


@pytest.fixture
def app(sqlite_url: str, migrated_sqlite: Path) -> Flask:
    Path(sqlite_url.removeprefix("sqlite:///")).write_bytes(migrated_sqlite.read_bytes())
    return assemble(parts.build(load({**SECRETS, "DATABASE_URL": sqlite_url})))


def run(app: Flask, *arguments: str, given: str | None = None) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(arguments), input=given)


def store_of(app: Flask) -> Store:
    found: Store = app.extensions["parts"].store
    return found


def test_classify_answers_each_line_in_order(app: Flask) -> None:
    done = run(app, "intents", "classify", given="我的积分还有多少\n\n转人工\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["intent"] for answer in answers][::2] == ["points_balance", "human_agent"]
    assert all(0 <= answer["confidence"] <= 1 for answer in answers)
    assert len(answers) == 3


def test_evaluate_prints_a_table_and_names_a_bad_line(app: Flask, tmp_path: Path) -> None:
    done = run(app, "intents", "evaluate", str(learning.EVALUATION))
    assert "macro-F1" in done.output
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "x", "intent": "nonsense"}\n')
    done = run(app, "intents", "evaluate", str(bad))
    assert done.exit_code == 1
    assert "line 1" in done.output


def test_without_a_trainer_it_says_what_to_do(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> bytes:
        raise learning.NoTrainerError

    monkeypatch.setattr(learning, "train_with", none)
    done = run(app, "intents", "retrain")
    assert done.exit_code == 1
    assert "scikit-learn" in done.output


def test_models_are_listed_and_chosen(app: Flask) -> None:
    figures = {"accuracy": 0.9, "macro_f1": 0.9, "certain_precision": 1.0, "corrected": 0.5}
    with store_of(app).session() as session:
        kept.keep_model(
            session,
            b"x",
            report={"before": figures, "after": figures, "accepted": True},
            corrections=3,
            actor="a",
            now=NOON,
        )
    assert "0.900 -> 0.900" in run(app, "intents", "models").output
    assert run(app, "intents", "use", "1").exit_code == 0
    assert "there is no model 9" in run(app, "intents", "use", "9").output
    assert run(app, "intents", "use", "original").exit_code == 0


def test_entries_go_out_and_come_in(app: Flask, tmp_path: Path) -> None:
    with store_of(app).session() as session:
        editing.save_entry(session, EntryDraft("几点开门", "9 点"), actor="a", now=NOON)
    file = tmp_path / "entries.xlsx"
    assert "1 entries" in run(app, "knowledge", "export", str(file)).output
    done = run(app, "knowledge", "import", str(file))
    assert "0 added, 0 changed, 1 as they were" in done.output
    file.write_bytes(b"torn")
    assert "not an xlsx" in run(app, "knowledge", "import", str(file)).output
