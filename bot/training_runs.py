"""Trainings that staff asked for, carried out beside the house by `bot.lesson`."""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge import learning, trainings
from store.clock import Clock
from store.transactions import Store

ROOT = Path(__file__).parent.parent
TIME_LIMIT = timedelta(minutes=25)
_log = logging.getLogger(__name__)

CORRECTIONS, SERVING = "corrections.json", "serving.npz"
MODEL, REPORT = "model.npz", "report.json"
NO_TRAINER = 3
"""The exit code of a lesson where scikit-learn is missing."""

Teach = Callable[[Path], int]
"""Carries out the lesson in a folder and returns its exit code."""


class TooSlowError(Exception):
    """A lesson took longer than `TIME_LIMIT`."""


def in_own_process(folder: Path) -> int:
    """Run the lesson in a process of its own; raise `TooSlowError`."""
    command = [sys.executable, "-m", "bot.lesson", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, cwd=ROOT, capture_output=True, timeout=TIME_LIMIT.total_seconds(), check=False
        )
    except subprocess.TimeoutExpired:
        raise TooSlowError from None
    if done.returncode not in (0, NO_TRAINER):
        said = done.stderr.decode(errors="replace")[-800:]
        _log.error("a training failed", extra={"said": said})
    return done.returncode


def perform(store: Store, clock: Clock, teach: Teach = in_own_process) -> dict[str, int]:
    """Carry out the training that waits, if any. Its model is kept and serves only when a person
    adopts it."""
    now = clock.now()
    with store.reading() as session:
        due = trainings.is_due(session, now=now)
    if not due:
        return {}
    with store.session() as session:
        trainings.want_when_enough(session, now=now)
        run_id = trainings.take(session, now=now)
    if run_id is None:
        return {}
    problem = _carry_out(store, run_id, teach, clock)
    if problem:
        with store.session() as session:
            trainings.failed(session, run_id, problem, now=clock.now())
    return {"failed" if problem else "trained": 1}


def _carry_out(store: Store, run_id: int, teach: Teach, clock: Clock) -> str:
    """Train outside of any transaction; return the problem, "" when there is none."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _lay_out(store, folder)
        try:
            code = teach(folder)
        except TooSlowError:
            return "too_slow"
        if code:
            return "no_trainer" if code == NO_TRAINER else "crashed"
        content = (folder / MODEL).read_bytes()
        report = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    now = clock.now()
    with store.session() as session:
        version_id = learning.keep_model(
            session,
            content,
            report=report,
            corrections=report["corrections"],
            actor=_wanted_by(session),
            now=now,
        )
        trainings.done(session, run_id, version_id, now=now)
    return ""


def _lay_out(store: Store, folder: Path) -> None:
    with store.reading() as session:
        told = learning.corrections(session)
        serving = learning.active_model(session)
    corrections = json.dumps(told, ensure_ascii=False)
    (folder / CORRECTIONS).write_text(corrections, encoding="utf-8")
    if serving is not None:
        (folder / SERVING).write_bytes(serving)


def _wanted_by(session: Session) -> str:
    run = trainings.latest(session)
    return trainings.AUTOMATIC if run is None else run.wanted_by
