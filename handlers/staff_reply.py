"""Staff answer a ticket from their own chat: 「#1024 已为您补发」. Nobody else can."""

import re

from bot.router import Filter, Router
from bot.turn import Answer, Turn
from messaging.messages import Text
from tickets import chats, customers, replies, service, staff, thread, throttle
from tickets.called import MEDIA_LINES
from tickets.errors import Collision, IllegalMove, Missing, NotFound, Throttled, WindowClosed
from tickets.values import TicketView

router = Router(priority=5)
TO_TICKET = re.compile(r"^[#＃]\s*(\d{4,12})\s*([!！]|等(?=\s))?[\s:：,，]*(.*)$", re.DOTALL)
BIND = re.compile(r"^\s*(?:客服)?绑定\s*([0-9A-Za-z]{4}\s*-?\s*[0-9A-Za-z]{4})\s*$")
SHOWN = 3
NOT_SENT = {
    "window": "顾客超过 48 小时没来信，现在发不了。",
    "count": "这次来信后的消息条数已经用完，现在发不了。",
    "not_following": "顾客已取消关注，发不了。",
    "no_chat": "这位顾客没有微信会话，请打电话联系。",
}


NOT_SAID = {
    "length": "还没发。内容太长了：微信一条文字最多约 600 个字，请分成两条。",
    "variable": "还没发。内容里还有没填的变量（{{ }} 里的），请换成要说的话再发。",
}


def _is_staff(turn: Turn) -> bool:
    return chats.staff_of(turn.session, turn.contact.id) is not None


to_a_ticket = Filter("to a ticket", lambda turn: TO_TICKET.match(turn.text) is not None)
from_staff = Filter("from staff", _is_staff)


@router.on(Filter("a code of the console", lambda turn: BIND.match(turn.text) is not None))
def bind(turn: Turn) -> Answer:
    """Make this chat the one of the colleague who was shown the code."""
    code = BIND.match(turn.text)
    who = f"chat:{turn.contact.id}"
    try:
        throttle.check(turn.session, who, who, now=turn.now)
        staff_id = chats.bind(turn.session, turn.contact.id, code[1] if code else "", now=turn.now)
    except Throttled:
        return Text("试的次数太多了，请过一会儿再试。")
    except NotFound:
        throttle.failed(turn.session, who, who, now=turn.now)
        return Text("这个绑定码不对，或者已经过期（10 分钟内有效）。")
    name = staff.get(turn.session, staff_id).display_name
    return Text(
        f"绑定好了，{name}。您不在客服台时，有新工单会在这里提醒您；"
        "回复「#编号 内容」就能直接答复顾客，只发「#编号」可以看最近的对话。"
    )


@router.on(to_a_ticket & from_staff)
def answer(turn: Turn) -> Answer:
    """Send the words to the ticket's customer, by the rules of the console."""
    found = TO_TICKET.match(turn.text)
    staff_id = chats.staff_of(turn.session, turn.contact.id)
    if found is None or staff_id is None:
        return None
    try:
        ticket = service.remaining(turn.session, service.by_number(turn.session, int(found[1])).id)
    except NotFound:
        return Text(f"没有 #{found[1]} 这张工单，请核对编号。")
    said = found[3].strip()
    if not said:
        return Text(_shown(turn, ticket))
    return Text(_sent(turn, ticket, staff_id, said, how=found[2] or ""))


def _sent(turn: Turn, ticket: TicketView, staff_id: int, said: str, *, how: str) -> str:
    anyway, hold = how in {"!", "！"}, how == "等"
    seen = chats.read_until(turn.session, ticket.id, turn.contact.id)
    try:
        sent = replies.reply(
            turn.session,
            ticket.id,
            staff_id,
            said,
            client_id=f"chat:{turn.inbox_id}",
            last_seen=None if anyway or hold else seen,
            hold=hold,
            now=turn.now,
        )
    except Collision as collision:
        lines = "\n".join(_line(entry) for entry in collision.unseen[-SHOWN:])
        return (
            f"还没发。#{ticket.number} 有您没看到的消息：\n{lines}\n"
            f"要照原文发，请回复「#{ticket.number}! 内容」。"
        )
    except WindowClosed as closed:
        return (
            f"{NOT_SENT[closed.reason]}"
            f"想等顾客来信后自动发出，请回复「#{ticket.number} 等 内容」。"
        )
    except IllegalMove:
        return f"还没发。#{ticket.number} 已经结束，要再联系顾客，请先在客服台重新打开。"
    except Missing as missing:
        return NOT_SAID[missing.field]
    name = customers.names(turn.session, [ticket.contact_id])[ticket.contact_id]
    if sent.state == "held":
        return f"好的，等{name}来信后自动发出（#{ticket.number}）。"
    return f"已发给{name}（#{ticket.number}）。"


def _shown(turn: Turn, ticket: TicketView) -> str:
    """The last words of the conversation."""
    shown = thread.read(turn.session, ticket.contact_id, limit=20).entries
    said = [entry for entry in shown if entry.side in {"customer", "staff"}][-SHOWN:]
    lines = "\n".join(_line(entry) for entry in said) or "还没有对话。"
    return (
        f"#{ticket.number}「{ticket.subject}」\n{lines}\n回复「#{ticket.number} 内容」答复顾客。"
    )


def _line(entry: thread.Entry) -> str:
    who = "顾客" if entry.side == "customer" else "同事"
    return f"{who}：{entry.text or MEDIA_LINES.get(entry.kind, '[消息]')}"
