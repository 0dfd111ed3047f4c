"""「取消」「不留」「就是」 where no question is open: words that steer, and nothing to steer."""

import re

from bot import choosing, steering
from bot.router import Filter, Router, known_to_desk
from bot.turn import Answer, Turn
from handlers.ticket_followups import ask_before_withdrawing
from handlers.waiting import waits_for_person
from messaging.messages import Text

router = Router(priority=21)
LONGEST = 16
ALONE = re.compile(r"(?:自己|已经|不用了.{0,3})(?:弄|搞|解决|处理|找|查)(?:好|定|到|明白)?了")
_SORRY = r"(?:哈+|呵+|不好意思|抱歉|对不起|sorry|别介意|[啊,，。!！~～ ])*"
SLIP = re.compile(
    rf"{_SORRY}(?:我|刚才|刚刚)*(?:发|打|按|点|输)错(?:了|啦|人了?|群了?)?{_SORRY}|不好意思[啊哈。~～]*"
)
PIECE = re.compile(
    r"(?:就是|是|我|那个|就|大概|在|[,，、 ])*(?:[前昨今]天|刚才?|刚刚|上[周次个]月?|周.|星期.)"
    r"(?:早上|上午|中午|下午|晚上)?(?:在?你们(?:这儿?|那儿?|店里?|家))?"
    r"(?:买|下单|点|订|拍)?的?(?:那?[个单笔次])?[。.~～ ]*"
)
LEFT = "好的，那就先不弄了，需要时随时找我～"

is_said = Filter("words", lambda turn: bool(turn.text) and not turn.option)
leaves = is_said & Filter("leaves", lambda turn: steering.is_cancel(turn.text))
settled_alone = is_said & Filter(
    "settled it alone", lambda turn: len(turn.text) <= LONGEST and bool(ALONE.search(turn.text))
)
declines = is_said & Filter(
    "declines",
    lambda turn: steering.declines(turn.text) or steering.is_no(turn.text),
)
begins = is_said & Filter("begins to tell", lambda turn: steering.is_opening(turn.text))
is_piece = is_said & Filter(
    "a piece of a story",
    lambda turn: (
        turn.intent in ("", "out_of_scope")
        and not turn.understood.negative
        and bool(PIECE.fullmatch(turn.text.strip()))
    ),
)


@router.on((leaves | settled_alone) & waits_for_person)
def still_wanted(turn: Turn) -> Answer:
    """Nobody is sent away who only put the phone down: what would be withdrawn is named."""
    return ask_before_withdrawing(turn)


@router.on(leaves)
def left(_turn: Turn) -> Text:
    return Text(LEFT)


@router.on(declines)
def declined(_turn: Turn) -> Text:
    return Text("好的～有需要随时跟我说。")


@router.on(is_said & Filter("a slip", lambda turn: bool(SLIP.fullmatch(turn.text.strip()))))
def no_harm(_turn: Turn) -> Text:
    return Text("没关系～有需要随时跟我说。")


agrees = is_said & Filter(
    "agrees, and no more",
    lambda turn: turn.intent in ("", "out_of_scope") and steering.is_yes(turn.text),
)


@router.on(agrees, 59)
def agreed(_turn: Turn) -> Text:
    return Text("好的～有需要随时跟我说。")


@router.on(
    is_said & Filter("a bare number", lambda turn: choosing.number(turn.text) is not None), 65
)
def nothing_to_choose(_turn: Turn) -> Text:
    """The number of a choice that is long gone is no misunderstanding."""
    return Text("刚才的选项已经过去啦，直接说您想办什么就行，比如「查积分」「查进度」「人工」。")


@router.on(is_piece & ~known_to_desk, 58)
@router.on(begins)
def listen(_turn: Turn) -> Text:
    """The first of several short lines is no misunderstanding."""
    return Text("您说，我在听～")
