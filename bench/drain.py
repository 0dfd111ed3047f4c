"""Draining the outbox, against a bare loop that posts the same messages to the same server."""

import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.servers import granian
from channels.wechat.client import WeChatApi
from channels.wechat.outgoing import WeChatSender
from messaging import outbox
from messaging.deliverer import Deliverer
from store import engine as engines
from store import migrate
from store.clock import SystemClock
from store.columns import to_micros
from store.ephemeral import InProcess
from store.transactions import Store

ROWS = 200_000
THREADS = 4
ACCOUNT = "wechat:bench"
AUTHOR = "campaign:1"
PAYLOAD = {"type": "text", "text": "生日快乐！送您 20 元券，回复「生日礼」领取～"}
CONTACT = (
    "INSERT INTO contact (id, account, external_id, subscribed, blocked, created_at, "
    "message_until, message_left) VALUES (?, ?, ?, 1, 0, ?, ?, 5)"
)
MESSAGE = (
    "INSERT INTO outbox (dedupe_key, account, contact_id, channel, category, payload, author, "
    "state, lane, due_at, created_at, attempts) "
    "VALUES (?, ?, ?, 'message', 'marketing', ?, ?, 'queued', 1, ?, ?, 0)"
)


def run(rows: int = ROWS) -> Iterator[str]:
    """A tenth of `rows`, then all of them, each beside a bare loop of as many threads."""
    with granian("bench.bots.platform:app", {}, workers=2, threads=2) as (port, _):
        _bare(port, 1_000, THREADS)
        for count in (rows // 10, rows):
            yield from _compare(port, count)


def _compare(port: int, rows: int) -> Iterator[str]:
    some = max(2_000, rows // 10)
    alone = statistics.median(_bare(port, some, 1) for _ in range(3)) / some
    together = statistics.median(_bare(port, some, THREADS) for _ in range(3)) / some
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        _fill(url, rows)
        spent, counted = _drain(url, port, rows)
    own = spent / rows
    yield (
        f"{rows:>9,} rows: drained in {spent:.1f} s, {1 / own:,.0f} a second, {own * 1e6:.0f} µs "
        f"each; a bare loop {alone * 1e6:.0f} µs ({own / alone:.2f} of it), on {THREADS} threads "
        f"{together * 1e6:.0f} µs ({own / together:.2f} of it); progress in {counted * 1e3:.1f} ms"
    )


def _drain(url: str, port: int, rows: int) -> tuple[float, float]:
    """Seconds to send all, and seconds to count an author's progress afterwards."""
    store, clock = Store(url), SystemClock()
    api = WeChatApi("bench", "benchmark", f"http://127.0.0.1:{port}", InProcess(), clock)
    zone = ZoneInfo("Asia/Shanghai")
    senders = {ACCOUNT: WeChatSender(api)}
    deliverer = Deliverer(store, senders, clock, zone, name="bench", threads=THREADS)
    began = time.perf_counter()
    states = deliverer.drain(seconds=3600)
    spent = time.perf_counter() - began
    assert states == {"accepted": rows}, states
    began = time.perf_counter()
    with store.reading() as session:
        assert outbox.progress(session, AUTHOR) == {"accepted": rows}
    counted = time.perf_counter() - began
    deliverer.close()
    store.close()
    return spent, counted


def _bare(port: int, count: int, threads: int) -> float:
    with ThreadPoolExecutor(threads) as pool:
        began = time.perf_counter()
        list(pool.map(lambda _: _loop(port, count // threads), range(threads)))
        return time.perf_counter() - began


def _loop(port: int, count: int) -> None:
    """Nothing but the posts: one connection, one body after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    text = {"content": PAYLOAD["text"]}
    for number in range(count):
        body = {"touser": f"o_{number:07}", "msgtype": "text", "text": text}
        connection.request(
            "POST",
            "/cgi-bin/message/custom/send?access_token=benchmark",
            json.dumps(body, ensure_ascii=False).encode(),
            {"Content-Type": "application/json"},
        )
        assert json.loads(connection.getresponse().read())["errcode"] == 0
    connection.close()


def _fill(url: str, rows: int) -> None:
    engine = engines.create(url)
    migrate.upgrade(engine)
    now = datetime.now(UTC)
    at, until = to_micros(now), to_micros(now + timedelta(hours=48))
    payload = json.dumps(PAYLOAD, ensure_ascii=False)
    raw: Any = engine.raw_connection()
    to: Any = raw.driver_connection
    to.execute("BEGIN")
    numbers = range(1, rows + 1)
    to.executemany(CONTACT, ((n, ACCOUNT, f"o_{n:07}", at, until) for n in numbers))
    queued = ((f"b{n}", ACCOUNT, n, payload, AUTHOR, at, at) for n in numbers)
    to.executemany(MESSAGE, queued)
    to.execute("COMMIT")
    raw.close()
    engine.dispose()


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
        print(line, flush=True)
