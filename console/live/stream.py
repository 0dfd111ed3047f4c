"""Live events for open pages: a stream while places last, polling beyond."""

import math
import time
from collections.abc import Iterator

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from console.access import may_hear, needs
from console.desk import Desk, desk
from console.live import door
from console.live.passes import ACCOUNT_SECONDS
from store.cursor import Cursor
from store.tail import News

STREAM_SECONDS = 300
RETRY_MS = 2000


def register(console: Blueprint) -> None:
    console.add_url_rule("/events", view_func=events)
    console.add_url_rule(door.PLACE, view_func=poll)


@needs("agent")
def events() -> ResponseReturnValue:
    """An event stream that goes on where `Last-Event-ID` ended.

    Every stream keeps a thread of the server busy, so their number is bounded; 204 tells the
    browser to stop trying, and the page polls instead.
    """
    given, session_id = desk(), current_user.get_id()
    if not given.live.enter():
        return "", 204
    heard = given.live.listen(_cursor(), seconds=STREAM_SECONDS)
    stream = _stream(heard, given, request.headers.get("Cookie", ""), session_id)
    response = Response(stream, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(given.live.leave)
    return response


@needs("agent")
def poll() -> ResponseReturnValue:
    """What happened after a cursor, at once; 204 is nothing. The door answers the next ones."""
    cursor, live = _cursor(), desk().live
    desk().passes.give(request.headers.get("Cookie", ""), current_user.get_id())
    news = News(live.cursor()) if cursor is None else live.news(cursor)
    if news.cursor == cursor:
        return "", 204
    return Response(door.told(news, desk().passes.people()), mimetype="application/json")


def _cursor() -> Cursor | None:
    return Cursor.parse(request.headers.get("Last-Event-ID") or request.args.get("after", ""))


def _stream(
    heard: Iterator[News | None], given: Desk, cookie: str, session_id: str
) -> Iterator[str]:
    """The stream's text. It ends when the session does, and counts among those who listen."""
    yield f"retry: {RETRY_MS}\n\n"
    checked = -math.inf
    for news in heard:
        if time.monotonic() - checked >= ACCOUNT_SECONDS:
            if not may_hear(given.store, session_id):
                return
            given.passes.give(cookie, session_id)
            checked = time.monotonic()
        yield ": still here\n\n" if news is None else _framed(news, given.passes.people())


def _framed(news: News, people: int) -> str:
    return f"id: {news.cursor}\nevent: change\ndata: {door.told(news, people)}\n\n"
