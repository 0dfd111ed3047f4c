"""What the platform reports on messages it took: 群发 finished, 模板消息 refused by its reader."""

from collections.abc import Mapping
from typing import Any

from bot.router import Router, event
from bot.turn import Turn
from messaging.reach import mass, reports
from messaging.reach.mass_values import MassCounts

router = Router(priority=20)
ARRIVED = "success"


@router.on(event("MASSSENDJOBFINISH"))
def mass_finished(turn: Turn) -> None:
    """Keep how many got a mass send. Source: …/Batch_Sends_and_Originality_Checks.html (事件推送).

    Older accounts name it MsgID, newer ones MsgId.
    """
    fields = turn.inbound.fields or {}
    number = _text(fields, "MsgID") or _text(fields, "MsgId")
    if number:
        counts = MassCounts(
            status=_text(fields, "Status"),
            total=_count(fields, "TotalCount"),
            filtered=_count(fields, "FilterCount"),
            sent=_count(fields, "SentCount"),
            errors=_count(fields, "ErrorCount"),
        )
        mass.finished(turn.session, turn.contact.account, number[:64], counts, now=turn.now)


@router.on(event("TEMPLATESENDJOBFINISH"))
def template_finished(turn: Turn) -> None:
    """A template message that its reader blocked was taken without an error, and failed."""
    fields = turn.inbound.fields or {}
    status, number = _text(fields, "Status"), _text(fields, "MsgID")
    if number and status != ARRIVED:
        reports.template_failed(
            turn.session,
            contact_id=turn.contact.id,
            platform_id=number[:64],
            reason=status,
            now=turn.now,
        )


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _count(fields: Mapping[str, Any], name: str) -> int:
    value = _text(fields, name)
    return int(value) if value.isdecimal() and len(value) < 10 else 0
