"""Saying goodbye when a ticket ends: once per ending."""

from datetime import datetime

from sqlalchemy.orm import Session

from tickets import replies, service

SOLVED = (
    "您反馈的 #{number} 已处理完成，谢谢您的耐心。\n"
    "如果还没解决，回复「没解决」我们马上继续；有别的需要，也随时在这里告诉我们～"
)


def say(
    session: Session, ticket_id: int, staff_id: int, *, unanswered: bool = False, now: datetime
) -> bool:
    """Queue the farewell; False when the window is closed, or no human had answered.

    `unanswered` says it then too: it is all that the customer ever hears.
    """
    ticket = service.get(session, ticket_id)
    if ticket.first_response_at is None and not unanswered:
        return False
    return replies.farewell(
        session, ticket, staff_id, SOLVED.format(number=ticket.number), now=now
    )
