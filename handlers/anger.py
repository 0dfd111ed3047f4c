"""Strong words with any wish: it is answered, and a person is offered unasked."""

from dataclasses import replace

from bot.router import Filter, Router
from bot.temper import is_furious
from bot.turn import Answer, Turn
from messaging.messages import Menu, Text

router = Router(priority=90)
OFFER = "让您着急了，很抱歉。想直接跟店员说，回复「人工」我马上叫。"
SPOKEN_TO = frozenset({"", "complaint", "human_agent", "unsubscribe", "thanks_bye", "praise"})

angry = Filter(
    "strong words, something else wanted",
    lambda turn: (
        not turn.inbound.is_event
        and not turn.option
        and turn.intent not in SPOKEN_TO
        and is_furious(turn)
    ),
)


@router.after(angry)
def offer_person(_turn: Turn, answer: Answer) -> Answer:
    if isinstance(answer, list):
        return [*answer[:-1], _with_offer(answer[-1])] if answer else answer
    return _with_offer(answer) if answer is not None else None


def _with_offer(message: object) -> Text | Menu:
    if isinstance(message, Menu):
        return replace(message, tail="\n".join(filter(None, [message.tail, OFFER])))
    return Text(f"{message.text}\n{OFFER}") if isinstance(message, Text) else Text(OFFER)
