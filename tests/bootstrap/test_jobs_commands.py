"""`jobs list` and `jobs run` as an operator types them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from bootstrap.app import assemble
from bootstrap.parts import Parts
from scheduler import repository
from scheduler.lease import Lease
from scheduler.repository import End
from store.clock import SystemClock
from tests.scenarios import house
from tests.scenarios.posting import Account


@pytest.fixture
def built(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Parts]:
    copy = tmp_path / "changke.sqlite3"
    copy.write_bytes(migrated_sqlite.read_bytes())
    made = house.build(f"sqlite:///{copy}", Account())
    yield made
    made.store.close()


@pytest.fixture
def app(built: Parts) -> Flask:
    return assemble(built)


def said(app: Flask, *command: str) -> tuple[int, str]:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["jobs", *command])
    return result.exit_code, result.output


def test_the_list_names_all_jobs_and_says_whether_a_clock_runs(
    app: Flask, built: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At one instant: a lease lasts seconds, which a busy machine may take for the test."""
    monkeypatch.setattr(SystemClock, "now", lambda _self: datetime(2026, 11, 18, tzinfo=UTC))
    code, text = said(app, "list")
    assert code == 0
    names = {line.split()[0] for line in text.splitlines()[:-1]}
    wanted = {
        "birthday",
        "winback",
        "lifecycle",
        "expire_points",
        "sla",
        "deliver",
        "points_check",
    }
    assert wanted <= names
    assert "no clock holds the lease" in text
    assert "every 0.3 s" in text
    lease = Lease(built.store, SystemClock(), "machine:7")
    assert lease.keep()
    assert "the clock of machine:7 holds the lease" in said(app, "list")[1]
    lease.release()
    assert "no clock holds the lease" in said(app, "list")[1]


def test_a_job_is_run_for_an_instant(app: Flask) -> None:
    for at in ("2026-11-21T09:00", "2026-11-21T09:00+08:00", "2026-11-21"):
        code, text = said(app, "run", "deliver", "--at", at)
        assert (code, text.strip()) == (0, "nothing to do")


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (("run", "nothing"), "there is no job 'nothing'"),
        (("run", "deliver", "--at", "tomorrow"), "--at wants an instant"),
        (("run", "birthday", "--at", "0001-01-01"), "--at wants an instant"),
        (("run", "levels", "--at", "9999-12-31T23:59:59-08:00"), "--at wants an instant"),
    ],
)
def test_what_cannot_be_run_is_told_in_a_sentence(
    app: Flask, command: tuple[str, ...], word: str
) -> None:
    code, text = said(app, *command)
    assert code == 1
    assert word in text


def test_the_last_run_is_shown(app: Flask, built: Parts) -> None:
    now = built.clock.now()
    with built.store.session() as session:
        repository.insert(session, "sla", now, 1, now, now)
        run = repository.start(session, ("sla", now, 0), "w", now, now)
        assert run is not None
        repository.finish(session, run, "w", now + timedelta(seconds=1), End({"warned": 3}))
    (line,) = [line for line in said(app, "list")[1].splitlines() if line.startswith("sla ")]
    assert "done warned 3" in line


def test_what_failed_in_a_part_and_goes_again_is_shown(app: Flask, built: Parts) -> None:
    now = built.clock.now()
    ends = [End({"due": 3}), End({"due": 1}, "OSError: full", now + timedelta(minutes=5))]
    with built.store.session() as session:
        repository.insert(session, "birthday", now, 2, now, now)
        for shard, end in enumerate(ends):
            run = repository.start(session, ("birthday", now, shard), "w", now, now)
            assert run is not None
            repository.finish(session, run, "w", now, end)
    line = next(line for line in said(app, "list")[1].splitlines() if "birthday " in line)
    assert "failed due 4 OSError: full again " in line
