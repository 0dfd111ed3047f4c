"""Live events for open pages: a stream while places last, polling beyond."""

import json
from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from console.access import needs
from console.desk import desk
from store import live
from store.live import Event

STREAM_SECONDS = 300
OVERLAP_IDS = 50
RETRY_MS = 2000


def register(console: Blueprint) -> None:
    console.add_url_rule("/events", view_func=events)
    console.add_url_rule("/events/poll", view_func=poll)


@needs("agent")
def events() -> ResponseReturnValue:
    """An event stream that goes on where `Last-Event-ID` ended.

    Every stream keeps a thread of the server busy, so their number is bounded; 204 tells the
    browser to stop trying, and the page polls instead. Ids may be committed out of order, so a
    stream that goes on begins a little earlier.
    """
    bell = desk().live
    if not bell.enter():
        return "", 204
    cursor = _cursor()
    start = None if cursor is None else max(0, cursor - OVERLAP_IDS)
    heard = bell.listen(start, seconds=STREAM_SECONDS)
    response = Response(_stream(heard), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(bell.leave)
    return response


@needs("agent")
def poll() -> ResponseReturnValue:
    """What happened after a cursor, at once."""
    cursor = _cursor()
    known = None if cursor is None else desk().live.after(cursor)
    if cursor is not None and known is not None:
        return _news(known, cursor)
    with desk().store.reading() as session:
        newest = live.latest(session)
        found = [] if cursor is None or newest <= cursor else live.since(session, cursor)
    return _news(found, newest)


def _news(found: list[Event], cursor: int) -> Response:
    """Events, and the cursor to ask with next."""
    shown = [{"kind": event.kind, **event.payload} for event in found]
    return jsonify(cursor=found[-1].id if found else cursor, events=shown)


def _cursor() -> int | None:
    text = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _stream(heard: Iterator[Event | None]) -> Iterator[str]:
    yield f"retry: {RETRY_MS}\n\n"
    for event in heard:
        yield ": still here\n\n" if event is None else _framed(event)


def _framed(event: Event) -> str:
    data = json.dumps({"kind": event.kind, **event.payload}, ensure_ascii=False)
    return f"id: {event.id}\nevent: change\ndata: {data}\n\n"
