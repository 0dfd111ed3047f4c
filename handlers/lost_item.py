"""Something left behind in the shop: a person looks for it."""

import re

from bot.router import Router, intent
from bot.turn import Turn
from handlers.human import hand_over, promise
from handlers.ticket_followups import says
from messaging.messages import Text

router = Router(priority=19)
LEFT = re.compile(
    r"(?:伞|包|手机|钥匙|钱包|耳机|充电宝|围巾|帽子|外套|衣服|眼镜|水杯|身份证|卡|书|东西|玩具)"
    r".{0,6}(?:落|忘|丢|掉|拉)(?:在|到|了)*(?:你们|店里|您|那儿|你家|这儿)"
    r"|(?:落|忘|丢|掉)(?:在|了).{0,6}(?:你们|店里|您那).{0,4}(?:一?个|一?把|东西|伞|包|手机|钥匙)"
)


@router.on(says(LEFT, "left something behind") & ~intent("human_agent"))
def look_for_it(turn: Turn) -> Text:
    """What it looks like helps whoever looks; the lines that follow go to them."""
    asked = hand_over(turn, "lost item")
    return Text(f"别着急。{promise(turn, asked)}\n什么样子、大概几点落下的，直接发在这里就行。")
