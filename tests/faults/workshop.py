"""A program that lets processes live and die: forks one for each piece of work it is told.

It reads tasks and writes results as lines of JSON. The application is built before the first fork,
so that a process costs milliseconds; threads and connections are each child's own.
"""

import base64
import json
import os
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from messaging.deliverer import Deliverer
from store import driver
from store.clock import ManualClock
from store.later import Later
from store.transactions import Store
from tests import patience
from tests.faults import desk
from tests.faults.points import Points
from tests.scenarios import house
from tests.scenarios.posting import Account, Door, message
from tests.servers import compiled

T = TypeVar("T")
ACCOUNT = Account()
_REHEARSED: set[tuple[str, str]] = set()
WARMING = ("谢谢", "杯子漏水，我要投诉你们！！")


class Recorder:
    """A platform that writes each message it gets into a file, as one line."""

    def __init__(self, file: Path, points: Points) -> None:
        self._file = file
        self._points = points

    def send(self, external_id: str, payload: Any) -> str:
        self._points("before sending")
        with self._file.open("a") as out:
            out.write(json.dumps([external_id, payload], ensure_ascii=False) + "\n")
        self._points("after sending")
        return "1"


class Rehearsal(Store):
    """A store that undoes each work once it has its result."""

    def submit(self, work: Callable[[Connection], T]) -> Later[T]:
        later: Later[T] = Later()
        with self.engine.connect() as connection:
            driver.reserve(connection)
            with connection.begin() as transaction:
                later.set_result(work(connection))
                transaction.rollback()
        return later


@cache
def open_door(url: str) -> Door:
    """The application, built before the fork: it opens nothing until it is used.

    Another one serves a customer first, so that what a process learns lazily is known already: the
    model is read, and statements are compiled. Nothing of it is kept.
    """
    warm = replace(house.build(url, ACCOUNT), store=Rehearsal(url))
    opened = house.door(warm, ACCOUNT)
    for words in WARMING:
        opened.delivers(message("o_warm", Content=words))
    warm.store.close()
    return house.door(house.build(url, ACCOUNT), ACCOUNT)


def rehearse(url: str, act: str, ticket: int, staff: int, now: str) -> None:
    """Do an act of staff without committing it, before the fork, for the same reason."""
    store = house.build(url, ACCOUNT).store
    with store.reading() as session:
        desk.ACTS[act](session, ticket, staff, datetime.fromisoformat(now))
    store.close()


def deliver(url: str, task: dict[str, Any], points: Points) -> Any:
    """Serve the posts, `threads` at once; return status and body of each."""
    door = open_door(url)

    def serve(post: list[str]) -> list[Any]:
        status, body = door.request("POST", post[0], base64.b64decode(post[1]))
        points("before the answer leaves")
        return [status, base64.b64encode(body).decode()]

    with ThreadPoolExecutor(task["threads"]) as pool:
        return list(pool.map(serve, task["posts"]))


def send(url: str, task: dict[str, Any], points: Points) -> None:
    """Run a deliverer once at each of the given instants."""
    built = house.build(url, ACCOUNT)
    first, *later = [datetime.fromisoformat(instant) for instant in task["instants"]]
    clock = ManualClock(first)
    recorder = Recorder(Path(task["file"]), points)
    senders = {f"wechat:{ACCOUNT.app_id}": recorder}
    deliverer = Deliverer(
        built.store, senders, clock, built.settings.timezone, name=str(os.getpid()), threads=1
    )
    deliverer.run()
    for instant in later:
        clock.set(instant)
        deliverer.run()


def staff(url: str, task: dict[str, Any], _points: Points) -> None:
    """One act of staff, in the transaction that the console gives it."""
    built = house.build(url, ACCOUNT)
    now = datetime.fromisoformat(task["now"])
    with built.store.session() as session:
        desk.ACTS[task["act"]](session, task["ticket"], task["staff"], now)


TASKS = {"deliver": deliver, "send": send, "staff": staff}


def child(task: dict[str, Any], result: int) -> None:
    """Do one task in this process and end it without ceremony."""
    points = Points(task.get("kill_at"))
    points.install()
    try:
        done = {"result": TASKS[task["do"]](task["url"], task, points), "points": points.passed}
    except BaseException:  # noqa: BLE001 - the test must hear of it
        done = {"error": traceback.format_exc()}
    with os.fdopen(result, "w") as out:
        json.dump(done, out)
    os._exit(0)


def prepare(task: dict[str, Any]) -> None:
    """Learn what the task's process would learn, once for all of its kind."""
    open_door(task["url"])
    if task["do"] == "staff" and (task["url"], task["act"]) not in _REHEARSED:
        _REHEARSED.add((task["url"], task["act"]))
        rehearse(task["url"], task["act"], task["ticket"], task["staff"], task["now"])


def perform(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Do all tasks at once, each in a process of its own."""
    running = []
    for task in tasks:
        prepare(task)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            child(task, writing)
        os.close(writing)
        running.append((pid, reading))
    return [_outcome(pid, reading) for pid, reading in running]


def _outcome(pid: int, reading: int) -> dict[str, Any]:
    with os.fdopen(reading) as said:
        text = said.read()
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status)
    return {"killed": killed, **(json.loads(text) if text and not killed else {})}


def main() -> None:
    compiled.share()
    patience.stretch()
    for line in sys.stdin:
        print(json.dumps(perform(json.loads(line))), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
