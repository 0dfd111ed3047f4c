"""Coupons: which there are, and the code to show at the counter."""

import re

from bot.router import Filter, Router, chosen, intent, is_member
from bot.turn import Answer, Turn
from handlers.invitation import invite, member_id
from handlers.money import last_day, worth, yuan
from handlers.rates import signing_in_earns
from membership import coupons
from membership.codes import normalised
from membership.coupons import IssuedCoupon
from membership.reward_errors import UnknownCouponError
from messaging.messages import Menu, Option, Text

router = Router(priority=50)
SHOW = "coupon:"
SHOWN = 6
CODE = re.compile(
    r"^\s*(?:使用|用|核销|出示|查)?\s*(?:优惠)?券(?:码)?\s*[:：]?"
    r"\s*([2-9A-Za-z][2-9A-Za-z -]{10,16})\s*$"
)

names_code = Filter("names a coupon", lambda turn: CODE.match(turn.text) is not None)


@router.on((names_code | chosen(SHOW)) & is_member, priority=30)
def show_code(turn: Turn) -> Answer:
    """One coupon with its code. Nothing is used up by looking: the till does that."""
    named = CODE.match(turn.text)
    code = named[1] if named and not turn.option else turn.option.removeprefix(SHOW)
    try:
        coupon = coupons.find(turn.session, normalised(code), member_id=member_id(turn))
    except UnknownCouponError:
        return Menu(
            "您的券包里没有这个券码，请核对一下～", (Option("ask:coupon", "看看我的优惠券"),)
        )
    return Text(_told(turn, coupon))


@router.on(intent("coupon") & is_member)
def list_coupons(turn: Turn) -> Answer:
    """The coupons that can be used, the soonest to expire first."""
    usable = coupons.usable(turn.session, member_id(turn), now=turn.now, limit=SHOWN + 1)
    if not usable:
        return _none_yet(turn)
    options = tuple(
        Option(f"{SHOW}{coupon.code}", _line(turn, coupon)) for coupon in usable[:SHOWN]
    )
    more = "还有几张没列出来，用掉后会显示。" if len(usable) > SHOWN else ""
    count = f"{SHOWN} 张以上" if more else f"{len(usable)} 张"
    return Menu(f"您有 {count}可用的优惠券，点开看券码：", options, more)


@router.on(intent("coupon"))
def invite_stranger(_turn: Turn) -> Answer:
    return invite("优惠券是会员专享的，入会后都会放在您的券包里。")


def _none_yet(turn: Turn) -> Menu:
    none, swap = "您现在没有可用的优惠券。积分可以换", Option("ask:redeem", "用积分换礼")
    if not signing_in_earns(turn):
        return Menu(f"{none}～", (swap,))
    return Menu(f"{none}，签到也能攒～", (swap, Option("sign_in", "今日签到")))


def _line(turn: Turn, coupon: IssuedCoupon) -> str:
    until = last_day(coupon.expires_at, turn.around.timezone)
    return f"{coupon.name}（{until}到期）"


def _told(turn: Turn, coupon: IssuedCoupon) -> str:
    if coupon.state == "used":
        saved = f"，省了 {yuan(coupon.discount)} 元" if coupon.discount else ""
        return f"「{coupon.name}」已经用过了{saved}。"
    if coupon.state not in ("unused", "reserved") or coupon.expires_at <= turn.now:
        return f"「{coupon.name}」已经过期了，下次我早点提醒您。"
    timezone = turn.around.timezone
    lines = [
        f"「{coupon.name}」{worth(coupon.terms)}",
        f"券码：{coupon.code}",
        f"有效期到 {last_day(coupon.expires_at, timezone)}",
    ]
    if coupon.starts_at > turn.now:
        start = coupon.starts_at.astimezone(timezone)
        lines.append(f"{start.month} 月 {start.day} 日起可用")
    if coupon.state == "reserved":
        lines.append("已放进一笔待付款的订单，付款后生效")
    else:
        lines.append("结账时把券码给店员，或下单时填写就能用～")
    return "\n".join(lines)
