"""Replies that staff tied to certain words.

The whole line goes before every intent; words somewhere in a line go after complaints and people
asked for, so that a keyword inside a complaint does not brush it off.
"""

from bot.router import Filter, Router
from bot.turn import Answer, Turn
from handlers.answers import extras_of, filled
from knowledge.values import Keyword
from messaging.messages import Text

router = Router()
LONGEST = 200


def whole(turn: Turn) -> Keyword | None:
    return turn.shelf.keywords.exact(
        turn.text, account=turn.contact.account, now=turn.now, minute=turn.minute_of_day
    )


def within(turn: Turn) -> Keyword | None:
    return turn.shelf.keywords.within(
        turn.text, account=turn.contact.account, now=turn.now, minute=turn.minute_of_day
    )


def _is_words(turn: Turn) -> bool:
    return bool(turn.text) and not turn.option and len(turn.text) <= LONGEST


is_keyword = Filter("is a keyword", lambda turn: _is_words(turn) and whole(turn) is not None)
has_keyword = Filter(
    "has a keyword",
    lambda turn: _is_words(turn) and within(turn) is not None and not turn.understood.negative,
)


@router.on(is_keyword, priority=14)
def say(turn: Turn) -> Answer:
    return _reply(turn, whole(turn))


@router.on(has_keyword, priority=35)
def say_too(turn: Turn) -> Answer:
    return _reply(turn, within(turn))


def _reply(turn: Turn, keyword: Keyword | None) -> Answer:
    if keyword is None:
        return None
    return [Text(filled(turn, keyword.answer)), *extras_of(turn, keyword.extras)]
