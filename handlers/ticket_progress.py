"""How far is my case?"""

from bot.router import Router, intent
from bot.turn import Answer, Turn
from bot.wording import when
from handlers.ticket_followups import rating_question
from messaging.messages import Menu, Option, Text
from tickets import service
from tickets.values import TicketView

router = Router(priority=30)
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
    """Say the number, the state and the next step of the latest ticket."""
    ticket = service.latest_for_contact(turn.session, turn.contact.id)
    if ticket is None:
        return Menu(
            "您这边还没有登记过的问题。遇到什么事了？",
            (Option("ask:complaint", "反馈一个问题"), Option("ask:human_agent", "找店员")),
        )
    said = Text(progress(turn, ticket))
    if ticket.state == "resolved" and ticket.rating is None:
        return [said, rating_question(ticket)]
    return said


def progress(turn: Turn, ticket: TicketView) -> str:
    opened = when(ticket.opened_at, now=turn.now, timezone=turn.around.timezone)
    state = STATES.get(ticket.state, "同事正在处理")
    next_step = NEXT.get(ticket.state, "有要补充的，直接发在这里就行。")
    return f"#{ticket.number}「{ticket.subject}」\n{opened} 登记，{state}。\n{next_step}"
