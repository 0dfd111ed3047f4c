"""订阅通知: what a customer allows, refuses and gets, as the platform tells it.

Source: …/Subscription_Messages/api.html (事件推送).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.router import Filter, Router, event
from bot.turn import Turn
from handlers.ticket_followups import says
from messaging import outbox, values
from messaging.messages import Article, Text, to_payload
from messaging.reach import consents, reports

router = Router(priority=20)
THANKS = "好的，已为您记下！到时只提醒您这一次，不会打扰您～"
ACCEPTED = "accept"
WISH = re.compile(
    r"^(我要|我想|帮我|给我|麻烦)?(开启|打开|订阅|开通|设置)(一下)?(生日|积分|到期|活动|优惠)?(提醒|通知)[吧。.!！]?$"
)
MOST = 20
"""Templates looked at in one event; the platform asks for 3 at a time."""


has_page = Filter("has a page of notices", lambda turn: bool(_page(turn)))


@router.on(says(WISH, "wants reminders") & has_page, priority=28)
def offer(turn: Turn) -> Article:
    """Show the page on which one tap allows one message."""
    return Article("开启提醒", _page(turn), "点一次，我们只提醒您一次～")


@router.on(event("subscribe_msg_popup_event"))
def answered(turn: Turn) -> None:
    """Count each accepted tap as one message of its template, and say so where we may speak."""
    said = [
        (entry["TemplateId"], entry["SubscribeStatusString"])
        for entry in _entries(turn, "SubscribeMsgPopupEvent")
        if entry.get("TemplateId") and entry.get("SubscribeStatusString")
    ]
    for template, status in said:
        keep = consents.accepted if status == ACCEPTED else consents.refused
        keep(turn.session, contact_id=turn.contact.id, template=template, now=turn.now)
    if any(status == ACCEPTED for _, status in said):
        _thank(turn)


@router.on(event("subscribe_msg_change_event"))
def changed(turn: Turn) -> None:
    """They took a template back in the account's settings: nothing of it may be sent."""
    for entry in _entries(turn, "SubscribeMsgChangeEvent"):
        if entry.get("TemplateId") and entry.get("SubscribeStatusString") != ACCEPTED:
            consents.withdrawn(
                turn.session,
                contact_id=turn.contact.id,
                template=entry["TemplateId"],
                now=turn.now,
            )


@router.on(event("subscribe_msg_sent_event"))
def sent(turn: Turn) -> None:
    """The platform reports on a notice; one that did not arrive is shown as failed."""
    for entry in _entries(turn, "SubscribeMsgSentEvent"):
        code = entry.get("ErrorCode", "0")
        if entry.get("TemplateId") and code.lstrip("-").isdecimal() and int(code):
            reports.notice_failed(
                turn.session,
                contact_id=turn.contact.id,
                template=entry["TemplateId"],
                code=int(code),
                reason=entry.get("ErrorStatus", ""),
                now=turn.now,
            )


def _page(turn: Turn) -> str:
    return str(turn.around.services.get("notices_url", ""))


def _thank(turn: Turn) -> None:
    """The event itself opens no window and takes no reply: only an open one is used."""
    if values.window(turn.contact, now=turn.now).is_open:
        outbox.queue(
            turn.session,
            contact_id=turn.contact.id,
            account=turn.contact.account,
            payload=to_payload(Text(THANKS)),
            category="service",
            author="bot",
            dedupe_key=f"inbox:{turn.inbox_id}:subscribed",
            now=turn.now,
        )


def _entries(turn: Turn, name: str) -> Iterator[dict[str, str]]:
    """The event's list; one entry comes without a list around it."""
    holder = (turn.inbound.fields or {}).get(name)
    found: Any = holder.get("List") if isinstance(holder, Mapping) else None
    for entry in (found if isinstance(found, list) else [found])[:MOST]:
        if isinstance(entry, Mapping):
            yield {key: value for key, value in entry.items() if isinstance(value, str)}
