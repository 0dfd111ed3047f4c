"""「取消」「不留」「就是」 where no question is open: words that steer, and nothing to steer."""

from bot import steering
from bot.router import Filter, Router
from bot.turn import Answer, Turn
from handlers.ticket_followups import ask_before_withdrawing
from handlers.waiting import waits_for_person
from messaging.messages import Text

router = Router(priority=21)
LEFT = "好的，那就先不弄了，需要时随时找我～"

is_said = Filter("words", lambda turn: bool(turn.text) and not turn.option)
leaves = is_said & Filter("leaves", lambda turn: steering.is_cancel(turn.text))
declines = is_said & Filter(
    "declines",
    lambda turn: steering.declines(turn.text) or steering.is_no(turn.text),
)
begins = is_said & Filter("begins to tell", lambda turn: steering.is_opening(turn.text))


@router.on(leaves & waits_for_person)
def still_wanted(turn: Turn) -> Answer:
    """Nobody is sent away who only put the phone down: what would be withdrawn is named."""
    return ask_before_withdrawing(turn)


@router.on(leaves)
def left(_turn: Turn) -> Text:
    return Text(LEFT)


@router.on(declines)
def declined(_turn: Turn) -> Text:
    return Text("好的～有需要随时跟我说。")


@router.on(begins)
def listen(_turn: Turn) -> Text:
    """The first of several short lines is no misunderstanding."""
    return Text("您说，我在听～")
