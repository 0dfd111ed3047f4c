"""A training that staff ask for runs beside the house; its model waits for a person."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot import lesson, training_runs
from bot.learning import NoTrainerError, fixed_set
from bot.library import Library
from bot.understanding import load
from bot.understanding.evaluate import Row
from bot.understanding.served import MODEL_FILE
from knowledge import learning, trainings
from knowledge.errors import InvalidError, MissingError
from store.clock import ManualClock
from store.transactions import Store
from tests.chat import NOON

REPORT = {
    "before": {"accuracy": 0.9},
    "after": {"accuracy": 0.95},
    "accepted": True,
    "corrections": 1,
    "mended": [],
    "broken": [],
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


def teach(folder: Path) -> int:
    """What `bot.lesson` leaves behind."""
    told = json.loads((folder / "corrections.json").read_text(encoding="utf-8"))
    (folder / "model.npz").write_bytes(MODEL_FILE.read_bytes())
    (folder / "report.json").write_text(json.dumps(REPORT | {"corrections": len(told)}))
    return 0


def ask(store: Store) -> bool:
    with store.session() as session:
        return trainings.want(session, actor="staff:2", now=NOON)


def correct(store: Store, count: int) -> None:
    with store.session() as session:
        for number in range(count):
            learning.correct(session, f"那个啥{number}", "redeem", staff_id=1, now=NOON)


def last(store: Store) -> trainings.Run:
    with store.reading() as session:
        run = trainings.latest(session)
    assert run is not None
    return run


def test_nothing_is_done_unasked(store: Store, clock: ManualClock) -> None:
    correct(store, trainings.ENOUGH - 1)
    assert training_runs.perform(store, clock, teach) == {}


@pytest.mark.dialect
def test_a_model_waits_for_a_person_then_serves_everywhere(
    store: Store, clock: ManualClock
) -> None:
    correct(store, 2)
    library = Library()
    assert ask(store)
    assert not ask(store), "one at a time"
    assert training_runs.perform(store, clock, teach) == {"trained": 1}
    assert last(store).state == "done"
    with store.reading() as session:
        (version,) = learning.versions(session)
        assert library.learned(session, NOON) is None
        assert trainings.waiting(session) == 0
    assert (version.corrections, version.made_by, version.decision) == (2, "staff:2", None)
    with store.session() as session:
        trainings.decide(session, version.id, "adopted", actor="staff:2", now=NOON)
    with store.reading() as session:
        assert library.learned(session, NOON + timedelta(seconds=5)) is not None
        assert learning.versions(session)[0].decided_by == "staff:2"


def test_a_rejected_model_does_not_serve(store: Store, clock: ManualClock) -> None:
    ask(store)
    training_runs.perform(store, clock, teach)
    with store.session() as session:
        key = learning.versions(session)[0].id
        trainings.decide(session, key, "rejected", actor="staff:2", now=NOON)
        assert learning.active_model(session) is None
        with pytest.raises(InvalidError):
            trainings.decide(session, key, "perhaps", actor="staff:2", now=NOON)
        with pytest.raises(MissingError):
            trainings.decide(session, 99, "adopted", actor="staff:2", now=NOON)


def test_enough_corrections_train_once_a_day(store: Store, clock: ManualClock) -> None:
    correct(store, trainings.ENOUGH)
    assert training_runs.perform(store, clock, lambda _: 1) == {"failed": 1}
    assert (last(store).wanted_by, last(store).problem) == ("auto", "crashed")
    assert training_runs.perform(store, clock, teach) == {}
    clock.advance(days=1, minutes=1)
    assert training_runs.perform(store, clock, teach) == {"trained": 1}


@pytest.mark.dialect
@pytest.mark.parametrize(
    ("code", "problem"), [(training_runs.NO_TRAINER, "no_trainer"), (1, "crashed")]
)
def test_a_failure_is_named_and_may_be_tried_again(
    store: Store, clock: ManualClock, code: int, problem: str
) -> None:
    ask(store)
    assert training_runs.perform(store, clock, lambda _: code) == {"failed": 1}
    assert (last(store).state, last(store).problem) == ("failed", problem)
    assert ask(store)


def test_one_that_died_is_given_up(store: Store, clock: ManualClock) -> None:
    ask(store)
    with store.session() as session:
        assert trainings.take(session, now=NOON) is not None
    assert training_runs.perform(store, clock, teach) == {}
    assert not ask(store)
    clock.advance(minutes=31)
    training_runs.perform(store, clock, teach)
    assert last(store).problem == "interrupted"


def test_too_slow_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_runs, "TIME_LIMIT", timedelta(milliseconds=20))
    with pytest.raises(training_runs.TooSlowError):
        training_runs.in_own_process(tmp_path)


def test_the_lesson_measures_before_and_after_on_lines_it_does_not_teach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Row("我的积分还有多少", "points_balance"), Row("转人工", "human_agent")]
    told = [["那个啥咋整", "redeem"], ["转人工", "redeem"]]
    (tmp_path / "corrections.json").write_text(json.dumps(told), encoding="utf-8")
    taught: list[tuple[str, str]] = []

    def train(corrections: list[tuple[str, str]]) -> bytes:
        taught.extend(corrections)
        return MODEL_FILE.read_bytes()

    monkeypatch.setattr(lesson, "train_with", train)
    lesson.teach(tmp_path, rows)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert taught == [("那个啥咋整", "redeem")]
    assert (report["before"]["accuracy"], report["after"]["accuracy"]) == (1.0, 1.0)
    assert (report["accepted"], report["corrections"], report["broken"]) == (True, 1, [])


def test_what_changed_is_named_line_by_line() -> None:
    class Deaf:
        def understand(self, _text: str) -> object:
            return load().understand("哈哈")

    rows = [Row("转人工", "human_agent")]
    found = lesson.changes(Deaf(), load(), rows)  # type: ignore[arg-type]
    assert found == {"mended": ["转人工"], "broken": []}


def test_without_a_trainer_the_lesson_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise NoTrainerError

    monkeypatch.setattr(lesson, "teach", missing)
    monkeypatch.setattr("os.nice", lambda _: 0)
    assert lesson.main([str(tmp_path)]) == training_runs.NO_TRAINER


def test_the_clock_process_does_not_load_the_trainer() -> None:
    code = "import sys, scheduler.jobs.retrain; print('sklearn' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=training_runs.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


def test_the_fixed_set_is_there() -> None:
    assert len(fixed_set()) >= 140
