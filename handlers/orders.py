"""Which order is meant: the latest ones to choose from, its number, its day or its price."""

import re

from bot import reading
from bot.forms import Form
from bot.turn import Turn
from bot.understanding.slots import extract
from bot.wording import when
from membership import orders
from membership.orders import OrderView
from messaging.messages import Menu, Message, Text

LATEST = 3
POINTING, SHORT = 20, 8
POINTS = re.compile(
    r"(?:那|这|上)(?:一)?(?:个|单|笔|次|份|件|回|[个一]?订单)|(?:买|下单?|点|订|拍|付款?)(?:的|了)"
    r"|[天日晚早周号]的[。.!！]?$"
)
CLAUSE = re.compile(r"[\s,，。;；!！]+")
NEWEST = re.compile(r"最近|最新|刚|上一?[次回单笔]")
WHICH = re.compile(r"[前昨今上]|最近|最新|刚|周|月|号")
PRICE = re.compile(r"(?<![\d.])\d+(?:\.\d{1,2})?(?![\d.])")
NOT_FOUND = "没找到对应的订单。"
STATES = {
    "pending": "待付款",
    "paid": "已付款",
    "part_refunded": "部分已退款",
    "refunded": "已退款",
    "cancelled": "已取消",
}


def latest(turn: Turn) -> list[OrderView]:
    """The latest orders of the member behind this contact."""
    if turn.contact.member_id is None:
        return []
    return orders.of_member(turn.session, turn.contact.member_id, limit=LATEST)


def order_prompt(turn: Turn, form: Form, question: str, *, optional: bool = True) -> Message:
    """Offer the latest orders; a stranger is asked for the number."""
    skip = (form.option("skip", "都不是 / 跳过"),) if optional else ()
    known = latest(turn)
    if not known:
        tail = "发订单号就行" + ("，不记得就回复「跳过」。" if optional else "。")
        return Text(f"{question}{tail}")
    options = tuple(form.option(order.external_id, label(turn, order)) for order in known)
    return Menu(question, (*options, *skip), "不在里面的话，直接发订单号也可以。")


def label(turn: Turn, order: OrderView) -> str:
    """「11 月 18 日 9:00 ¥128.00（尾号 2371）」."""
    bought = (
        when(order.paid_at, now=turn.now, timezone=turn.around.timezone) if order.paid_at else ""
    )
    amount = f"¥{order.amount / 100:.2f}" if order.amount is not None else ""
    return " ".join(filter(None, [bought, amount])) + f"（尾号 {order.external_id[-4:]}）"


def named(turn: Turn, number: str) -> str:
    """An order of theirs as they know it, else its number."""
    known = next((one for one in latest(turn) if one.external_id == number), None)
    return label(turn, known) if known else number


def read_order(turn: Turn) -> str | None:
    """An order number, the tail of one of their latest, or words that fit only one of them."""
    said = turn.text.strip()
    if 4 <= len(said) <= 6:
        for order in latest(turn):
            if order.external_id.endswith(said):
                return order.external_id
    return reading.order_no(turn) or pointed_at(turn)


def pointed_at(turn: Turn) -> str | None:
    """「就昨天那个」「128 那单」, where it fits just one of the latest orders."""
    pointing = [
        clause
        for clause in CLAUSE.split(turn.text)
        if len(clause) <= POINTING and POINTS.search(clause)
    ]
    if not pointing:
        return None
    said, known = pointing[-1], latest(turn)
    fitting = [order for order in known if _fits(turn, order, said)]
    if not fitting and NEWEST.search(said):
        fitting = known[:1]
    return fitting[0].external_id if len(fitting) == 1 else None


def only_points(turn: Turn) -> bool:
    """「前天那单」, which tells of an order and nothing else, whether it was found or not."""
    said = turn.text.strip()
    return len(said) <= SHORT and bool(WHICH.search(said)) and bool(POINTS.search(said))


def _fits(turn: Turn, order: OrderView, said: str) -> bool:
    bought = order.paid_at and order.paid_at.astimezone(turn.around.timezone).date()
    if bought is not None and bought in extract(said, today=turn.today).dates:
        return True
    prices = {round(float(price) * 100) for price in PRICE.findall(said)}
    return order.amount is not None and order.amount in prices
