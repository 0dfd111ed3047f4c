"""Daily sign-in (签到)."""

import re

from bot.router import Filter, Router, chosen, is_member
from bot.turn import Answer, Turn
from bot.understanding.writing import simplified
from handlers.invitation import invite, member_id
from handlers.ticket_followups import says
from membership import points, sign_in
from membership.reward_errors import SignInClosedError
from membership.sign_in import SignInResult
from messaging.messages import Text

router = Router(priority=30)
CLOSED = "签到活动暂时休息中，先看看「兑换」里有什么吧～"
ASKED = re.compile(r"^(我要|帮我|每日|今日|今天)?(签到|打卡|签个到|打个卡)[吧啦了呀!！。~～ ]*$")

asks = chosen("sign_in") | Filter(
    "asks to sign in",
    lambda turn: (
        bool(ASKED.match(simplified(turn.text.strip()))) or turn.inbound.event_key == "sign_in"
    ),
)
QUESTIONS = re.compile(
    r"签到.{0,8}(奖|送|多少|几分|几个|什么|怎么|咋|好处|规则|能得|给多|断|漏|忘)|(连续|漏|忘|断|补)了?签"
)
asks_how = says(QUESTIONS, "asks about signing in")


@router.on(asks_how)
def tell_rules(turn: Turn) -> Answer:
    """What a day earns, what a streak adds, and what a missed day costs."""
    rules = sign_in.in_force(turn.connection, now=turn.now)
    if not rules.enabled:
        return Text(CLOSED)
    more = [f"连续第 {day} 天多得 {extra} 积分" for day, extra in rules.bonus if extra]
    told = "，".join([f"每天签到得 {rules.points} 积分", *more])
    told = f"{told}。{rules.cycle} 天一轮，漏一天就从第 1 天重新算。"
    if turn.contact.member_id is None:
        return invite(told)
    return Text(f"{told}\n回复「签到」，今天的现在就能领～")


@router.on(asks & is_member)
def sign_today(turn: Turn) -> Answer:
    """Sign in for today; the second time says so."""
    member = member_id(turn)
    try:
        result = sign_in.sign_in(turn.session, member, now=turn.now, timezone=turn.around.timezone)
    except SignInClosedError:
        return Text(CLOSED)
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
