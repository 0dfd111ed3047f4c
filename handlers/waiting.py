"""Somebody who waits for a person: told where they stand, once, and never put off or nagged."""

import re

from bot.router import Filter, Router, intent, is_message
from bot.turn import Answer, Turn
from handlers.human import in_line
from handlers.ticket_followups import says
from messaging.messages import Menu, Option, Text
from tickets import handoff

router = Router(priority=29)
NAME = "kept"
SOMEBODY = re.compile(
    r"^[喂诶哎嗨你您好亲请问，, ]*(?:到底|究竟|倒是)?(?:还?有没有|还?有)"
    r"(?:个|活)?人(?:在|理我?|管|回)?"
    r"(?:吗|么|嘛|没|不|呢|啊|呀)?[?？!！。.~～ ]*$"
)

asks_for_somebody = says(SOMEBODY, "asks whether somebody is there")
waits_for_person = Filter(
    "waits for a person",
    lambda turn: (
        turn.contact.conversation_id is not None
        and handoff.is_awaited(turn.session, turn.contact.id)
    ),
)


@router.on(asks_for_somebody & waits_for_person)
def still_in_line(turn: Turn) -> Text:
    """The place in the line, or that somebody has the matter; the question changes nothing."""
    return Text(in_line(handoff.position(turn.session, turn.contact.id)))


@router.on(asks_for_somebody, priority=39)
def somebody_is_here(_turn: Turn) -> Menu:
    """We are; and a person is one tap away, since that may be what was meant."""
    return Menu(
        "在的～您直接说要办什么就行；想找店员，我马上叫。",
        (
            Option("ask:human_agent", "找店员"),
            Option("ask:points_balance", "查积分"),
            Option("ask:ticket_progress", "查售后进度"),
        ),
    )


@router.on(intent("thanks_bye") & waits_for_person, priority=55)
def until_then(_turn: Turn) -> Text:
    return Text("好的，您先忙，店员一来就回复您～")


@router.on(intent("out_of_scope", "greeting") & waits_for_person, priority=37)
def kept_small_talk(turn: Turn) -> Answer:
    """A phone number by itself and the like, which the models take for none of our business."""
    return kept_for_person(turn)


@router.on(is_message & waits_for_person, priority=94)
def kept_for_person(turn: Turn) -> Answer:
    """Say once that their words are kept; the lines after it need no answer of ours."""
    if turn.dialogue is not None and turn.dialogue["name"] == NAME:
        return None
    turn.begin(NAME, "")
    return Text("收到，已经放进您的问题里，店员一来就能看到，您接着说就行。")
