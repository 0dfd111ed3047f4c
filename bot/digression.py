"""Whether words in the middle of a story are a wish of their own."""

import re

from bot.turn import Turn

PLAIN = frozenset(
    {"points_balance", "coupon", "tier_benefits", "store_info", "ticket_progress", "redeem"}
)
PLAIN_LENGTH = 18
ASKING = ("多少", "几点", "查", "看看", "在哪", "哪里", "还有", "吗", "么", "呢", "?", "？", "几")
WISHES = frozenset({"invoice", "unsubscribe"})
WISH_LENGTH = 8


GOODS_LENGTH = 24
GOODS = re.compile(r"[吗么嘛呢?？]|有没有|能不能|多少钱|什么颜色|哪些|哪款|[有能](?:货|现货)")
TROUBLE = re.compile(r"坏|破|裂|漏|错|少了|没收到|退|换|脏|开胶|掉色|怎么办|咋办|咋整")


def asks_about_goods(turn: Turn) -> bool:
    """A short question about something on sale, not about what went wrong with it."""
    return (
        turn.intent == "product_question"
        and not turn.understood.negative
        and len(turn.text) <= GOODS_LENGTH
        and bool(GOODS.search(turn.text))
        and not TROUBLE.search(turn.text)
    )


ANSWERED = 0.6
QUESTION = re.compile(r"[吗么嘛呢?？谁哪]|怎么|多久|几天|几点|什么|能不能|可以|多少|要不要")


def is_written_down(turn: Turn) -> bool:
    """A short question that staff wrote an answer to."""
    if len(turn.text) > GOODS_LENGTH or turn.option or not QUESTION.search(turn.text):
        return False
    account, now = turn.contact.account, turn.now
    index = turn.shelf.index
    return bool(index.search(turn.text, account=account, now=now, floor=ANSWERED, limit=1))


COMMAND = re.compile(
    r"(?:我(?:要|想)?|帮我|请|先)*"
    r"(?:绑定(?:会员|手机号?|账号)?|解绑|入会|签到|打卡|菜单|帮助"
    r"|查(?:一?下)?积分|的?积分余额|的(?:积分|优惠券|等级|订单))[吧呗啊呀。!！~～ ]*"
)


def is_command(turn: Turn) -> bool:
    """「签到」: two characters that answer no question of ours."""
    return not turn.option and bool(COMMAND.fullmatch(turn.text.strip()))


def asks_plainly(turn: Turn) -> bool:
    """A person asked for, a short question, or a shorter wish that no story would be."""
    if turn.intent == "human_agent" or asks_about_goods(turn):
        return True
    if is_command(turn):
        return True
    if turn.understood.negative:
        return False
    if turn.intent in WISHES:
        return len(turn.text) <= WISH_LENGTH
    return (
        turn.intent in PLAIN
        and len(turn.text) <= PLAIN_LENGTH
        and any(word in turn.text for word in ASKING)
    )
