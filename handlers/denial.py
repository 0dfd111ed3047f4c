"""「不要转人工」「先不退了」: what is not wanted is not begun."""

from bot.router import Filter, Router
from bot.turn import Answer, Turn
from handlers.ticket_followups import ask_before_withdrawing
from messaging.messages import Text

router = Router(priority=12)
SAID = {
    "human_agent": "好的，那先由我来，不转店员。直接说您要办的事就行～",
    "complaint": "好的，不登记新的投诉。有什么想问的直接跟我说～",
    "unsubscribe": "好的，没有给您退订，推送照旧。",
    "refund_return": "好的，没有提交退换申请，需要的时候再找我～",
    "invoice": "好的，先不开发票，需要的时候说一声～",
    "redeem": "好的，不兑换，积分给您留着～",
}
WAITING = "您之前提交过的还在店员那里，想撤回就回复「撤销申请」。"

denies = Filter(
    "says what is not wanted",
    lambda turn: bool(turn.text) and not turn.option and turn.understood.denied is not None,
)


@router.on(denies)
def leave_it(turn: Turn) -> Answer:
    """Begin nothing; whoever is known to the desk hears that open cases stay."""
    if turn.understood.denied == "complaint" and turn.contact.conversation_id is not None:
        return ask_before_withdrawing(turn)
    said = SAID[turn.understood.denied or ""]
    return Text(said + WAITING if turn.contact.conversation_id is not None else said)
