"""Recommending the shop (推荐有礼): the own code, and entering somebody else's."""

import re

from bot.router import Filter, Router, chosen, is_member
from bot.turn import Answer, Turn
from handlers.invitation import invite, member_id
from handlers.money import yuan
from membership import referral
from membership.referral import ReferralStatus
from membership.reward_errors import ReferralRefusedError
from messaging.messages import Text

router = Router(priority=30)
ASKED = re.compile(
    r"^(我的|查|看看|怎么)?(推荐有礼|推荐码|邀请码|邀请有礼|推荐好友|邀请好友|推荐朋友|邀请朋友)"
    r"(呢|吗|是多少|在哪|进度|有什么奖励|怎么用)?[?？!！。~～ ]*$"
    r"|^(我)?(一共)?(推荐|邀请)(了|成功了?|到)?(几|多少)(个)?(人|朋友|好友|位)|^我(推荐|邀请)的(人|朋友|好友)"
    r"|(推荐|邀请|介绍|拉|带)(一?[个位]|新)?(朋友|好友|人|同事|闺蜜).{0,8}(好处|奖|积分|优惠|礼|怎么|咋|送)"
    r"|(朋友|好友|同事|闺蜜).{0,6}(下单|下了单|买|消费|注册|入会).{0,8}(没|咋|怎么|为什么|不)"
    r".{0,3}(给|到|有|加|送).{0,4}(积分|奖励|分)"
)
ENTERED = re.compile(
    r"^\s*(?:我有|输入|填|填写|使用|用)?\s*(?:推荐码|邀请码)\s*[:：是]?\s*([0-9A-Za-z]{4,12})\s*$"
)
_REFUSED = {
    "unknown_code": "这个推荐码没找到，请跟朋友再核对一遍（6 位字母或数字）～",
    "self": "这是您自己的推荐码，送给朋友用，两个人都有积分～",
    "same_phone": "这个推荐码和您是同一个手机号，不能用在自己身上哦。",
    "same_unionid": "这是您自己的推荐码，送给朋友用，两个人都有积分～",
    "already_bound": "您已经填过推荐码了，以第一次填的为准。",
    "already_customer": "推荐码是给新朋友的，您已经是老顾客啦。想推荐朋友来，回复「推荐码」就行。",
}

enters = Filter("enters a referral code", lambda turn: ENTERED.match(turn.text) is not None)
asks = chosen("referral") | Filter(
    "asks about referral",
    lambda turn: bool(ASKED.search(turn.text.strip())) or turn.inbound.event_key == "referral",
)


@router.on(enters & is_member)
def enter_code(turn: Turn) -> Answer:
    """Note by whom a new member came: the first code wins."""
    entered = ENTERED.match(turn.text)
    assert entered is not None
    try:
        referral.bind(turn.session, member_id(turn), entered[1], now=turn.now)
    except ReferralRefusedError as error:
        return Text(_REFUSED[error.reason])
    rules = referral.status(
        turn.session, member_id(turn), now=turn.now, timezone=turn.around.timezone
    ).rules
    least = f"满 {yuan(rules.minimum)} 元的" if rules.minimum else ""
    return Text(
        f"记下了，欢迎您！完成{least}第一笔订单后，您得 {rules.referred_points} 积分，"
        f"推荐您的朋友得 {rules.referrer_points} 积分。"
    )


@router.on(asks & is_member)
def show_status(turn: Turn) -> Answer:
    """The own code, what it brings, and what it has brought."""
    status = referral.status(
        turn.session, member_id(turn), now=turn.now, timezone=turn.around.timezone
    )
    if not status.rules.enabled:
        return Text("推荐有礼活动暂时休息中，恢复后回复「推荐码」就能看到～")
    return Text("\n".join(_lines(status)))


@router.on(asks | enters)
def invite_stranger(_turn: Turn) -> Answer:
    return invite("推荐有礼是会员活动，入会后就能填推荐码，也能推荐朋友。")


def _lines(status: ReferralStatus) -> list[str]:
    rules = status.rules
    lines = [
        f"您的推荐码：{status.code}",
        f"朋友入会后发「推荐码 {status.code}」给我，完成第一笔订单，"
        f"您得 {rules.referrer_points} 积分，朋友得 {rules.referred_points} 积分。",
    ]
    if status.brought:
        lines.append(
            f"已有 {status.brought} 位朋友来过，{status.rewarded} 位下了单，"
            f"您得了 {status.points} 积分。"
        )
    if status.left_this_month == 0:
        lines.append("本月奖励名额已满，再推荐的由店员核对后发放。")
    return lines
