"""Where is my order? What the shop's system told us of it, and a person for the parcel itself."""

import re

from bot import reading
from bot.forms import Data, Form, Slot, mount
from bot.router import Filter, Router, intent
from bot.turn import SAY, Answer, Turn
from handlers.answers import CLOSE, from_knowledge, no_answer
from handlers.human import hand_over, promise
from handlers.orders import STATES, label, latest, order_prompt, pointed_at, read_order
from handlers.waiting import waits_for_person
from membership import orders
from membership.orders import OrderView
from messaging.messages import Menu, Option, Text

router = Router(priority=50)
DELIVERS = re.compile(
    r"(?:能|可以|会|支持|提供|有|包).{0,3}(?:送货|外送|送餐|外卖|配送|邮寄|快递|送上门|邮)(?:吗|么|不|服务|[?？]|$)"
    r"|送(?:货|外卖|上门)?[吗不]|配送(?:费|范围)|起送|运费|邮费|(?:^|能|可以)送到.{2,12}(?:吗|么|可以|行)"
)
"""Whether the shop delivers at all, and for how much."""
MINIMUM = re.compile(r"(?:满|多少|几).{0,4}(?:起送|配送|包邮|免运费|免邮)")


asks_minimum = Filter(
    "asks from how much we deliver",
    lambda turn: turn.intent == "" and not turn.option and bool(MINIMUM.search(turn.text)),
)


@router.on(asks_minimum)
def tell_minimum(turn: Turn) -> Answer:
    return from_knowledge(turn) or no_answer(turn, "order_logistics")


@router.on(intent("order_logistics"))
def where(turn: Turn) -> Answer:
    """Answer from the knowledge base, from the order that is named, or from the latest one."""
    number = reading.order_no(turn) or pointed_at(turn)
    if number is not None:
        return look_up(turn, {"order": number})
    answer = from_knowledge(turn, floor=CLOSE)
    if answer is not None:
        return answer
    if DELIVERS.search(turn.text):
        return from_knowledge(turn) or no_answer(turn, "order_logistics")
    known = latest(turn)
    if len(known) == 1:
        return tell(turn, known[0])
    if waits_for_person.test(turn):
        return Text(f"让您久等了，真不好意思。{promise(turn, hand_over(turn, 'order'))}")
    return FORM.start(turn)


is_bare_number = Filter(
    "an order number and nothing else",
    lambda turn: (
        not turn.option
        and turn.intent in ("", "out_of_scope")
        and reading.ALONE.fullmatch(turn.text.strip()) is not None
        and reading.order_no(turn) is not None
    ),
)


@router.on(is_bare_number & ~waits_for_person, priority=58)
def what_of_it(turn: Turn) -> Menu:
    """What is wanted with the order; its number is not asked for again."""
    number = turn.text.strip()
    return Menu(
        f"订单 {number}，您想办哪一样？",
        (
            Option(f"{SAY}查物流 订单号{number}", "查物流"),
            Option(f"{SAY}我要退款 订单号{number}", "退款退货"),
            Option(f"{SAY}开发票 订单号{number}", "开发票"),
            Option("ask:human_agent", "找店员"),
        ),
    )


def look_up(turn: Turn, data: Data) -> Answer:
    """Say how the order stands; one that is not theirs or not known goes to a person."""
    if data["order"] is None:
        asked = hand_over(turn, "order", "查询物流，顾客没有订单号")
        return Text(f"没关系，我请店员帮您查。{promise(turn, asked)}")
    found = orders.by_external_id(turn.session, data["order"])
    mine = turn.contact.member_id
    if found is not None and mine is not None and found.member_id == mine:
        return tell(turn, found)
    asked = hand_over(turn, "order", f"查询订单 {data['order']} 的物流：{turn.text}")
    return Text(f"订单 {data['order']} 我请店员帮您查快递。{promise(turn, asked)}")


def tell(turn: Turn, order: OrderView) -> Answer:
    state = STATES.get(order.status, "处理中")
    return Menu(
        f"您的订单 {label(turn, order)}：{state}。快递走到哪儿了，我可以请店员查给您。",
        (
            Option("ask:human_agent", "请店员查快递"),
            Option("ask:refund_return", "这单要退款退货"),
        ),
    )


FORM: Form = Form(
    name="logistics",
    slots=(
        Slot(
            "order",
            lambda turn, _data: order_prompt(turn, FORM, "您想查哪一笔订单？"),
            read_order,
            optional=True,
            hint="让您久等了。告诉我是哪一笔，我马上查；没有订单号，店员也能帮您查。",
        ),
    ),
    finish=look_up,
    cancelled=lambda _turn, _data: Text("好的，想查的时候再告诉我～"),
    owns=frozenset({"order_logistics"}),
)
mount(router, FORM)
