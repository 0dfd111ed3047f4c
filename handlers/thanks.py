"""Thanks, goodbyes and praise."""

from bot.router import Router, intent
from bot.turn import Turn
from messaging.messages import Text

router = Router(priority=60)


@router.on(intent("thanks_bye"))
def you_are_welcome(_turn: Turn) -> Text:
    return Text("不客气，随时找我～祝您今天顺心！")


@router.on(intent("praise"))
def glad(_turn: Turn) -> Text:
    return Text("谢谢您的夸奖，我们会继续加油，常来看看～")
