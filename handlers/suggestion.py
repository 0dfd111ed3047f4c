"""A suggestion (建议): thanked for, kept under a number, read by staff in their own time."""

import re

from bot.router import Filter, Router
from bot.turn import Answer, Turn
from messaging.messages import Text
from tickets import service

router = Router(priority=26)
LONGEST, LEAST = 200, 6
ANNOUNCED = re.compile(
    r"^(?:我|想|要|来|给|你们|店里|跟|有|提|几|一|两|个|点|条|小|不成熟的)*(?:建议|意见)"
    r"(?:要提|想提|给你们)?[。.!！~～:：]*$"
)
MADE = re.compile(
    r"^(?:我|个人|小小?|提个?)*(?:建议|提议)(?:你们|店里|[:：,，])?.{4,}|^(?:真|很|特别)*希望.{0,6}(?:你们|店里|以后|能|可以|多|有|出)"
    r"|^(?:你们|店里)?能不能(?:再)?(?:多|加|增加)(?:出|上|加|放|做|开|进|搞)?(?:点|些|个|几)"
    r"|(?:要是|如果|假如|能|可以|再|多).{2,}就(?:更|太|再)?好(?:了|啦)"
)
ASKS = re.compile(r"[?？吗]|退|赔|投诉|处理|解决")
HARMLESS = frozenset({"", "out_of_scope", "praise", "complaint", "product_question", "store_info"})

announces = Filter(
    "has a suggestion", lambda turn: not turn.option and bool(ANNOUNCED.match(turn.text.strip()))
)
suggests = Filter(
    "makes a suggestion",
    lambda turn: (
        not turn.option
        and LEAST <= len(turn.text) <= LONGEST
        and bool(MADE.search(turn.text))
        and not ASKS.search(turn.text)
        and turn.intent in HARMLESS
        and not turn.understood.negative
    ),
)


@router.on(announces)
def listen(_turn: Turn) -> Text:
    return Text("太好了，您说，我记下来给店长看～")


@router.on(suggests)
def keep(turn: Turn) -> Answer:
    """Open a ticket of its kind, which nobody hurries and nobody loses."""
    ticket = service.open(
        turn.session,
        contact_id=turn.contact.id,
        member_id=turn.contact.member_id,
        kind="suggestion",
        description=turn.text,
        source_inbox_id=turn.inbox_id,
        now=turn.now,
    )
    return Text(f"谢谢您的建议，记下来给店长看了（#{ticket.number}）。还有想说的，直接发在这里～")
