"""A customer adds or leaves an employee on WeCom, or a message to them did not arrive."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.router import Router, event
from bot.turn import Turn
from messaging import contacts, outbox
from messaging.reach import reports

router = Router(priority=20)
GREETING = (
    "您好，我是常客小店的店员，很高兴认识您！有需要随时发消息给我，会员活动也会第一时间告诉您～"
)
"""What follows is written to the employee, where the bot hears nothing."""

GREETS_WITHIN = timedelta(seconds=20)
"""How long a welcome code is good for. Source: 发送新客户欢迎语 (developer.work.weixin.qq.com)."""


@router.on(event("add_external_contact"))
def welcome(turn: Turn) -> None:
    """Greet a customer who has added an employee: as staff wrote it, else as we do."""
    fields = turn.inbound.fields or {}
    contacts.follow(turn.session, turn.contact.id, scene=turn.inbound.event_key[:64], now=turn.now)
    code = _text(fields, "WelcomeCode")
    if not code:
        return
    saying = turn.shelf.saying(turn.contact.account, "welcome:wecom", "welcome")
    outbox.queue(
        turn.session,
        contact_id=turn.contact.id,
        account=turn.contact.account,
        payload={"type": "welcome", "code": code, "text": saying.text if saying else GREETING},
        category="service",
        author="bot",
        dedupe_key=f"inbox:{turn.inbox_id}:welcome",
        now=turn.now,
        expires_at=turn.inbound.occurred_at + GREETS_WITHIN,
        channel="welcome",
    )


@router.on(event("del_external_contact", "del_follow_user"))
def left(turn: Turn) -> None:
    """Note that customer and employee have parted; writing to us again makes up for it."""
    contacts.unfollow(turn.session, turn.contact.id, now=turn.now)
    turn.leave_dialogues()


@router.on(event("msg_send_fail"))
def not_arrived(turn: Turn) -> None:
    """A message of 微信客服 that was taken and then did not arrive has failed."""
    told = (turn.inbound.fields or {}).get("event")
    failed: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    number = _text(failed, "fail_msgid")
    if number:
        reports.message_failed(
            turn.session,
            contact_id=turn.contact.id,
            platform_id=number[:64],
            reason=f"fail_type {failed.get('fail_type', '')}",
            now=turn.now,
        )


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""
