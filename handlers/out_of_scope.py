"""What has nothing to do with the shop, or so it seems."""

from bot.router import Router, intent
from bot.turn import Answer, Turn
from handlers.answers import from_knowledge, miss
from handlers.help import CHOICES
from handlers.slow_answer import leave_to_model
from messaging.messages import Menu

router = Router(priority=60)


@router.on(intent("out_of_scope"))
def not_ours(turn: Turn) -> Answer:
    """Staff may have written about it; else say kindly what we can do."""
    answer = from_knowledge(turn)
    if answer is not None:
        return answer
    miss(turn, "no_answer", "out_of_scope")
    return leave_to_model(turn) or Menu("这个我不太在行呢～店里的事我都能帮您：", CHOICES)
