"""What the platform saw: every API call and every webhook delivery, bounded in memory."""

import itertools
import re
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from simulator.feed import Feed

KEPT_ENTRIES = 3_000
KEPT_TEXT = 4_000

Side = Literal["api", "webhook"]

_SECRET_IN_TEXT = re.compile(
    r"(?P<name>(?:\"?(?:access_token|secret|appsecret)\"?|[?&]key)\s*[=:]\s*\"?)(?P<value>[^\"&\s,}]+)"
)


def shortened(secret: str) -> str:
    """Enough of a secret to recognise it, too little to use it."""
    return f"{secret[:4]}…{secret[-2:]}" if len(secret) > 8 else "…"


def scrubbed(text: str) -> str:
    """`text` with tokens and secrets shortened, cut at a bounded length."""
    cut = text if len(text) <= KEPT_TEXT else f"{text[:KEPT_TEXT]}… ({len(text)} characters)"
    return _SECRET_IN_TEXT.sub(
        lambda found: found["name"] + shortened(found["value"]),
        cut,
    )


@dataclass(frozen=True)
class Entry:
    """One call or delivery; `at` is virtual seconds, `duration` real milliseconds.

    `code` is the errcode of an API answer or the HTTP status of a webhook answer, None when
    there was no answer; `outcome` says in a word how it ended.
    """

    number: int
    side: Side
    at: float
    method: str
    path: str
    openid: str
    request: str
    response: str
    status: int | None
    code: int | None
    attempt: int
    duration: float
    outcome: str
    faults: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Transcript:
    """The last entries, oldest first."""

    def __init__(self, feed: Feed) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT_ENTRIES)
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._feed = feed

    def record(
        self,
        side: Side,
        *,
        at: float,
        method: str,
        path: str,
        openid: str = "",
        request: str = "",
        response: str = "",
        status: int | None = None,
        code: int | None = None,
        attempt: int = 1,
        duration: float = 0.0,
        outcome: str = "ok",
        faults: Iterable[str] = (),
    ) -> Entry:
        with self._lock:
            entry = Entry(
                next(self._numbers),
                side,
                at,
                method,
                scrubbed(path),
                openid,
                scrubbed(request),
                scrubbed(response),
                status,
                code,
                attempt,
                round(duration, 1),
                outcome,
                tuple(faults),
            )
            self._entries.append(entry)
        self._feed.publish("transcript", entry=entry.as_json())
        return entry

    def entries(
        self,
        *,
        side: Side | None = None,
        path: str | None = None,
        openid: str | None = None,
        code: int | None = None,
        since: int = 0,
        limit: int | None = None,
    ) -> list[Entry]:
        """Entries that match everything given; `path` is a part of the path."""
        with self._lock:
            kept = list(self._entries)
        found = [
            entry
            for entry in kept
            if entry.number > since
            and (side is None or entry.side == side)
            and (path is None or path in entry.path)
            and (openid is None or entry.openid == openid)
            and (code is None or entry.code == code)
        ]
        return found if limit is None else found[-limit:]

    def calls(self, path: str) -> list[Entry]:
        """API calls whose path contains `path`."""
        return self.entries(side="api", path=path)

    def deliveries(self, openid: str | None = None) -> list[Entry]:
        return self.entries(side="webhook", openid=openid)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
