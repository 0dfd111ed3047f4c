"""More about a matter handed in lately: a number by itself, short lines, what was missed."""

import re
from datetime import timedelta

from bot import digression
from bot.router import Filter, Router, intent, known_to_desk
from bot.temper import is_furious
from bot.turn import Answer, Turn
from messaging.messages import Menu, Option, Text
from tickets import complaining, handoff, service
from tickets.values import TicketView

router = Router(priority=40)
MATTERS = frozenset({"complaint", "survey"})
"""Kinds of tickets that what is said of it soon after belongs to."""
UNCLEAR = frozenset({"", "out_of_scope", "order_logistics"})
WORDS = re.compile(r"[\u4e00-\u9fff]{3}")
NUMBER = re.compile(r"\D{0,8}[A-Za-z]{0,4}\d[\d\s-]{7,22}\D{0,4}")
SAME_MATTER, STILL_TELLING = timedelta(hours=24), timedelta(minutes=30)


def offer_person(ticket: TicketView) -> Menu:
    """A person, unasked: for strong words and for our best customers."""
    return Menu(
        f"#{ticket.number} 已经按加急处理。要我现在就请店员来跟您说吗？",
        (Option("ask:human_agent", "现在找店员"), Option("complaint:wait", "先不用，等回复")),
    )


def add_to(turn: Turn, ticket: TicketView) -> Answer:
    service.add_note_from_customer(
        turn.session, ticket.id, turn.text, inbox_id=turn.inbox_id, now=turn.now
    )
    if turn.intent == "complaint":
        complaining.becomes(
            turn.session, ticket.id, turn.text, strong_words=is_furious(turn), now=turn.now
        )
    sorry = "真对不起，" if turn.understood.negative else "收到，"
    said = Text(
        f"{sorry}已经补充到 #{ticket.number}，店员会一起处理。"
        "如果是另一件事，回复「新的投诉」单独登记。"
    )
    return [said, offer_person(ticket)] if is_furious(turn) else said


def underway(turn: Turn) -> TicketView | None:
    """The matter that was handed in lately: a complaint, a refund, an invoice."""
    ticket = service.latest_for_contact(turn.session, turn.contact.id)
    if ticket is None or not ticket.is_working or turn.now - ticket.opened_at > SAME_MATTER:
        return None
    is_meant = ticket.kind in {*MATTERS, "after_sale"} or ticket.category == "invoice"
    return ticket if is_meant else None


def running(turn: Turn) -> TicketView | None:
    """The complaint they are in the middle of, or what they wait for a person with."""
    if turn.contact.conversation_id is None:
        return None
    ticket = service.latest_for_contact(turn.session, turn.contact.id)
    if ticket is None or not ticket.is_working:
        return None
    is_fresh = ticket.kind in MATTERS and turn.now - ticket.opened_at <= SAME_MATTER
    return ticket if is_fresh or handoff.is_awaited(turn.session, turn.contact.id) else None


gives_a_number = Filter(
    "gives a number for the open complaint",
    lambda turn: (
        not turn.option
        and turn.intent in UNCLEAR
        and bool(NUMBER.fullmatch(turn.text.strip()))
        and running(turn) is not None
    ),
)


@router.on(known_to_desk & gives_a_number)
def note_number(turn: Turn) -> Answer:
    """A phone or an order number by itself, while a complaint is open, is about that."""
    ticket = running(turn)
    return None if ticket is None else add_to(turn, ticket)


is_more_of_it = known_to_desk & Filter(
    "more about the open complaint",
    lambda turn: (
        bool(WORDS.search(turn.text))
        and not turn.option
        and turn.intent in ("", "out_of_scope")
        and not digression.QUESTION.search(turn.text)
        and underway(turn) is not None
    ),
)


has_just_told = Filter(
    "has just told of it",
    lambda turn: (
        turn.intent == "out_of_scope"
        and (ticket := running(turn)) is not None
        and turn.now - ticket.opened_at <= STILL_TELLING
    ),
)


@router.on(is_more_of_it & has_just_told, priority=59)
@router.on(is_more_of_it & intent(""), priority=93)
def more_of_it(turn: Turn) -> Answer:
    """「昨天下午买的」: what nobody else understands belongs to the story that was just begun."""
    ticket = underway(turn)
    return None if ticket is None else add_to(turn, ticket)
