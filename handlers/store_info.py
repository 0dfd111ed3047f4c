"""Where the shop is and when it is open: what staff wrote, else a person."""

from bot.router import Router, intent
from bot.turn import Answer, Turn
from handlers.answers import from_knowledge, no_answer

router = Router(priority=50)


@router.on(intent("store_info"))
def tell(turn: Turn) -> Answer:
    return from_knowledge(turn, intent="store_info") or no_answer(turn, "store_info")
