"""Daily sign-in (签到)."""

import re

from bot.router import Filter, Router, chosen
from bot.turn import Answer, Turn
from handlers.invitation import invite, is_member, member_id
from membership import points, sign_in
from membership.reward_errors import SignInClosedError
from membership.sign_in import SignInResult
from messaging.messages import Text

router = Router(priority=30)
ASKED = re.compile(r"^(我要|帮我|每日|今日|今天)?(签到|打卡|签个到|打个卡)[吧啦了呀!！。~～ ]*$")

asks = chosen("sign_in") | Filter(
    "asks to sign in",
    lambda turn: bool(ASKED.match(turn.text.strip())) or turn.inbound.event_key == "sign_in",
)


@router.on(asks & is_member)
def sign_today(turn: Turn) -> Answer:
    """Sign in for today; the second time says so."""
    member = member_id(turn)
    try:
        result = sign_in.sign_in(turn.session, member, now=turn.now, timezone=turn.around.timezone)
    except SignInClosedError:
        return Text("签到活动暂时休息中，恢复后我第一时间告诉您。")
    balance = points.summary(turn.session, member, now=turn.now).available
    return Text(f"{_greeting(result)}\n{_outlook(result)}现在共 {balance} 积分。")


@router.on(asks)
def invite_stranger(_turn: Turn) -> Answer:
    return invite("签到天天有积分，攒够了能换礼。")


def _greeting(result: SignInResult) -> str:
    if result.repeated:
        return f"今天已经签过啦，连续 {result.streak} 天，明天再来～"
    return f"签到成功，+{result.points} 积分！已连续 {result.streak} 天。"


def _outlook(result: SignInResult) -> str:
    if result.next_bonus is None:
        return ""
    days, extra = result.next_bonus
    when = "明天" if days == 1 else f"再签 {days} 天"
    return f"{when}多得 {extra} 积分。"
