"""200 tabs of staff on the live stream while customers write 50 messages a second.

Tabs are plain connections: as many as there are places hold a stream, the others ask again
half a second after each answer, as the page's script does. An event's way is from the commit
that wrote it to the tab.
"""

import asyncio
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from bench import deliveries
from bench.servers import granian
from bench.shop import open_shop
from messaging.models import Contact
from store.live import LiveEvent
from store.transactions import Store
from tickets import service, staff

TABS, RATE, SECONDS = 200, 50, 20
PASSWORD = "benchmark-benchmark"


def run() -> Iterator[str]:
    """Yield the figures; events are to reach tabs with a p95 under one second."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'changke.db'}"
        open_shop(url)
        _fill(url)
        with granian("wsgi:app", {"DATABASE_URL": url}, workers=1, threads=32) as (port, _):
            heard = asyncio.run(_measure(port))
        yield from _figures(url, heard)


class Heard:
    """What the tabs and the customers noted: (event id, instant), and seconds an answer took."""

    def __init__(self) -> None:
        self.events: list[tuple[int, float]] = []
        self.answers: list[float] = []
        self.streams = 0
        self.lost = 0


def _fill(url: str) -> None:
    """An open ticket for every customer, so that each message is an event; and somebody to see."""
    store, now = Store(url), datetime.now(UTC)
    with store.session() as session:
        staff.add(session, "amy", role="agent", password=PASSWORD, now=now)
        for contact in session.scalars(sa.select(Contact.id)).all():
            service.open(session, contact_id=contact, description="杯子漏水", now=now)
    store.close()


async def _measure(port: int) -> Heard:
    heard = Heard()
    cookie = await _login(port)
    until = time.time() + SECONDS
    tabs = [_tab(port, cookie, until, heard) for _ in range(TABS)]
    await asyncio.gather(*tabs, _customers(port, until, heard))
    return heard


async def _login(port: int) -> str:
    page, head = await _ask(port, "GET", "/console/login")
    token = re.search(r'csrf_token" value="([^"]+)"', page)
    assert token
    form = urlencode({"csrf_token": token[1], "name": "amy", "password": PASSWORD})
    _, head = await _ask(port, "POST", "/console/login", _cookie(head), form)
    return _cookie(head)


def _cookie(head: str) -> str:
    found = re.search(r"(?i)set-cookie: (console=[^;]+)", head)
    assert found
    return found[1]


async def _ask(
    port: int, method: str, path: str, cookie: str = "", form: str = ""
) -> tuple[str, str]:
    """One request on a connection of its own; body and head of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n\r\n{form}".encode()
    )
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return body, head


async def _tab(port: int, cookie: str, until: float, heard: Heard) -> None:
    await asyncio.sleep(random.random())
    if not await _stream(port, cookie, until, heard):
        await _poll(port, cookie, until, heard)


async def _stream(port: int, cookie: str, until: float, heard: Heard) -> bool:
    """Listen on a stream; False where there is no place left."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /console/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    if b" 200 " not in await reader.readline():
        writer.close()
        return False
    heard.streams += 1
    while (left := until - time.time()) > 0:
        try:
            line = await asyncio.wait_for(reader.readline(), left)
        except TimeoutError:
            break
        if line.startswith(b"id: "):
            heard.events.append((int(line[4:]), time.time()))
    writer.close()
    return True


async def _poll(port: int, cookie: str, until: float, heard: Heard) -> None:
    cursor = None
    while time.time() < until:
        asked = "" if cursor is None else f"?after={cursor}"
        body, head = await _ask(port, "GET", f"/console/events/poll{asked}", cookie)
        if " 200 " not in head.partition("\r\n")[0]:
            heard.lost += 1
        else:
            newest = json.loads(body[body.index("{") : body.rindex("}") + 1])["cursor"]
            arrived = time.time()
            known = newest if cursor is None else cursor
            heard.events += [(one, arrived) for one in range(known + 1, newest + 1)]
            cursor = newest
        await asyncio.sleep(0.45 + random.random() * 0.25)


async def _customers(port: int, until: float, heard: Heard) -> None:
    """Messages at an even pace, each on a connection of its own."""
    running = []
    for number, request in enumerate(deliveries.make(RATE * (SECONDS - 3))):
        await asyncio.sleep(max(0.0, until - SECONDS + 2 + number / RATE - time.time()))
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


def _figures(url: str, heard: Heard) -> Iterator[str]:
    store = Store(url)
    with store.reading() as session:
        written = {row.id: row.at.timestamp() for row in session.scalars(sa.select(LiveEvent))}
    store.close()
    ways = sorted(at - written[one] for one, at in heard.events if one in written)
    answers = sorted(heard.answers)
    yield f"  tabs {TABS}, of them on a stream {heard.streams}; messages {len(answers)}"
    yield f"  events that reached a tab        {len(ways):>8,}"
    for name, values in (("an event's way to a tab", ways), ("the webhook's answer", answers)):
        p50, p95 = values[len(values) // 2], values[int(len(values) * 0.95)]
        yield f"  {name:<32} {p50:>8.3f} s in the middle, {p95:.3f} s at p95"
    yield f"  failed                           {heard.lost:>8,}"
