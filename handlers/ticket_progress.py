"""How far is my case?"""

import re
from collections.abc import Sequence

from bot.router import Filter, Router, intent
from bot.turn import Answer, Turn
from bot.wording import when
from handlers.ticket_followups import may_be_rated, rating_question
from messaging.messages import Menu, Option, Text
from tickets import service
from tickets.values import TicketView

router = Router(priority=30)
NUMBER = re.compile(r"(?<!\d)\d{4,9}(?!\d)")
MOST_BESIDE = 4
STATES = {
    "new": "已经登记，正在安排同事跟进",
    "open": "同事正在处理",
    "pending": "正在等您补充信息",
    "snoozed": "同事已安排后续跟进",
    "resolved": "已经处理完成",
    "withdrawn": "已按您的意思撤回",
    "merged": "已与另一条反馈合并处理",
}
NEXT = {
    "resolved": "如果还没解决，回复「没解决」我马上重新打开。",
    "withdrawn": "又有问题的话，直接告诉我发生了什么就行。",
}


@router.on(intent("ticket_progress"))
def show_progress(turn: Turn) -> Answer:
    """Say the state and the next step of the ticket they name, else of the newest that is open;
    name the other open ones."""
    found = service.known_to(turn.session, turn.contact.id, turn.contact.member_id)
    if not found:
        return Menu(
            "您这边还没有登记过的问题。遇到什么事了？",
            (Option("ask:complaint", "反馈一个问题"), Option("ask:human_agent", "找店员")),
        )
    working = [one for one in found if one.is_working]
    ticket = _named(turn, found) or next(iter(working), found[0])
    beside = [one for one in working if one.id != ticket.id][:MOST_BESIDE]
    said = Text("\n".join([progress(turn, ticket), *_besides(beside)]))
    if ticket.contact_id == turn.contact.id and may_be_rated(ticket):
        return [said, rating_question(ticket)]
    return said


def _open_ticket(turn: Turn) -> TicketView | None:
    """The ticket of theirs that is worked on, if there is one."""
    if turn.contact.conversation_id is None:
        return None
    found = service.latest_for_contact(turn.session, turn.contact.id)
    return found if found is not None and found.is_working else None


has_open_ticket = Filter("has an open ticket", lambda turn: _open_ticket(turn) is not None)


@router.on(intent("greeting") & has_open_ticket, priority=38)
def greet_who_waits(turn: Turn) -> Answer:
    """「在不在啊」 after a complaint asks about it, and wants no cheerful welcome."""
    ticket = _open_ticket(turn)
    if ticket is None:
        return show_progress(turn)
    return Menu(
        f"您好，我在。您说的事{STATES[ticket.state]}（#{ticket.number}），要补充什么直接说就行。",
        (
            Option("ask:ticket_progress", "查售后进度"),
            Option("ask:human_agent", "找店员"),
            Option("ask:points_balance", "查积分"),
        ),
    )


def _named(turn: Turn, found: Sequence[TicketView]) -> TicketView | None:
    """The ticket whose number they gave."""
    numbers = {int(digits) for digits in NUMBER.findall(turn.text)}
    return next((one for one in found if one.number in numbers), None)


def _besides(others: Sequence[TicketView]) -> list[str]:
    lines = [f"#{one.number}「{one.subject}」{STATES[one.state]}" for one in others]
    return ["另外还有：", *lines] if lines else []


def progress(turn: Turn, ticket: TicketView) -> str:
    opened = when(ticket.opened_at, now=turn.now, timezone=turn.around.timezone)
    state = STATES.get(ticket.state, "同事正在处理")
    next_step = NEXT.get(ticket.state, "有要补充的，直接发在这里就行。")
    return f"#{ticket.number}「{ticket.subject}」\n{opened} 登记，{state}。\n{next_step}"
