"""From WeCom's callbacks and 客服 messages to `Inbound`.

Sources: 回调 (接收消息与事件), 客户联系 (客户变更事件), 微信客服 (接收消息和事件).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from channels.wechat.inbound import identity, to_inbound
from messaging.inbound import Inbound

WAKE_UP = "kf_msg_or_event"
CHANGE = "change_external_contact"
CUSTOMER, SYSTEM = 3, 4
"""Origins of a 客服 message; 5 is one that an employee wrote by hand."""

_MEDIA = frozenset({"image", "voice", "video", "file"})
_WORDS = {
    "text": "content",
    "location": "name",
    "link": "title",
    "miniprogram": "title",
}


def of_callback(
    customers: str, employees: str, fields: Mapping[str, Any], now: datetime
) -> Inbound:
    """What a callback tells: of a customer (account `customers`), of what an employee wrote to
    the application (account `employees`), or of nobody in particular."""
    plain = to_inbound(employees, fields, now)
    if not plain.is_event:
        return plain
    change = _text(fields, "ChangeType") if plain.event == CHANGE else ""
    return Inbound(
        account=customers,
        external_id=_text(fields, "ExternalUserID")[:64] if change else "",
        key=identity(fields),
        kind="event",
        occurred_at=plain.occurred_at,
        event=(change or plain.event)[:64],
        event_key=_text(fields, "State"),
        fields=fields,
    )


def of_message(account: str, message: Mapping[str, Any], now: datetime) -> Inbound:
    """One entry of kf/sync_msg; what is of a wrong shape counts as absent."""
    kind = _text(message, "msgtype") or "unknown"
    part = message.get(kind)
    fields: Mapping[str, Any] = part if isinstance(part, Mapping) else {}
    written = message.get("origin") == CUSTOMER
    event = _text(fields, "event_type") if kind == "event" else ""
    if kind != "event" and not written:
        kind, event = "event", "servicer_message"
    return Inbound(
        account=account,
        external_id=(_text(message, "external_userid") or _text(fields, "external_userid"))[:64],
        key=f"kf:{_text(message, 'msgid')[:64]}" if message.get("msgid") else identity(message),
        kind=kind[:64],
        occurred_at=_instant(message.get("send_time"), now),
        event=event[:64],
        text=_text(fields, _WORDS.get(kind, "")) if written else "",
        option=_text(fields, "menu_id") if kind == "text" else "",
        media_id=_text(fields, "media_id") if kind in _MEDIA else "",
        opens="message" if written else "",
        fields=message,
    )


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _instant(seconds: object, now: datetime) -> datetime:
    if not isinstance(seconds, int) or not 0 < seconds < now.timestamp() * 2:
        return now
    return datetime.fromtimestamp(seconds, UTC)
