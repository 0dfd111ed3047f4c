"""Send once, under fire: the small trial of every day; the large one is test_fire_large.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import patience
from tests.scenarios.fire import SEND, Fire

PUSHES = 300


@pytest.fixture
def fire(sqlite_file: str, tmp_path: Path) -> Iterator[Fire]:
    opened = Fire(sqlite_file, tmp_path, PUSHES)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_file(tmp_path: Path, migrated_sqlite: Path) -> str:
    copy = tmp_path / "changke.sqlite3"
    copy.write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite:///{copy}"


def test_a_deliverer_that_is_killed_sends_nothing_twice(fire: Fire) -> None:
    """`jobs run deliver`, killed while the platform does not answer; then others go on until all
    has ended."""
    fire.light()
    faults = fire.platform.faults
    unanswered = [
        faults.add("hang", path=SEND, nth=PUSHES // 3 + number, seconds=patience.SECONDS).id
        for number in range(16)
    ]

    def hangs() -> bool:
        return any(one["struck"] for one in faults.as_json() if one["id"] in unanswered)

    first = fire.start("flask", "--app", "wsgi", "jobs", "run", "deliver")
    assert fire.wait_until(hangs, patience.SECONDS), fire.log()
    fire.kill(first)
    for rule in unanswered:
        faults.remove(rule)
    assert fire.states()["inflight"], "it died with something on its way"
    fire.platform.clock.advance(180)
    fire.deliver()
    assert fire.states()["queued"] > PUSHES // 10, "the day's quota is used up"
    fire.move_to(hour=10, days=1)
    for _ in range(5):
        fire.deliver()
        fire.platform.clock.advance(600)
    states = fire.prove()
    assert states["accepted"] > PUSHES // 2
    assert all(states[state] for state in ("unknown", "failed", "blocked"))
