"""Text and attachments of customer sends and welcomes: checked, and as a phone shows them."""

from typing import Any

from simulator.official.endpoints.routes import Call
from simulator.wecom import limits
from simulator.wecom.corp import Corp
from simulator.wecom.errors import WeComError

Json = dict[str, Any]


def text_of(call: Call) -> str:
    part = call.body.get("text")
    words = part.get("content") if isinstance(part, dict) else ""
    if not isinstance(words, str):
        raise WeComError(47001, "text")
    if len(words.encode()) > limits.MASS_TEXT_BYTES:
        raise WeComError(45002)
    return words


def attachments_of(corp: Corp, call: Call) -> list[Json]:
    given = call.body.get("attachments") or []
    if not isinstance(given, list) or len(given) > limits.MASS_ATTACHMENTS:
        raise WeComError(40058, "attachments")
    return [_attachment(corp, one) for one in given]


def _attachment(corp: Corp, given: object) -> Json:
    kind = given.get("msgtype") if isinstance(given, dict) else None
    part = given.get(kind) if isinstance(given, dict) and isinstance(kind, str) else None
    if not isinstance(part, dict):
        raise WeComError(47001, "attachments")
    if kind == "image":
        return {"kind": "image", "shown": {"media_id": _image(corp, part)}}
    if kind == "link":
        if not part.get("title") or not part.get("url"):
            raise WeComError(40058, "link")
        shown = {
            "title": str(part["title"]),
            "description": str(part.get("desc", "")),
            "url": str(part["url"]),
            "picture": str(part.get("picurl", "")),
        }
        return {"kind": "news", "shown": shown}
    raise WeComError(40008)


def _image(corp: Corp, part: Json) -> str:
    return corp.media.require(part.get("media_id"), "image").id
