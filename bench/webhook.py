"""The whole path of a message against a bare Flask + wechatpy echo and against WeRoBot.

Same server (granian), same number of processes, safe mode, distinct bodies, a closed loop of 16
connections. Each contestant is run in turn, several rounds; the ratio is taken round by round.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import deliveries, load
from bench.servers import granian
from bench.shop import open_shop
from tests.servers.postgres_server import PostgresServer

CONNECTIONS = 16
ECHO = "bench.bots.echo:app"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server to load: what, with which environment, and how many blocking threads."""

    name: str
    target: str
    environ: Mapping[str, str]
    threads: int
    path: str = "/wechat"


def run(*, requests: int = 6000, rounds: int = 3) -> Iterator[str]:
    """Yield the two tables line by line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        werobot = {"WEROBOT_SESSIONS": str(folder / "werobot.sqlite3")}
        echo = Contestant("Flask + wechatpy echo", ECHO, {}, 4)
        other = Contestant(
            "WeRoBot, SQLite sessions", "bench.bots.werobot_bot:app", werobot, 1, "/"
        )
        sqlite = f"sqlite:///{folder / 'changke.db'}"
        open_shop(sqlite)
        ours = Contestant("Changke, SQLite FULL", "wsgi:app", {"DATABASE_URL": sqlite}, 16)
        yield from _table(1, [echo, ours, other], requests, rounds)
        with _postgres(folder) as url:
            ours = Contestant("Changke, PostgreSQL", "wsgi:app", {"DATABASE_URL": url}, 3)
            yield from _table(4, [echo, ours, other], requests * 3, rounds)


def _table(
    workers: int, contestants: list[Contestant], requests: int, rounds: int
) -> Iterator[str]:
    yield f"{workers} process(es), {CONNECTIONS} connections, {requests} bodies × {rounds} rounds"
    yield f"  {'':<28} {'of the echo':>12} {'requests/s':>11} {'p50 ms':>8} {'p99 ms':>8} failed"
    loads: dict[str, list[load.Load]] = {each.name: [] for each in contestants}
    for _ in range(rounds):
        for each in contestants:
            loads[each.name].append(_one(each, workers, requests))
    base = loads[contestants[0].name]
    for name, runs in loads.items():
        ratios = [mine.rate / echo.rate for mine, echo in zip(runs, base, strict=True)]
        yield (
            f"  {name:<28} {statistics.median(ratios):>12.2f} {_median(runs, _rate):>11.0f}"
            f" {_median(runs, _p50):>8.1f} {_median(runs, _p99):>8.1f}"
            f" {sum(run.failed for run in runs)}"
        )


def _one(contestant: Contestant, workers: int, requests: int) -> load.Load:
    bodies = deliveries.make(requests + 400, contestant.path)
    with granian(
        contestant.target, contestant.environ, workers=workers, threads=contestant.threads
    ) as (port, _):
        load.run(port, bodies[:400], connections=CONNECTIONS)
        return load.run(port, bodies[400:], connections=CONNECTIONS)


def _median(runs: list[load.Load], figure: Callable[[load.Load], float]) -> float:
    return statistics.median(figure(run) for run in runs)


def _rate(run: load.Load) -> float:
    return run.rate


def _p50(run: load.Load) -> float:
    return run.p50


def _p99(run: load.Load) -> float:
    return run.p99


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    (folder / "postgres").mkdir()
    server = PostgresServer(folder / "postgres", durable=True)
    try:
        open_shop(server.url)
        yield server.url
    finally:
        server.stop()
