"""From the platform's fields to an `Inbound`."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from channels.wechat import menu
from messaging.inbound import Inbound

ACT_EVENTS = frozenset(
    {
        "subscribe",
        "SCAN",
        "CLICK",
        "scancode_push",
        "scancode_waitmsg",
    }
)
"""What opens the short allowance. Source: 客服消息 (…/Service_Center_messages.html)."""

_TEXT_FIELDS = {
    "text": "Content",
    "voice": "Recognition",
    "location": "Label",
    "link": "Title",
    "file": "Title",
    "miniprogrampage": "Title",
}
_FAR_FUTURE = 4_102_444_800
_NUMBER = re.compile(r"\d{1,18}")


def to_inbound(account: str, fields: Mapping[str, Any], now: datetime) -> Inbound:
    """Read a message or event; fields of a wrong shape count as absent, nothing is refused.

    A tap on a menu's line that stands for words is those words, though it opens what a tap opens.
    """
    kind = _text(fields, "MsgType") or "event"
    event = _text(fields, "Event") or (_text(fields, "InfoType") if kind == "event" else "")
    option, event_key = _text(fields, "bizmsgmenuid"), _text(fields, "EventKey")
    opens, said = _opens(kind, event, option), menu.said(event, event_key)
    if said:
        kind, event, event_key = "text", "", ""
    return Inbound(
        account=account,
        external_id=_text(fields, "FromUserName")[:64],
        key=identity(fields),
        kind=kind[:64],
        occurred_at=_instant(_text(fields, "CreateTime"), now),
        event=event[:64],
        event_key=event_key,
        text=said or _text(fields, _TEXT_FIELDS.get(kind, "")),
        option=option,
        media_id=_text(fields, "MediaId"),
        opens=opens,
        fields=fields,
    )


def identity(fields: Mapping[str, Any]) -> str:
    """A key equal for redeliveries and different for different things.

    Peers lost distinct events of the same second by keying on sender and time, and mixed up
    messages by keying on MsgId alone; so all that was sent counts, but for what the platform may
    add between two deliveries.
    """
    message_id = _text(fields, "MsgId")
    volatile = {"Recognition", "CreateTime"} if message_id else set()
    lasting = sorted([field for field in fields.items() if field[0] not in volatile])
    digest = blake2b(repr(lasting).encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{message_id[:64]}:{digest}"


def _opens(kind: str, event: str, option: str) -> str:
    if kind == "event":
        return "act" if event in ACT_EVENTS else ""
    return "act" if option else "message"


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _instant(seconds: str, now: datetime) -> datetime:
    """CreateTime, in seconds since 1970; the present where it is absent or absurd."""
    if not _NUMBER.fullmatch(seconds) or int(seconds) > _FAR_FUTURE:
        return now
    return datetime.fromtimestamp(int(seconds), UTC)
