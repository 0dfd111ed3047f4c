"""A question that goes to the language model after the turn, where the house has one."""

from bot.turn import Turn
from knowledge import slow
from messaging.messages import Text

SHORTEST = 4


def leave_to_model(turn: Turn) -> Text | None:
    """Promise an answer and queue the question; None where nobody would answer it."""
    if not turn.around.slow_answers or len(turn.text.strip()) < SHORTEST:
        return None
    slow.ask(
        turn.session,
        turn.text,
        account=turn.contact.account,
        contact_id=turn.contact.id,
        inbox_id=turn.inbox_id,
        now=turn.now,
    )
    return Text("这个我帮您查一下，稍等片刻～")
