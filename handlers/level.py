"""The member's level: what it gives, what is missing to the next, and how to keep it."""

import re

from bot.router import Router, intent, is_member
from bot.turn import Answer, Turn
from handlers.days import last_day
from handlers.invitation import invite, member_id
from handlers.rates import growth_of_a_yuan
from handlers.ticket_followups import says
from membership import levels
from membership.levels import Level, Standing
from messaging.messages import Text

router = Router(priority=50)
SINGLE = 100
WAY_ON = re.compile(
    r"(离|距离?|到|升).{0,4}(下一?个?(级|等级)|[银金]卡|升级|钻石).{0,4}(差|要|多少|多远|几)"
    r"|(差|要)多少.{0,6}(升级|升.{0,2}级|到下一级)|(怎么|如何|咋)升级(会员)?[?？吗呢]*$"
)
asks = intent("tier_benefits") | says(WAY_ON, "the way to the next level")


@router.on(asks & is_member)
def show_level(turn: Turn) -> Text:
    """Tell the level, its benefits, and the way on."""
    found = levels.standing(turn.connection, member_id(turn))
    parts = [_level(found), _benefits(found.level), _keeping(turn, found), _next(turn, found)]
    return Text("\n".join(filter(None, parts)))


@router.on(asks & ~is_member)
def invite_to_levels(_turn: Turn) -> Answer:
    return invite("会员有积分、生日礼和等级权益，都从入会那天算起。")


def _level(found: Standing) -> str:
    name = found.level.name if found.level else "会员"
    return f"您现在是{name}，成长值 {found.growth}。"


def _benefits(level: Level | None) -> str:
    if level is None:
        return ""
    lines = [f"· {benefit['title']}：{benefit['text']}" for benefit in level.benefits]
    if level.percent != SINGLE:
        lines.append(f"· 积分加速：消费得 {level.percent / SINGLE:g} 倍积分")
    return "您的权益：\n" + "\n".join(lines) if lines else ""


def _keeping(turn: Turn, found: Standing) -> str:
    if found.until is None:
        return ""
    until = last_day(found.until, turn.around.timezone)
    if found.keep_missing == 0:
        return f"等级有效期到 {until}，保级已经达标。"
    return f"等级有效期到 {until}，再得 {found.keep_missing} 成长值就能保级。"


def _next(turn: Turn, found: Standing) -> str:
    if found.next_level is None:
        return "您已经是最高等级啦，谢谢您一直照顾小店。"
    how = growth_of_a_yuan(turn)
    return f"再得 {found.missing} 成长值升为{found.next_level.name}，{how}。"
