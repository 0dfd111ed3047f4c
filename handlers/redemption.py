"""Points for gifts: look, choose, confirm by name, get the code. Nothing moves before that."""

import re
from collections.abc import Sequence

from bot.forms import Data, Form, Slot, mount
from bot.router import Filter, Router, intent, is_member
from bot.turn import Answer, Turn
from handlers.invitation import invite, member_id
from handlers.rates import signing_in_earns
from handlers.ticket_followups import says
from membership import gifts, points, redemption
from membership.gifts import GiftInfo
from membership.reward_errors import (
    GiftNotAvailableError,
    RedemptionStateError,
    UnknownGiftError,
)
from messaging.messages import Menu, Option, Text

router = Router(priority=50)
SHOWN = 6
CODES = re.compile(
    r"^(查|看|看看|查询|找)?(一下)?(我的)?(兑换码|兑换记录|兑换的(礼品|东西))|^我的兑换[。!！]?$"
)
NOUN = re.compile(r"(\w)子")
WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
LEAST_COMMON = 2
SWAPS = re.compile(
    r"^(?:那|我|想|要|就|还|帮我|给我|可以|能|积分|用|拿|先|再)*(?:换|兑换?)(?!货|[个一]?.{0,6}(?:坏|破|新的|尺码|大小))"
    r"[^?？吗]{2,12}$"
)
PRICE = re.compile(r"(\d{2,})\s*(?:个|点)?(?:积分|分)?|(\d)\s*(?:积分|分)")
LOOK_AGAIN = Option("ask:redeem", "看看别的礼品")
GONE = "这件礼品刚刚下架了，"


def wanted(turn: Turn) -> str | None:
    """The gift a message names: the whole name, or a part or a price that only one has."""
    said = turn.text.strip().strip("。.!！「」")
    listed = gifts.listed(turn.session, limit=SHOWN)
    priced = ["".join(found) for found in PRICE.findall(said)]
    exact = [gift.key for gift in listed if gift.name in said]
    close = [gift.key for gift in listed if len(said) >= 2 and said in gift.name]
    found = exact or close or [gift.key for gift in listed if str(gift.points) in priced]
    found = found or _sharing(listed, said) or _named_shortly(listed, said)
    return found[0] if len(found) == 1 else None


def _sharing(listed: Sequence[GiftInfo], said: str) -> list[str]:
    """The gifts that share the longest piece of their name with what was said: 「那个帆布袋」."""
    lengths = {gift.key: _common(WORD.sub(" ", gift.name), said) for gift in listed}
    most = max(lengths.values(), default=0)
    return [key for key, length in lengths.items() if length == most >= LEAST_COMMON]


def _named_shortly(listed: Sequence[GiftInfo], said: str) -> list[str]:
    """「杯子」, of which the gift's name has only the 杯."""
    nouns = NOUN.findall(said)
    return [gift.key for gift in listed if any(noun in gift.name for noun in nouns)]


def _common(name: str, said: str) -> int:
    """How many characters in a row both have."""
    return max(
        (
            end - start
            for start in range(len(name))
            for end in range(start + 1, len(name) + 1)
            if " " not in name[start:end] and name[start:end] in said
        ),
        default=0,
    )


def offer(turn: Turn, _data: Data) -> Menu:
    have = points.summary(turn.session, member_id(turn), now=turn.now).available
    listed = gifts.listed(turn.session, limit=SHOWN)
    options = [FORM.option(gift.key, _line(gift, have)) for gift in listed]
    return Menu(
        f"您有 {have} 积分可用，想换哪一件？",
        (*options, FORM.option("cancel", "先不换了")),
    )


def refusal(turn: Turn, gift: str) -> str:
    """Why a gift cannot be had, said before anybody is asked to confirm it."""
    try:
        redemption.check(turn.session, member_id(turn), gift, now=turn.now)
    except GiftNotAvailableError as error:
        return _why_not(turn, error)
    except UnknownGiftError:
        return f"{GONE}积分没有扣。"
    return ""


def confirmation(turn: Turn, data: Data) -> str:
    """Name what is taken and for how many points."""
    gift = _gift(turn, data)
    if gift is None:
        return f"{GONE}您可以改选一件。"
    return f"用 {gift.points} 积分兑换「{gift.name}」，确认吗？"


def redeem(turn: Turn, data: Data) -> Answer:
    """Hold and spend in one turn, under the message's own key: a redelivery redeems nothing."""
    try:
        held = redemption.start(
            turn.session,
            member_id(turn),
            data["gift"],
            key=f"chat:{turn.inbox_id}",
            now=turn.now,
        )
        done = redemption.confirm(
            turn.session,
            held.code,
            member_id=member_id(turn),
            now=turn.now,
            timezone=turn.around.timezone,
        )
    except GiftNotAvailableError as error:
        return _not_available(turn, error)
    except (UnknownGiftError, RedemptionStateError):
        return Menu(f"{GONE}积分没有扣。", (LOOK_AGAIN,))
    left = points.summary(turn.session, member_id(turn), now=turn.now).available
    if done.coupon is not None:
        return Menu(
            f"换好啦！「{done.gift_name}」的券码：{done.coupon}\n用了 {done.points} 积分，"
            f"还剩 {left}。",
            (Option("ask:coupon", "看看我的优惠券"),),
        )
    return Text(
        f"换好啦！「{done.gift_name}」的兑换码：{done.code}\n"
        f"到店给店员看一下就能领。用了 {done.points} 积分，还剩 {left}。"
    )


FORM: Form = Form(
    name="redeem",
    slots=(
        Slot(
            "gift",
            offer,
            wanted,
            exact=True,
            hint="没找到这件礼品，点一下列表里的就行。",
            refuse=refusal,
        ),
    ),
    finish=redeem,
    cancelled=lambda _turn, _data: Text("好的，积分给您留着，想换的时候说一声～"),
    confirm=confirmation,
    owns=frozenset({"redeem"}),
)
mount(router, FORM)


@router.on(says(CODES, "redemption codes") & is_member, priority=27)
def codes(turn: Turn) -> Answer:
    """The codes that wait at the shop, for whoever lost the message."""
    mine = redemption.recent(turn.session, member_id(turn), limit=SHOWN)
    lines = [f"{one.gift_name}：{one.code}" for one in mine if one.state == "confirmed"]
    if not lines:
        return Menu("没有等着领的礼品。", (LOOK_AGAIN,))
    return Text("\n".join(["还没领的礼品，到店给店员看兑换码：", *lines]))


names_gift = says(SWAPS, "wants something for points") & Filter(
    "names a gift", lambda turn: wanted(turn) is not None
)


@router.on(is_member & names_gift, priority=34)
def swap_for_named(turn: Turn) -> Answer:
    """The gift they name, whatever else their words look like."""
    return browse(turn)


@router.on(intent("redeem") & is_member)
def browse(turn: Turn) -> Answer:
    """What points buy today, or how to get there."""
    if not gifts.listed(turn.session, limit=1):
        return Text("礼品正在补货，过两天再来看看，积分都给您留着。")
    gift = wanted(turn)
    return FORM.start(turn) if gift is None else FORM.start(turn, gift=gift)


@router.on(intent("redeem"))
def invite_stranger(_turn: Turn) -> Answer:
    return invite("积分可以换礼品和优惠券，入会后买东西就会攒。")


def _line(gift: GiftInfo, have: int) -> str:
    short = "" if have >= gift.points else f"（还差 {gift.points - have}）"
    return f"{gift.name} · {gift.points} 积分{short}"


def _gift(turn: Turn, data: Data) -> GiftInfo | None:
    try:
        return gifts.find(turn.session, data["gift"])
    except UnknownGiftError:
        return None


def _not_available(turn: Turn, error: GiftNotAvailableError) -> Answer:
    signs_in = error.reason == "points" and signing_in_earns(turn)
    sign_today = (Option("sign_in", "今日签到"),) if signs_in else ()
    return Menu(_why_not(turn, error), (*sign_today, LOOK_AGAIN))


def _why_not(turn: Turn, error: GiftNotAvailableError) -> str:
    match error.reason:
        case "points":
            how = "签到、购物都能攒～" if signing_in_earns(turn) else "下次购物就能攒～"
            gift = gifts.find(turn.session, error.gift)
            return (
                f"「{gift.name}」要 {error.points} 积分，您现在能用 {error.available}，"
                f"还差 {error.points - error.available} 积分，{how}"
            )
        case "sold_out":
            return "手慢了一步，这件刚换完。积分没有扣。"
        case "member_limit":
            return "这件礼品每位会员换的数量有限，您已经换过啦。"
    return f"{GONE}积分没有扣。"
