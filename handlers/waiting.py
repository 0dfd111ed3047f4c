"""Somebody who waits for a person: told where they stand, once, and never put off or nagged."""

import re

from bot.router import Filter, Router, intent, is_message, known_to_desk
from bot.turn import Answer, Turn
from handlers.human import KEPT, hand_over, kept, promise
from handlers.ticket_followups import says
from messaging.messages import Menu, Option, Text
from tickets import handoff

router = Router(priority=29)
BEFORE_COMPLAINTS = 18
SOMEBODY = re.compile(
    r"^[喂诶哎嗨你您好亲请问，, ]*(?:到底|究竟|倒是)?(?:还?有没有|还?有)"
    r"(?:个|活)?人(?:在|理我?|管|回)?"
    r"(?:吗|么|嘛|没|不|呢|啊|呀)?[?？!！。.~～ ]*$"
    r"|^(?:都)?没人(?:在|理我?|管|回)?(?:吗|么|啊|吧)?[?？!！。.~～ ]*$"
    r"|^(?:你们|店员|客服|人)?(?:是不是)?(?:都)?(?:已经)?(?:下班|休息)了?"
    r"(?:吗|么|吧|啊)?[?？!！。.~～ ]*$"
)

_LONG = (
    r"(?:半天|好久|很久|这么久|多久|一会|[\d一二两三四五六七八九十半]+个?多?(?:小时|钟头|分钟|天))"
)
WAITED = re.compile(
    rf"(?:等|排|催)了?.{{0,4}}{_LONG}|(?:还|得|要|再)(?:要|得)?(?:等|排)(?:多久|到什么时候|几个)"
    r"|前面还?有?(?:多少|几)(?:个|位)?人|(?:没|无)人(?:来|理|回|管|接|搭理)"
    r"|(?:怎么|咋)还[不没](?:有人|来|回|接|人)"
    r"|^(?:麻烦|搞|能不能)?(?:快一?[点些]|赶紧|抓紧)(?:的|[啊呀吧好行吗快点])*[!！。~～ ]*$"
)
asks_for_somebody = says(SOMEBODY, "asks whether somebody is there")
is_tired_of_waiting = says(WAITED, "has waited long")
waits_for_person = known_to_desk & Filter(
    "waits for a person", lambda turn: handoff.is_awaited(turn.session, turn.contact.id)
)


@router.on(asks_for_somebody & waits_for_person)
def still_in_line(turn: Turn) -> Text:
    """The place in the line, when staff are back, or that somebody has the matter."""
    return Text(promise(turn, hand_over(turn, "asked")))


@router.on(is_tired_of_waiting & waits_for_person, priority=BEFORE_COMPLAINTS)
def still_waiting(turn: Turn) -> Text:
    """Whoever complains of the wait itself is no new complaint."""
    return Text(f"让您久等了，真不好意思。{promise(turn, hand_over(turn, 'asked'))}")


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
    before = kept(turn)
    if before.get("noted"):
        return None
    turn.begin(KEPT, "", **{**before, "noted": True})
    return Text("收到，已经放进您的问题里，店员一来就能看到，您接着说就行。")
