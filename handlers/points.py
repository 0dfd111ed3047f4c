"""Points: how many there are, what expires next, where they came from."""

import re

from bot.router import Filter, Router, chosen, intent, is_member
from bot.turn import Answer, Turn
from handlers.answers import CLOSE, FIND_PERSON, from_knowledge
from handlers.days import last_day
from handlers.invitation import invite, member_id
from handlers.rates import points_of_a_yuan, signing_in_earns
from handlers.ticket_followups import says
from membership import points
from membership.points import Entry, Summary
from messaging.messages import Menu, Option, Text

router = Router(priority=50)
RECENT, LOOKED_AT = 8, 3
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
_PERSON = (
    r"(?:别|他|旁|家|亲)人|朋友|闺蜜|同事|同学|老[公婆妈爸]|[爸妈姐哥弟妹爷奶]|女儿|儿子|孩子"
    r"|媳妇|对象|男票|女票|[男女]友"
)
OF_OTHERS = re.compile(
    rf"积分.{{0,6}}(?:转[给让赠送移]|送(?:给)?(?:人|{_PERSON})|(?:借|匀)给|共享|共用)"
    rf"|积分.{{0,4}}给(?:我)?(?:{_PERSON}).{{0,2}}(?:用|换|花|吗|么)|转(?:给|让|赠).{{0,8}}积分"
    rf"|用(?:我)?(?:{_PERSON})的?.{{0,3}}积分"
)
TOGETHER = re.compile(r"积分.{0,6}(?:合并|合到?一起|并到?一起|合一)|合并.{0,6}积分")
is_of_others = says(OF_OTHERS, "points of somebody else")
are_put_together = says(TOGETHER, "points of two accounts")
MISSING = re.compile(
    r"积分.{0,24}(?:没有?|未)(?:给|加|到账?|记|算|送|涨|变|上)|(?:没有?|未)(?:给|加|记|算|送)(?:我)?.{0,4}积分"
)
MISSING_LENGTH = 80
are_missing = Filter(
    "misses points",
    lambda turn: (
        turn.intent == "points_balance"
        and len(turn.text) <= MISSING_LENGTH
        and bool(MISSING.search(turn.text))
    ),
)
wants_entries = chosen("points:recent") | says(ENTRIES, "points entries")


@router.on(are_put_together, priority=44)
def put_together(turn: Turn) -> Answer:
    """Two records of one person are merged by staff, who see whether they are."""
    return from_knowledge(turn, floor=CLOSE) or Menu(
        "两个会员号都是您本人的话，店员核对后可以合到一起，积分也会合过去。",
        (Option("ask:human_agent", "请店员帮我合并"),),
    )


@router.on(is_of_others, priority=44)
def keep_apart(turn: Turn) -> Answer:
    """Points go with the member; what they buy may be given away."""
    return from_knowledge(turn, floor=CLOSE) or Menu(
        "积分跟着会员本人走，不能转给别人用。换到的礼品可以送给家人朋友～",
        (Option("ask:redeem", "看看能换什么"), FIND_PERSON),
    )


@router.on(are_missing & is_member, priority=44)
def look_for(turn: Turn) -> Menu:
    """What did come, and a person for what did not."""
    entries = points.recent(turn.connection, member_id(turn), limit=LOOKED_AT)
    came = "\n".join(["最近的积分变动：", *(line(turn, entry) for entry in entries)])
    return Menu(
        f"{came if entries else '还没有积分变动。'}\n没看到那一笔的话，我请店员核对后帮您补上。",
        (Option("ask:human_agent", "请店员核对"),),
    )


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
    alike = found.next_expiry_points == found.balance
    if found.held:
        parts.append(f"（其中 {found.held} 分正为您的兑换留着）")
    if found.next_expiry_at is not None:
        until = last_day(found.next_expiry_at, turn.around.timezone)
        which = "" if alike else f"其中 {found.next_expiry_points} 分 "
        parts.append(f"，{which}{until}到期")
    return "".join(parts) + "。\n回复「积分明细」看来龙去脉，回复「兑换」看看能换什么。"


def line(turn: Turn, entry: Entry) -> str:
    """「6 月 10 日 消费获得 +120」."""
    day = entry.occurred_at.astimezone(turn.around.timezone)
    what = KINDS.get(entry.kind, "变动")
    source = SOURCES.get(entry.source, "") if entry.kind in {"earn", "spend"} else ""
    return f"{day.month} 月 {day.day} 日 {source}{what} {entry.points:+d}"
