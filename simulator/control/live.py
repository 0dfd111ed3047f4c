"""Changes as they happen: server-sent events, and polling for what cannot hold a stream."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from simulator.feed import Change, Feed

HEARTBEAT = 10.0


def _event(change: Change) -> str:
    data = json.dumps(asdict(change), ensure_ascii=False)
    return f"id: {change.number}\ndata: {data}\n\n"


def live_routes(routes: Blueprint, feed: Feed) -> None:
    """Add /live (a stream) and /changes (the same, asked for) to the control API."""

    @routes.get("/live")
    def live() -> Response:
        last = request.headers.get("Last-Event-ID") or request.args.get("since")
        start = int(last) if last and last.isdigit() else feed.latest

        def stream() -> Iterator[str]:
            yield ": hello\n\n"
            for batch in feed.listen(start, HEARTBEAT):
                yield "".join(map(_event, batch)) or ": still here\n\n"

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(stream(), mimetype="text/event-stream", headers=headers)

    @routes.get("/changes")
    def changes() -> dict[str, Any]:
        found = feed.since(request.args.get("since", feed.latest, type=int))
        return {"change": feed.latest, "changes": [asdict(change) for change in found]}
