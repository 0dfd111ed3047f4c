"""200 tabs of staff on the live stream while customers write 50 messages a second.

Every tab is somebody else's and does what the page's script does, on a connection that it keeps
as a browser does: as many as there are places hold a stream, the others ask again after each
answer, and all refresh their lists when something happened. An event's way is from the commit
that wrote it to the tab. The baseline is one person at the desk while as many customers write.
Before anything is measured, each process has answered a few messages: the first ones load the
models.
"""

import asyncio
import json
import os
import random
import re
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from argon2 import PasswordHasher

from bench import deliveries
from bench.browser import Browser
from bench.servers import granian
from bench.shop import open_shop
from messaging.models import Contact
from store.cursor import Cursor
from store.live import LiveEvent
from store.transactions import Store
from tests.servers.postgres_server import PostgresServer
from tickets import service, staff

TABS, RATE, SECONDS = 200, 50, 25
ALONE_SECONDS = 15
COMING_SECONDS = 3.0
"""Tabs arrive within this time, and the customers' messages begin a second later."""
WARMING = 60
PROCESSES = 3
PASSWORD = "benchmark-benchmark"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
LEAST_SECONDS = 0.3
SPREAD_SECONDS = 0.1
FIRST_LIST_SECONDS = 0.04
MOST_LIST_SECONDS = 15.0
"""The pace of the script: `pace` and `poll` in console/static/console.js."""


def run() -> Iterator[str]:
    """Yield the figures; events are to reach tabs with a p95 under one second."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield from _one("one process on SQLite", f"sqlite:///{folder / 'changke.db'}", 1)
        (folder / "postgres").mkdir()
        server = PostgresServer(folder / "postgres", durable=True)
        try:
            yield from _one(f"{PROCESSES} processes on PostgreSQL", server.url, PROCESSES)
        finally:
            server.stop()


def _one(name: str, url: str, processes: int) -> Iterator[str]:
    open_shop(url)
    _fill(url)
    environ = {"DATABASE_URL": url}
    yield f"  {name}; load before it {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    with granian("wsgi:app", environ, workers=processes, threads=32) as (port, _):
        alone, heard = asyncio.run(_measure(port))
    yield from _figures(url, heard, alone)


class Heard:
    """What the tabs and the customers noted: (event id, instant), and seconds an answer took."""

    def __init__(self) -> None:
        self.events: list[tuple[int, float]] = []
        self.answers: list[float] = []
        self.asked: list[float] = []
        self.lists: list[float] = []
        self.streams = 0
        self.lost = 0

    def ways(self, written: dict[int, float]) -> list[float]:
        """How long each event took from when it was `written` to a tab."""
        return [at - written[one] for one, at in self.events if one in written]


class Tab:
    """One page with its list open."""

    def __init__(self, port: int, name: str, heard: Heard) -> None:
        self._port = port
        self._name = name
        self._heard = heard
        self._browser = Browser(port)
        self._cursor = Cursor(0)
        self._people = 1.0
        self._news = asyncio.Event()

    async def open(self) -> None:
        """Sign in and show the list, which says where the news begin."""
        _, page = await self._browser.get("/console/login")
        token = re.search(r'csrf_token" value="([^"]+)"', page)
        assert token
        form = {"csrf_token": token[1], "name": self._name, "password": PASSWORD}
        await self._browser.post("/console/login", urlencode(form))
        _, page = await self._browser.get("/console/tickets")
        place = re.search(r'data-cursor="([^"]+)"', page)
        assert place
        self._take(place[1])

    async def live(self, until: float) -> None:
        """Listen until that instant, on a stream or by asking, and keep the list fresh."""
        await asyncio.sleep(COMING_SECONDS * random.random())
        refreshing = asyncio.create_task(self._refresh())
        line = await self._browser.stream(f"/console/events?after={self._cursor}")
        if line is None:
            await self._ask(until)
        else:
            await self._listen(*line, until)
        refreshing.cancel()
        self._browser.close()

    async def _listen(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, until: float
    ) -> None:
        self._heard.streams += 1
        async for line in _lines(reader, until):
            if line.startswith("data: "):
                self._arrived(line[6:])
        writer.close()

    async def _ask(self, until: float) -> None:
        while time.time() < until:
            began = time.perf_counter()
            status, body = await self._browser.get(f"/console/events/poll?after={self._cursor}")
            took = time.perf_counter() - began
            self._heard.asked.append(took)
            self._heard.lost += status not in (200, 204)
            if status == 200:
                self._arrived(body)
            await asyncio.sleep(LEAST_SECONDS + random.random() * SPREAD_SECONDS + 3 * took)

    async def _refresh(self) -> None:
        """Fetch the list after something happened, as seldom as the page's script does."""
        second, took = Browser(self._port), FIRST_LIST_SECONDS
        while True:
            await self._news.wait()
            pace = min(MOST_LIST_SECONDS, 3 * self._people * took)
            await asyncio.sleep(max(0.15, pace * (0.5 + random.random())))
            self._news.clear()
            second.cookie, began = self._browser.cookie, time.perf_counter()
            status, _ = await second.get("/console/tickets/list?view=all")
            took = time.perf_counter() - began
            self._heard.lists.append(took)
            self._heard.lost += status != 200

    def _arrived(self, text: str) -> None:
        """Take in what the server told."""
        at, before, news = time.time(), self._cursor, json.loads(text)
        self._people = max(news["people"], 0.9 * self._people)
        if news["events"]:
            self._news.set()
        now = self._take(news["cursor"])
        fresh = {*range(before.newest + 1, now.newest + 1), *before.missing} - {*now.missing}
        self._heard.events += [(one, at) for one in fresh]

    def _take(self, text: str) -> Cursor:
        found = Cursor.parse(text)
        assert found
        self._cursor = found
        return found


def _fill(url: str) -> None:
    """An open ticket for every customer, so that each message is an event; and staff to see."""
    store, now = Store(url), datetime.now(UTC)
    with store.session() as session:
        for name in _names():
            staff.add(session, name, role="agent", password=PASSWORD, hasher=QUICK, now=now)
        for contact in session.scalars(sa.select(Contact.id)).all():
            service.open(session, contact_id=contact, description="杯子漏水", now=now)
    store.close()


def _names() -> list[str]:
    return [f"staff-{number}" for number in range(TABS)]


async def _measure(port: int) -> tuple[Heard, Heard]:
    """What one tab heard alone, and then what all heard."""
    for request in deliveries.make(WARMING):
        await _deliver(port, request, Heard())
    alone = await _shift(port, _names()[:1], ALONE_SECONDS)
    return alone, await _shift(port, _names(), SECONDS)


async def _shift(port: int, names: list[str], seconds: int) -> Heard:
    heard = Heard()
    tabs = [Tab(port, name, heard) for name in names]
    for tab in tabs:
        await tab.open()
    until = time.time() + seconds
    await asyncio.gather(
        *(tab.live(until) for tab in tabs), _customers(port, until, seconds, heard)
    )
    return heard


async def _lines(reader: asyncio.StreamReader, until: float) -> AsyncIterator[str]:
    while (left := until - time.time()) > 0:
        try:
            yield (await asyncio.wait_for(reader.readline(), left)).decode()
        except TimeoutError:
            return


async def _customers(port: int, until: float, seconds: int, heard: Heard) -> None:
    """Messages at an even pace, each on a connection of its own."""
    running = []
    begin = until - seconds + COMING_SECONDS + 1
    for number, request in enumerate(deliveries.make(RATE * int(until - begin - 1))):
        await asyncio.sleep(max(0.0, begin + number / RATE - time.time()))
        running.append(asyncio.create_task(_deliver(port, request, heard)))
    await asyncio.gather(*running)


async def _deliver(port: int, request: bytes, heard: Heard) -> None:
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
    answer = await reader.read()
    writer.close()
    heard.answers.append(time.perf_counter() - began)
    heard.lost += b" 200 " not in answer[:20]


def _figures(url: str, heard: Heard, alone: Heard) -> Iterator[str]:
    store = Store(url)
    with store.reading() as session:
        written = {row.id: row.at.timestamp() for row in session.scalars(sa.select(LiveEvent))}
    store.close()
    yield f"  tabs {TABS}, of them on a stream {heard.streams}; messages {len(heard.answers)}"
    yield f"  events that reached a tab        {len(heard.events):>8,}"
    yield from _spans("an event's way to a tab", heard.ways(written), alone.ways(written))
    yield from _spans("a tab's question for news", heard.asked, alone.asked)
    yield from _spans("the refresh of a list", heard.lists, alone.lists)
    yield from _spans("the webhook's answer", heard.answers, alone.answers)
    yield f"  failed                           {heard.lost + alone.lost:>8,}"


def _spans(name: str, values: list[float], alone: list[float]) -> Iterator[str]:
    """Seconds in the middle and at p95, and how many times those of one person alone."""
    (p50, p95), (one_p50, one_p95) = _middle_and_p95(values), _middle_and_p95(alone)
    times = f": {p50 / one_p50:.1f} and {p95 / one_p95:.1f} times one tab's" if one_p50 else ""
    yield f"  {name:<32} {p50:>8.3f} s in the middle, {p95:.3f} s at p95 ({len(values):,}){times}"


def _middle_and_p95(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values) or [0.0]
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
