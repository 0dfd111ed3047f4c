"""Processes that live and die at a test's word."""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests import patience
from tests.faults.workshop import ACCOUNT
from tests.scenarios.posting import Answer, Post

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Life:
    """How one process ended: `answers` are what it served, `points` what it passed."""

    killed: bool
    answers: list[Answer]
    points: list[str]
    result: Any = None


class Workshop:
    """The program that processes are forked from (tests/faults/workshop.py)."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.workshop"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.close()
        self._program.stdout.close()
        self._program.wait(patience.SECONDS)

    def perform(self, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Have all tasks done at once, each in a process of its own."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(tasks) + "\n")
        self._program.stdin.flush()
        outcomes: list[dict[str, Any]] = json.loads(self._program.stdout.readline())
        return outcomes


class Processes:
    """Starts processes over one database, many or one after another."""

    def __init__(self, url: str, workshop: Workshop) -> None:
        self._url = url
        self._workshop = workshop

    def serve(self, *posts: Post, kill_at: int | None = None) -> Life:
        """One process serves the posts, one after the other."""
        (life,) = self._perform([self._serving(posts, 1, kill_at)])
        return life

    def serve_at_once(self, posts: list[list[Post]]) -> list[Life]:
        """As many processes as lists serve at the same time, each its posts at the same time."""
        return self._perform([self._serving(own, len(own), None) for own in posts])

    def send(self, file: Path, *instants: datetime, kill_at: int | None = None) -> Life:
        """One process sends what is due at each instant, to a platform that writes to `file`."""
        told = [instant.isoformat() for instant in instants]
        task = {"do": "send", "file": str(file), "instants": told, "kill_at": kill_at}
        (life,) = self._perform([task])
        return life

    def act(
        self, name: str, ticket: int, staff: int, now: datetime, *, kill_at: int | None = None
    ) -> Life:
        """One process does something at the desk (tests/faults/desk.py)."""
        who = {"act": name, "ticket": ticket, "staff": staff, "now": now.isoformat()}
        (life,) = self._perform([{"do": "staff", **who, "kill_at": kill_at}])
        return life

    def _serving(self, posts: Any, threads: int, kill_at: int | None) -> dict[str, Any]:
        encoded = [[post.query, base64.b64encode(post.body).decode()] for post in posts]
        return {"do": "deliver", "posts": encoded, "threads": threads, "kill_at": kill_at}

    def _perform(self, tasks: list[dict[str, Any]]) -> list[Life]:
        told = [{"url": self._url, **task} for task in tasks]
        return [_life(outcome) for outcome in self._workshop.perform(told)]


def _life(outcome: dict[str, Any]) -> Life:
    assert "error" not in outcome, outcome["error"]
    result = outcome.get("result")
    answers = []
    if isinstance(result, list):
        answers = [ACCOUNT.read(status, base64.b64decode(body)) for status, body in result]
    return Life(outcome["killed"], answers, outcome.get("points", []), result)
