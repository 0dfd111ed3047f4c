"""A question in the very words that staff wrote down, and whether an answer was of use."""

from bot import digression
from bot.router import Filter, Router, chosen
from bot.turn import Answer, Turn
from handlers.answers import FIND_PERSON, from_knowledge, give
from knowledge import feedback
from knowledge.values import Faq
from messaging.messages import Menu, Text

router = Router(priority=9)
YES, NO = "faq:yes:", "faq:no:"


def asked_exactly(turn: Turn) -> Faq | None:
    return turn.shelf.index.exact(turn.text, account=turn.contact.account, now=turn.now)


in_these_words = Filter(
    "in the words of an entry",
    lambda turn: bool(turn.text) and not turn.option and asked_exactly(turn) is not None,
)


asked_meanwhile = Filter(
    "asked while a form waits, and written down",
    lambda turn: turn.aside is not None and digression.is_written_down(turn),
)


@router.on(in_these_words, priority=36)
def answer_exactly(turn: Turn) -> Answer:
    """Before the intents that the words may also mean; after complaints and people asked for."""
    entry = asked_exactly(turn)
    return None if entry is None else give(turn, entry)


@router.on(asked_meanwhile, priority=11)
def answer_meanwhile(turn: Turn) -> Answer:
    """What staff wrote, before the form that waits would take the words for a new wish."""
    return from_knowledge(turn, floor=digression.ANSWERED)


@router.on(chosen(YES))
def of_use(turn: Turn) -> Answer:
    _judge(turn, turn.option.removeprefix(YES), useful=True)
    return Text("太好了，有需要随时找我～")


@router.on(chosen(NO))
def of_no_use(turn: Turn) -> Answer:
    """Say sorry, collect the question, offer a person."""
    _judge(turn, turn.option.removeprefix(NO), useful=False)
    return Menu("抱歉没帮上忙，我已经记下来让同事改进。要请店员来回答吗？", (FIND_PERSON,))


def _judge(turn: Turn, key: str, *, useful: bool) -> None:
    feedback.judge(
        turn.session,
        int(key),
        contact_id=turn.contact.id,
        account=turn.contact.account,
        useful=useful,
        now=turn.now,
    )
