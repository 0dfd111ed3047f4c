"""Thanks, goodbyes and praise."""

import re

from bot.router import Filter, Router, intent
from bot.turn import Turn
from messaging.messages import Text

router = Router(priority=60)


@router.on(intent("thanks_bye"))
def you_are_welcome(_turn: Turn) -> Text:
    return Text("不客气，随时找我～祝您今天顺心！")


THANKS = re.compile(
    r"^(?:好的?|嗯|行|ok)*[,，。!！ ]*(?:谢谢|多谢|谢了|感谢|辛苦)[^?？吗呢]{0,14}$", re.IGNORECASE
)
thanks_first = Filter(
    "thanks, and tells what they will do",
    lambda turn: turn.intent == "" and not turn.option and bool(THANKS.match(turn.text.strip())),
)


@router.on(thanks_first)
def see_you(_turn: Turn) -> Text:
    return Text("不客气，有需要随时找我～")


@router.on(intent("praise"))
def glad(_turn: Turn) -> Text:
    return Text("谢谢您的夸奖，我们会继续加油，常来看看～")
