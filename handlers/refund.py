"""Refund, return, exchange: which order, why, confirmed by name, then an after-sale ticket."""

import re

from bot import reading, standing, steering
from bot.forms import Data, Form, Slot, mount
from bot.router import Filter, Router, in_dialogue, intent
from bot.turn import Answer, Turn
from handlers.answers import CLOSE, from_knowledge, give, miss
from handlers.orders import NOT_FOUND, named, only_points, order_prompt, pointed_at, read_order
from handlers.ticket_progress import progress
from messaging.messages import Menu, Option, Text
from tickets import service
from tickets.values import TicketView

router = Router(priority=45)
BARE, LEAST_REASON = 10, 3
NAMING = re.compile(r"订单编?号?[是为:： ]*")
NO_REASON = "未说明"
KINDS = (("换货", ("换货", "换一", "调换", "换个", "换成")), ("退货", ("退货", "退回")))
LIKELY = 0.33
"""Enough likeness where the matter is known already."""
TERMS_LENGTH = 20
TERMS = re.compile(
    r"(运费|邮费|快递费).{0,5}(谁|哪|要|咋|怎么|多少|吗|么|吧|[?？])|谁.{0,3}(出|付|承担|掏).{0,2}(运费|邮费)"
    r"|(多久|几天|多少天|什么时候|啥时候|何时).{0,4}(到账|退款|退钱|到|审核)|到账.{0,2}(多久|几天)"
)
AWAITS = re.compile(
    r"(?:多久|几天|什么时候|啥时候|何时|几时).{0,4}(?:到账|退|到|审核|处理)|(?:到账|审核|退款?|处理).{0,3}(?:多久|几天|[了好]没)"
    r"|(?:怎么|咋|一直|都|还).{0,6}[没不](?:退|到账|审核|处理)|没到账"
)
ASKS_HOW = ("怎么", "多久", "几天", "吗", "？", "?", "规则", "政策", "能不能", "可以")


@router.on(intent("refund_return"))
def begin(turn: Turn) -> Answer:
    """A question on how it goes is answered from the knowledge base; a wish starts the form."""
    registered = underway(turn)
    if registered is not None:
        return how_far(turn, registered)
    if any(word in turn.text for word in ASKS_HOW):
        answer = from_knowledge(turn, floor=CLOSE)
        if answer is not None:
            return answer
    known = {"order": reading.order_no(turn) or pointed_at(turn)}
    if len(_besides(turn.text, known["order"])) > BARE and not turn.option:
        known["why"] = turn.text.strip()
    found = {name: value for name, value in known.items() if value is not None}
    return FORM.start(turn, "好的，我来帮您登记。", kind=wished(turn.text), **found)


def _besides(said: str, order: str | None) -> str:
    """What a line says apart from naming an order."""
    return NAMING.sub("", said.replace(order or "", "")).strip()


def underway(turn: Turn) -> TicketView | None:
    """The refund that is being looked at, where the words ask how far it is."""
    if turn.option or turn.contact.conversation_id is None or not AWAITS.search(turn.text):
        return None
    ticket = service.latest_for_contact(turn.session, turn.contact.id)
    is_refund = ticket is not None and ticket.kind == "after_sale" and ticket.is_working
    return ticket if is_refund else None


def how_far(turn: Turn, ticket: TicketView) -> Menu:
    """No second form for what was handed in already; and a person, since they wait."""
    when = "什么时候到账，店员审核时会在这里跟您说清楚。"
    return Menu(
        f"让您久等了，真不好意思。\n{progress(turn, ticket)}\n{when}",
        (Option("ask:human_agent", "找店员问问"), Option("complaint:wait", "再等等")),
    )


awaits_refund = Filter("awaits a refund", lambda turn: underway(turn) is not None)


@router.on(awaits_refund & ~Filter("in a dialogue", lambda turn: turn.aside is not None), 44)
def tell_how_far(turn: Turn) -> Answer:
    ticket = underway(turn)
    return None if ticket is None else how_far(turn, ticket)


def asks_terms(turn: Turn) -> bool:
    """Who pays the freight, how long money takes: no reason for a refund."""
    said = turn.text
    return len(said) <= TERMS_LENGTH and not turn.option and bool(TERMS.search(said))


@router.on(
    in_dialogue("refund") & Filter("asks how refunds go", asks_terms),
    priority=44,
)
def tell_terms(turn: Turn) -> Answer:
    """What staff wrote of it; else no promise, but who will say."""
    index, account = turn.shelf.index, turn.contact.account
    kind = (turn.dialogue or {})["data"].get("kind", "")
    for words in (turn.text, f"{kind}{turn.text}"):
        hits = index.search(words, account=account, now=turn.now, floor=LIKELY, limit=1)
        if hits:
            return give(turn, hits[0].entry)
    miss(turn, "no_answer", "refund_return")
    return Text("这个要看具体情况，提交以后店员审核时会在这里跟您说清楚。")


def wished(text: str) -> str:
    return next((name for name, words in KINDS if any(w in text for w in words)), "退款")


def summary(turn: Turn, data: Data) -> str:
    order = f"订单 {named(turn, data['order'])}" if data.get("order") else "订单未提供"
    return f"跟您核对一下：申请{data['kind']}，{order}，原因「{data['why'][:60]}」。确认提交吗？"


def submit(turn: Turn, data: Data) -> Answer:
    """Open the ticket. No money moves here: staff decide."""
    ticket = service.open(
        turn.session,
        contact_id=turn.contact.id,
        member_id=turn.contact.member_id,
        kind="after_sale",
        category=data["kind"],
        subject=f"{data['kind']}：{data['why']}",
        description=data["why"],
        source_inbox_id=turn.inbox_id,
        order_no=data.get("order"),
        standing=standing.of(turn),
        now=turn.now,
    )
    return Text(
        f"已提交，售后编号 #{ticket.number}。店员审核后会在这里回复您，"
        "有商品照片可以先发过来。回复「查进度」随时查看。"
    )


def read_why(turn: Turn) -> str | None:
    """Whatever was said; a reason may be kept to oneself, and a bare yes is none."""
    if steering.is_yes(turn.text) or steering.is_no(turn.text) or only_points(turn):
        return None
    order = reading.order_no(turn)
    if order is not None and len(_besides(turn.text, order)) < LEAST_REASON:
        return None
    return NO_REASON if steering.is_skip(turn.text) else reading.happened(turn)


FORM: Form = Form(
    name="refund",
    slots=(
        Slot(
            "order",
            lambda turn, _data: order_prompt(turn, FORM, "是哪一笔订单呢？"),
            read_order,
            optional=True,
            exact=True,
            hint=NOT_FOUND,
        ),
        Slot(
            "why",
            Text("方便说下原因吗？商品有问题的话，也可以发照片。"),
            read_why,
            free=True,
            hint="简单说下就行，比如尺码不合适、有破损；不想说就回复「跳过」。",
        ),
    ),
    finish=submit,
    confirm=summary,
    cancelled=lambda _turn, _data: Text("好的，那先不申请了。需要的时候再找我～"),
    owns=frozenset({"refund_return", "complaint", "product_question", "order_logistics"}),
    pictures="照片收到了。",
    asides=asks_terms,
)
mount(router, FORM)
