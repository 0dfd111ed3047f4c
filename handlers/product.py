"""A question about goods: what staff wrote, else a person."""

import re

from bot.router import Filter, Router, intent
from bot.turn import Answer, Turn
from handlers.answers import CLOSE, FIND_PERSON, from_knowledge, no_answer
from messaging.messages import Menu

router = Router(priority=50)
BOOKS = re.compile(
    r"(?:帮我|给我|麻烦|可以|能|先|想|要|我)+(?:留|预留|订|预订|预定|预约|定)(?:一|两|几|三|\d|个|份|盒|块|位|桌|蛋糕|点)"
    r"|^(?:预订|预定|预约|订蛋糕|订位|订座)|(?:我|想|要)买(?:一|两|几|个|点|些|份|盒)"
)
books = Filter(
    "books something",
    lambda turn: (
        not turn.option
        and turn.intent in ("", "out_of_scope", "product_question")
        and not turn.understood.negative
        and bool(BOOKS.search(turn.text))
    ),
)


@router.on(books, priority=49)
def book(turn: Turn) -> Answer:
    """What must be made or kept for somebody is promised by a person only."""
    return from_knowledge(turn, floor=CLOSE) or Menu(
        "好呀～款式和时间要店员确认了才作数，我帮您叫店员？", (FIND_PERSON,)
    )


@router.on(intent("product_question"))
def tell(turn: Turn) -> Answer:
    return from_knowledge(turn, intent="product_question") or no_answer(turn, "product_question")
