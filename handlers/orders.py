"""Asking which order is meant: the latest ones to choose from, or its number."""

from bot import reading
from bot.forms import Form
from bot.turn import Turn
from bot.wording import when
from membership import orders
from membership.orders import OrderView
from messaging.messages import Menu, Message, Text

LATEST = 3
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


def read_order(turn: Turn) -> str | None:
    """An order number, or the tail of one of their latest."""
    said = turn.text.strip()
    if 4 <= len(said) <= 6:
        for order in latest(turn):
            if order.external_id.endswith(said):
                return order.external_id
    return reading.order_no(turn)
