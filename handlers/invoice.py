"""An invoice: for whom, which tax number, which order, confirmed, then a ticket for staff."""

import re

from bot import reading
from bot.forms import Data, Form, Slot, mount
from bot.router import Filter, Router, in_dialogue, intent
from bot.turn import Answer, Turn
from handlers.answers import CLOSE, from_knowledge
from handlers.orders import NOT_FOUND, named, order_prompt, pointed_at, read_order
from handlers.ticket_progress import progress
from messaging.messages import Text
from tickets import service
from tickets.values import TicketView

router = Router(priority=45)
COMPANY = re.compile(
    r"公司|集团|厂|中心|学校|大学|医院|银行|事务所|有限|合作社|工作室|协会|店$|局$|院$"
)
ASKS = ("怎么", "多久", "吗", "？", "?", "能不能", "可以", "几天", "什么时候")
SENTENCE = re.compile(r"^\d|[我你您咱]|[没不]|怎么|什么|积分|投诉|退款|[昨今明]天")
"""What nobody's name holds: another matter, said while the title is asked for."""
OTHER_TITLE = re.compile(
    r"^(?:不对|不是|错了|等下|等等|[改换]一?下|还是|改|换|抬头|发票|[,，。 ])+"
    r"(?:要|应该|改|换|写|开|成|为|是|用|抬头|公司(?=[ :：])|[:： ])*"
    r"(?P<title>个人|[\w（）()·]{2,40}(?:公司|集团|厂|中心|学校|大学|医院|银行|事务所|合作社|工作室|协会))[。.!！]*$"
)
WRONG = re.compile(r"[写填开发弄搞]错|错了|重新?开|重开|改一?下|换(?:个)?抬头|改抬头|不对")
HOW_LONG = re.compile(r"多久|几天|[啥什]么?时候|何时")
ASKS_LENGTH, LONGEST_NAME = 16, 30
WHEN = re.compile(r"多久|几天|[啥什]么?时候|何时|[好开到发][了好]?没|还没")
TITLE = re.compile(r"^(?:抬头)?(?:是|写|开|：|:)?\s*(?P<title>.{2,60}?)[。.!！]?$")
NAMED_TITLE = re.compile(r"抬头(?:是|写|为|开|：|:)?\s*(?P<title>[^\s,，。;；税]{2,60})")
NO_NAME = re.compile(r"(?:开|要|是|我们?|写|抬头)*(?:公司|单位|企业|对公)(?:的|抬头|发票|吧|呢)*")
PERSONAL = re.compile(
    r"(?:开|要|是|我|写|就|抬头)*(?:个人|私人)(?:的|名义|抬头|发票|就行|就好|吧)*"
)
QUESTION = re.compile(r"[吗么呢?？][。.!！~]*$")


@router.on(intent("invoice"))
def begin(turn: Turn) -> Answer:
    """Answer a question from the knowledge base; else take down what an invoice needs."""
    if any(word in turn.text for word in ASKS):
        answer = from_knowledge(turn, floor=CLOSE)
        if answer is not None:
            return answer
    registered = _waits(turn)
    if registered is not None:
        if WRONG.search(turn.text):
            said = f"好的，记在 #{registered.number} 上了。"
            return Text(f"{said}请把正确的抬头和税号发在这里，店员按新的开。")
        if WHEN.search(turn.text):
            return Text(progress(turn, registered))
    known = told_at_once(turn) if not turn.option else {}
    found = {name: value for name, value in known.items() if value is not None}
    return FORM.start(turn, "好的，帮您登记开票。", **found)


def _waits(turn: Turn) -> TicketView | None:
    """The invoice that was handed in and is not written yet."""
    if turn.contact.conversation_id is None:
        return None
    ticket = service.latest_for_contact(turn.session, turn.contact.id)
    is_invoice = ticket is not None and ticket.category == "invoice" and ticket.is_working
    return ticket if is_invoice else None


names_payer = Filter(
    "names who pays, for an invoice that waits",
    lambda turn: (
        not turn.option
        and turn.intent in ("", "out_of_scope")
        and bool(COMPANY.search(turn.text[-5:]) or read_tax_number(turn))
        and _waits(turn) is not None
    ),
)


@router.on(names_payer, priority=58)
def note_payer(turn: Turn) -> Answer:
    """Another title or number after all was handed in."""
    ticket = _waits(turn)
    if ticket is None:
        return None
    service.add_note_from_customer(
        turn.session, ticket.id, turn.text, inbox_id=turn.inbox_id, now=turn.now
    )
    return Text(f"收到，已经补充到 #{ticket.number}，店员按这个开。")


def told_at_once(turn: Turn) -> dict[str, str | None]:
    """What the first line says of an invoice."""
    named = None if WRONG.search(turn.text) else NAMED_TITLE.search(turn.text)
    return {
        "title": named.group("title") if named else None,
        "tax_number": read_tax_number(turn),
        "order": reading.order_no(turn, reading.TAX_NUMBER.sub("", turn.text)) or pointed_at(turn),
    }


def read_title(turn: Turn) -> str | None:
    """「个人」 or a company's name, its tax number taken out; a question is none."""
    if QUESTION.search(turn.text):
        return None
    if not reading.WORDS.search(turn.text):
        return None
    line = reading.TAX_NUMBER.sub("", turn.text).strip(" ,，、税号：:")
    if NO_NAME.fullmatch(line):
        return None
    if PERSONAL.fullmatch(line):
        return "个人"
    if turn.understood.negative and not COMPANY.search(line[-5:]):
        return None
    if SENTENCE.search(line) and not COMPANY.search(line[-5:]):
        return None
    found = TITLE.match(line)
    return found.group("title").strip() if found else None


def names_payer_only(turn: Turn) -> bool:
    """「个人」, or a company's name and no more."""
    line = turn.text.strip()
    return bool(PERSONAL.fullmatch(line)) or (
        len(line) <= LONGEST_NAME and bool(COMPANY.search(line[-2:])) and not SENTENCE.search(line)
    )


def read_tax_number(turn: Turn) -> str | None:
    found = reading.TAX_NUMBER.search(turn.text.upper().replace(" ", ""))
    return found.group() if found else None


def read_order_number(turn: Turn) -> str | None:
    """An order's number; a tax number that comes here is none."""
    return None if read_tax_number(turn) else read_order(turn)


def is_company(_turn: Turn, data: Data) -> bool:
    return bool(COMPANY.search(data.get("title") or ""))


def summary(turn: Turn, data: Data) -> str:
    order = named(turn, data["order"]) if data.get("order") else ""
    return f"跟您核对一下：{_told(data, order)}。这样登记开票可以吗？"


def _told(data: Data, order: str) -> str:
    parts = [f"抬头「{data['title']}」"]
    if data.get("tax_number"):
        parts.append(f"税号 {data['tax_number']}")
    if order:
        parts.append(f"订单 {order}")
    return "，".join(parts)


def asks_when(turn: Turn) -> bool:
    """How long an invoice takes, asked while it is being taken down."""
    return len(turn.text) <= ASKS_LENGTH and not turn.option and bool(HOW_LONG.search(turn.text))


@router.on(in_dialogue("invoice") & Filter("asks when it comes", asks_when), priority=44)
def tell_when(turn: Turn) -> Answer:
    return from_knowledge(turn, floor=CLOSE) or Text("提交以后店员会尽快开，开好会在这里发给您。")


def submit(turn: Turn, data: Data) -> Answer:
    ticket = service.open(
        turn.session,
        contact_id=turn.contact.id,
        member_id=turn.contact.member_id,
        kind="enquiry",
        category="invoice",
        subject=f"开发票：{data['title']}",
        description=_told(data, data.get("order") or ""),
        source_inbox_id=turn.inbox_id,
        order_no=data.get("order"),
        now=turn.now,
    )
    return Text(f"开票已登记，编号 #{ticket.number}。店员开好后会在这里发给您。")


FORM: Form = Form(
    name="invoice",
    slots=(
        Slot(
            "title",
            Text("发票抬头写什么？个人的话回复「个人」，公司请发公司全称。"),
            read_title,
            hint="抬头没看明白，公司请发营业执照上的全称。",
            alone=names_payer_only,
        ),
        Slot(
            "tax_number",
            Text("请发一下公司税号（15 到 20 位）。手边没有就回复「跳过」，店员再跟您要。"),
            read_tax_number,
            hint="税号好像不对，应该是 15 到 20 位的数字和大写字母。",
            wanted=is_company,
            optional=True,
            alone=lambda turn: read_tax_number(turn) == turn.text.strip().upper(),
        ),
        Slot(
            "order",
            lambda turn, _data: order_prompt(turn, FORM, "开哪一笔订单的？"),
            read_order_number,
            optional=True,
            exact=True,
            hint=NOT_FOUND,
        ),
    ),
    finish=submit,
    confirm=summary,
    cancelled=lambda _turn, _data: Text("好的，先不开了。需要发票时随时找我。"),
    owns=frozenset({"invoice"}),
    asides=asks_when,
)
mount(router, FORM)

other_title = in_dialogue(FORM.name) & Filter(
    "another title",
    lambda turn: (
        "title" in (turn.dialogue or {})["data"]
        and not turn.option
        and bool(OTHER_TITLE.match(turn.text))
    ),
)


@router.on(other_title, priority=9)
def change_title(turn: Turn) -> Answer:
    """「不对，写公司 某某公司」, whatever is asked just then."""
    said = OTHER_TITLE.match(turn.text)
    assert said is not None
    data = (turn.dialogue or {})["data"]
    kept = {"order": data["order"]} if "order" in data else {}
    title = said["title"]
    return FORM.start(turn, f"好的，抬头改成「{title}」。", title=title, **kept)
