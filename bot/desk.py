"""What the desk hears of a customer who is known there, before any handler."""

from bot.turn import Turn
from bot.wording import when
from messaging.messages import Message, Text
from tickets import arrivals, chats, holds
from tickets.values import Arrival

TO_A_TICKET = ("#", "＃")


def attend(turn: Turn) -> tuple[bool, Message | None]:
    """Tell the desk that the customer wrote.

    Return whether the bot may speak, and if not, what to say for the desk: when staff are back.
    """
    if turn.contact.conversation_id is None or turn.inbound.is_event or _is_for_staff(turn):
        return True, None
    arrival = arrivals.on_customer_message(
        turn.session,
        contact=turn.contact,
        inbox_id=turn.inbox_id,
        kind=turn.inbound.kind,
        text=turn.text,
        media_id=turn.inbound.media_id,
        now=turn.now,
    )
    return arrival.bot_may_speak, _off_hours(turn, arrival)


def release(turn: Turn) -> None:
    """The customer has written: what waited for that may go."""
    holds.release(turn.session, turn.contact.id, now=turn.now)


def _is_for_staff(turn: Turn) -> bool:
    """A colleague answers a ticket from their own chat, which is no word of a customer."""
    return turn.text.startswith(TO_A_TICKET) and (
        chats.staff_of(turn.session, turn.contact.id) is not None
    )


def _off_hours(turn: Turn, arrival: Arrival) -> Message | None:
    if arrival.bot_may_speak or arrival.back_at is None:
        return None
    back = when(arrival.back_at, now=turn.now, timezone=turn.around.timezone)
    return Text(f"现在是休息时间，您的消息我们收到了，{back} 上班后第一时间回复您。")
