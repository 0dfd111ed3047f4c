"""A question about goods: what staff wrote, else a person."""

from bot.router import Router, intent
from bot.turn import Answer, Turn
from handlers.answers import from_knowledge, no_answer

router = Router(priority=50)


@router.on(intent("product_question"))
def tell(turn: Turn) -> Answer:
    return from_knowledge(turn, intent="product_question") or no_answer(turn, "product_question")
