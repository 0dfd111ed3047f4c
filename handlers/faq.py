"""Was the answer of use?"""

from bot.router import Router, chosen
from bot.turn import Answer, Turn
from handlers.answers import FIND_PERSON
from knowledge import feedback
from messaging.messages import Menu, Text

router = Router(priority=9)
YES, NO = "faq:yes:", "faq:no:"


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
