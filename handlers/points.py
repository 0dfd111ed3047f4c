"""Points: how many there are, what expires next, where they came from."""

import re

from bot.router import Router, chosen, intent
from bot.turn import Answer, Turn
from handlers.days import last_day
from handlers.invitation import invite, is_member, member_id
from handlers.rates import points_of_a_yuan, signing_in_earns
from handlers.ticket_followups import says
from membership import points
from membership.points import Entry, Summary
from messaging.messages import Text

router = Router(priority=50)
RECENT = 8
KINDS = {
    "earn": "获得",
    "spend": "使用",
    "expire": "到期",
    "claw_back": "退款扣回",
    "restore": "退款返还",
    "adjust": "店员调整",
    "merge_in": "账户合并",
    "merge_out": "账户合并",
}
SOURCES = {
    "order": "消费",
    "signin": "签到",
    "sign_in": "签到",
    "gift": "兑换",
    "redemption": "兑换",
    "birthday": "生日礼",
    "referral": "推荐有礼",
}

ENTRIES = re.compile(
    r"积分.{0,3}(明细|记录|流水|从哪|怎么来)|积分.{0,5}(怎么|咋|为啥|为什么|被).{0,4}(少|扣|没|变|吞)"
    r"|^(积分)?的?(明细|流水)(呢|看看|看下)?$"
    r"|((?<![多至不])少|扣|吞)了?我?.{0,6}积分"
)
wants_entries = chosen("points:recent") | says(ENTRIES, "points entries")


@router.on(wants_entries & is_member, priority=45)
def show_recent(turn: Turn) -> Text:
    """List the latest changes of the balance."""
    entries = points.recent(turn.connection, member_id(turn), limit=RECENT)
    if not entries:
        return Text(f"还没有积分变动。{points_of_a_yuan(turn)}，下次买单就有啦。")
    lines = [line(turn, entry) for entry in entries]
    return Text("最近的积分变动：\n" + "\n".join(lines))


@router.on(intent("points_balance") & is_member)
def show_balance(turn: Turn) -> Text:
    """Tell a member how many points they hold and which expire next."""
    found = points.summary(turn.connection, member_id(turn), now=turn.now)
    return Text(balance(turn, found))


@router.on((intent("points_balance") | wants_entries) & ~is_member)
def invite_to_points(turn: Turn) -> Answer:
    return invite(f"会员{points_of_a_yuan(turn)}，积分能换礼品。")


def balance(turn: Turn, found: Summary) -> str:
    """The balance, what is special about it, and the next step."""
    if found.balance < 0:
        return (
            f"您的积分现在是 {found.balance} 分：有订单退款了，当时的积分已经用掉。"
            "下次消费得到的积分会先补上。"
        )
    if found.balance == 0:
        also = "，回复「签到」也能领" if signing_in_earns(turn) else "，下次买单就有啦"
        return f"您现在还没有积分。{points_of_a_yuan(turn)}{also}。"
    parts = [f"您现在有 {found.balance} 积分"]
    if found.held:
        parts.append(f"（其中 {found.held} 分正为您的兑换留着）")
    if found.next_expiry_at is not None:
        until = last_day(found.next_expiry_at, turn.around.timezone)
        parts.append(f"，其中 {found.next_expiry_points} 分 {until}到期")
    return "".join(parts) + "。\n回复「积分明细」看来龙去脉，回复「兑换」看看能换什么。"


def line(turn: Turn, entry: Entry) -> str:
    """「6 月 10 日 消费获得 +120」."""
    day = entry.occurred_at.astimezone(turn.around.timezone)
    what = KINDS.get(entry.kind, "变动")
    source = SOURCES.get(entry.source, "") if entry.kind in {"earn", "spend"} else ""
    return f"{day.month} 月 {day.day} 日 {source}{what} {entry.points:+d}"
