"""The platform's door: plain WSGI around the pipeline, with the five seconds kept here.

It stands in front of Flask, which costs about as much as all of this (docs/performance.md).
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

from sqlalchemy import Connection

from bot.pipeline import Answered
from bot.promise import Promise
from bot.spool import Spool
from messaging.channel import Channel, Opened, RefusedError
from messaging.inbound import Inbound
from store.clock import Clock
from store.errors import is_unavailable, reason_of
from store.later import Later
from store.transactions import Store

log = logging.getLogger(__name__)
BODY_BYTES = 256 * 1024
LENGTH_DIGITS = 12
ANSWER_SECONDS = 4.2
COMMIT_SECONDS = 0.6
AGAIN_SECONDS = (0.5, 2.0, 5.0, 15.0, 60.0)
STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    403: "403 Forbidden",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    503: "503 Service Unavailable",
}

Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Conversation(Protocol):
    """What keeps and answers messages: the pipeline, or one around it."""

    def process(
        self, connection: Connection, inbound: Inbound, promise: Promise, *, menus: bool
    ) -> Answered: ...

    def apologise(
        self, connection: Connection, inbound: Inbound, error: str, promise: Promise
    ) -> Answered: ...


class Meter(Protocol):
    """Hears of each delivery: how it ended, and after how many seconds."""

    def __call__(self, result: str, seconds: float) -> None: ...


class Webhook:
    """Answers one channel's callback address."""

    def __init__(
        self,
        channel: Channel,
        pipeline: Conversation,
        store: Store,
        clock: Clock,
        meter: Meter,
        spool: Spool,
    ) -> None:
        self._spool = spool
        self._recovering = threading.Lock()
        self._channel = channel
        self._pipeline = pipeline
        self._store = store
        self._clock = clock
        self._meter = meter

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        try:
            result, body = self._respond(environ, started)
            status = 200
        except RefusedError as error:
            log.warning("delivery refused", extra={"reason": error.reason})
            result, status, body = "refused", error.status, b""
        except Exception as error:
            if is_unavailable(error):
                log.error("the database is away", extra={"reason": reason_of(error)})
            else:
                log.exception("delivery failed")
            result, status, body = "failed", 503, b""
        self._meter(result, time.perf_counter() - started)
        start_response(STATUS[status], [("Content-Type", _type(body))])
        return [body]

    def recover(self) -> None:
        """Take up, once, what an earlier process had promised to answer."""
        if not self._recovering.acquire(blocking=False):
            return
        for inbound in self._spool.kept():
            promise = Promise()
            promise.give_up()
            self._see_through(self._turn(inbound, promise), inbound, promise, AGAIN_SECONDS)

    def _respond(self, environ: Environ, started: float) -> tuple[str, bytes]:
        method = environ["REQUEST_METHOD"]
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        if method == "GET":
            return "verified", self._channel.verify(query, self._clock.now()).encode()
        if method != "POST":
            raise RefusedError(405, "method")
        opened = self._channel.open(query, _body(environ), self._clock.now())
        if not self._recovering.locked():
            self.recover()
        answered = self._answer(opened, started + ANSWER_SECONDS)
        if answered is None:
            return "late", opened.reply(None, self._clock.now())
        result = "repeated" if answered.repeated else "answered"
        return result, opened.reply(answered.message, answered.at)

    def _answer(self, opened: Opened, deadline: float) -> Answered | None:
        promise, inbound = Promise(), opened.inbound
        turn = self._turn(inbound, promise)
        try:
            answered = self._in_time(turn, promise, deadline)
        except Exception as error:
            if is_unavailable(error) or not turn.done():
                raise
            kept = self._apologise(inbound, promise, error)
            return kept.result(max(deadline - time.perf_counter(), COMMIT_SECONDS))
        if answered is None:
            self._spool.keep(inbound)
            self._see_through(turn, inbound, promise, AGAIN_SECONDS)
        return answered

    def _turn(self, inbound: Inbound, promise: Promise) -> Later[Answered]:
        menus = self._channel.menus
        return self._store.submit(
            lambda connection: self._pipeline.process(connection, inbound, promise, menus=menus)
        )

    def _apologise(
        self, inbound: Inbound, promise: Promise, error: BaseException
    ) -> Later[Answered]:
        log.error("a turn failed", exc_info=error, extra={"key": inbound.key})
        reason = f"{type(error).__name__}: {error}"
        return self._store.submit(
            lambda connection: self._pipeline.apologise(connection, inbound, reason, promise)
        )

    def _in_time(
        self, turn: Later[Answered], promise: Promise, deadline: float
    ) -> Answered | None:
        """The answer, or None when it will follow as a message of its own.

        When the answer was just being committed for this response and is not, nothing is said,
        and the platform asks again.
        """
        try:
            return turn.result(deadline - time.perf_counter())
        except TimeoutError:
            if not turn.done() and promise.give_up():
                log.warning("the answer will follow")
                return None
        return turn.result(COMMIT_SECONDS)

    def _see_through(
        self,
        turn: Later[Answered],
        inbound: Inbound,
        promise: Promise,
        pauses: tuple[float, ...],
    ) -> None:
        """The platform has our word and will not ask again: try until the message is kept."""

        def ended(turn: Later[Answered]) -> None:
            error = turn.exception()
            if error is None:
                self._spool.forget(inbound)
            elif is_unavailable(error):
                extra = {"key": inbound.key, "reason": reason_of(error)}
                log.error("a promised message waits for the database", extra=extra)
                following = pauses[1:] or pauses
                again = threading.Timer(pauses[0], self._once_more, (inbound, promise, following))
                again.daemon = True
                again.start()
            else:
                self._apologise(inbound, promise, error).add_done_callback(excused)

        def excused(apology: Later[Answered]) -> None:
            if apology.exception() is None:
                self._spool.forget(inbound)

        turn.add_done_callback(ended)

    def _once_more(self, inbound: Inbound, promise: Promise, pauses: tuple[float, ...]) -> None:
        try:
            turn = self._turn(inbound, promise)
        except RuntimeError:
            log.warning(
                "the process ends; the spool keeps the message", extra={"key": inbound.key}
            )
            return
        self._see_through(turn, inbound, promise, pauses)


def _body(environ: Environ) -> bytes:
    """Read at most `BODY_BYTES`; a chunked body has no length to be judged by."""
    length = environ.get("CONTENT_LENGTH") or ""
    chunked = not length and environ.get("wsgi.input_terminated")
    expected = BODY_BYTES + 1 if chunked else _length(length)
    body: bytes = environ["wsgi.input"].read(expected)
    if len(body) > BODY_BYTES:
        raise RefusedError(413, "body too large")
    return body


def _length(text: str) -> int:
    if not text:
        return 0
    if not text.isdecimal():
        raise RefusedError(400, "content length")
    if len(text) > LENGTH_DIGITS or int(text) > BODY_BYTES:
        raise RefusedError(413, "body too large")
    return int(text)


def _type(body: bytes) -> str:
    return "text/xml; charset=utf-8" if body.startswith(b"<") else "text/plain; charset=utf-8"
