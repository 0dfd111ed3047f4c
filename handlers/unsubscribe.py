"""退订 and its undo: pushes stop at once, service messages go on."""

import re

from bot.router import Router, chosen, intent
from bot.turn import Answer, Turn
from handlers.ticket_followups import says
from membership import consents
from messaging.messages import Menu, Option, Text

router = Router(priority=30)
KINDS = ("marketing", "survey")
SOURCE = "chat"

UNDO = re.compile(r"^(取消退订|恢复(订阅|推送|接收)|重新(订阅|接收)|我要订阅|继续推送)")
SHORT = re.compile(r"^(td|t|退订)[。.!！]?$", re.IGNORECASE)

undo = chosen("consent:yes") | says(UNDO, "undo of 退订")
short = says(SHORT, "退订")


@router.on(undo, priority=25)
def subscribe_again(turn: Turn) -> Text:
    """Let offers and questions come again."""
    contact = turn.contact.id
    changed = [
        consents.opt_in(turn.session, contact_id=contact, kind=kind, now=turn.now, source=SOURCE)
        for kind in KINDS
    ]
    if any(changed):
        return Text("好的，已为您恢复。有优惠和活动会告诉您，不想收了回复「退订」就行。")
    return Text("您没有退订过，优惠和活动照常会告诉您。")


@router.on(intent("unsubscribe") | short)
def unsubscribe(turn: Turn) -> Answer:
    """Stop offers and questions; what they ask for themselves is still answered."""
    contact = turn.contact.id
    changed = [
        consents.opt_out(turn.session, contact_id=contact, kind=kind, now=turn.now, source=SOURCE)
        for kind in KINDS
    ]
    said = "好的，已为您退订，不再给您发优惠、活动和问卷。" if any(changed) else "您已经退订过了。"
    return Menu(
        f"{said}您找我们、查订单和售后都不受影响。",
        (Option("consent:yes", "点错了，恢复推送"),),
    )
