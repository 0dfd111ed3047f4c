"""A complaint: what happened, and at once a number; then what helps to settle it, if they like.

The ticket opens as soon as it is known what happened, so nothing is lost when the customer stops
answering there.
"""

import re

from bot import reading, standing
from bot.forms import Data, Form, Slot, mount
from bot.router import Filter, Router, intent, known_to_desk
from bot.temper import is_furious
from bot.turn import Answer, Turn
from bot.wording import when
from handlers import after_end
from handlers.complaint_more import add_to, offer_person, running
from handlers.complaint_words import REPORTS, names_matter
from handlers.orders import NOT_FOUND, order_prompt, read_order
from handlers.ticket_followups import ANOTHER, says
from messaging.messages import Menu, Option, Text
from tickets import handoff, service
from tickets.values import TicketView

router = Router(priority=20)
NOT_ABOUT_ORDERS = ("态度", "店员", "服务员", "店长", "客服", "环境", "卫生", "排队", "停车")
BUT = re.compile(r"(?:但|可是|不过|就是|只是|唯独)是?(?P<rest>.{4,})$", re.DOTALL)
HURT = re.compile(
    r"摔(?:了|倒|伤|一)|滑倒|烫伤|烫[到着]了?手|划伤|割伤|受伤|磕(?:破|伤)|砸[到伤]|夹[到伤]了?[手脚]|食物中毒|上吐下泻"
    r"|(?:吃|喝).{0,10}(?:拉肚子|进了?医院|去了?医院)"
)
SORRY = "真的很抱歉给您添堵了。"


def details_wanted(_turn: Turn, data: Data) -> bool:
    return not any(word in data.get("told", "") for word in NOT_ABOUT_ORDERS)


def phone_wanted(turn: Turn, _data: Data) -> bool:
    """A member's phone is known already."""
    return turn.contact.member_id is None


def register(turn: Turn, data: Data) -> Answer:
    """Open the ticket, say its number, and ask what is still missing."""
    worth, angry = standing.of(turn), is_furious(turn)
    told = data["what"]
    ticket = service.open(
        turn.session,
        contact_id=turn.contact.id,
        member_id=turn.contact.member_id,
        kind="complaint",
        description=told,
        source_inbox_id=turn.inbox_id,
        order_no=reading.order_no(turn, told),
        phone=reading.phone(turn, told),
        standing=worth,
        strong_words=angry,
        now=turn.now,
    )
    said = (
        f"{SORRY}已经登记，编号 #{ticket.number}，{_who_comes_when(turn, ticket)}。"
        "有照片直接发在这里就行。"
    )
    if angry or standing.is_vip(worth):
        return [Text(said + "回复「查进度」随时了解处理情况。"), offer_person(ticket)]
    known = {"order": ticket.order_no, "phone": reading.phone(turn, told)}
    found = {name: value for name, value in known.items() if value is not None}
    asks_order = "order" not in found and details_wanted(turn, {"told": told})
    if not asks_order and ("phone" in found or not phone_wanted(turn, {})):
        return Text(said + "回复「查进度」随时了解处理情况。")
    return DETAILS.start(turn, said + "\n", ticket=ticket.id, told=told, **found)


def _who_comes_when(turn: Turn, ticket: TicketView) -> str:
    back = handoff.back_at(turn.session, ticket.team_id, now=turn.now)
    if back is None:
        return "店员会尽快联系您"
    said = when(back, now=turn.now, timezone=turn.around.timezone)
    return f"店员 {said} 上班，到时第一时间联系您"


def complete(turn: Turn, data: Data) -> Answer:
    """Add the details to the ticket."""
    number = keep_details(turn, data)
    return Text(
        f"好的，#{number} 都记下了，店员会尽快联系您。\n"
        "想补充照片或细节，直接发在这里；回复「查进度」随时了解处理情况。"
    )


def keep_details(turn: Turn, data: Data) -> int:
    """Note what is known on the ticket; return the ticket's number."""
    lines = [
        f"{label}：{data[name]}"
        for name, label in (("order", "订单号"), ("phone", "联系电话"))
        if data.get(name) and data[name] not in data["told"]
    ]
    if lines:
        service.add_note_from_customer(
            turn.session, data["ticket"], "\n".join(lines), inbox_id=turn.inbox_id, now=turn.now
        )
    return service.get(turn.session, data["ticket"]).number


def left_details(turn: Turn, data: Data) -> Answer:
    """No more questions, but the complaint stands until they say otherwise."""
    number = keep_details(turn, data)
    return Menu(
        f"好的，不多问了。#{number} 要继续处理吗？",
        (
            Option("complaint:wait", f"继续处理 #{number}"),
            Option(f"withdraw:{data['ticket']}", f"撤回 #{number}"),
        ),
    )


def read_matter(turn: Turn) -> str | None:
    """What happened. Mere anger is asked about once, and taken for it if nothing else comes."""
    told = reading.happened(turn)
    asked_again = bool((turn.dialogue or {}).get("data", {}).get("_misses"))
    if told is None or asked_again or not turn.text or names_matter(turn.text):
        return told
    return None


WHAT = Form(
    name="complaint",
    slots=(
        Slot(
            "what",
            Text("非常抱歉让您不愉快了。请告诉我发生了什么？有照片也可以直接发过来。"),
            read_matter,
            free=True,
            hint="不急，您慢慢说，我在听；想直接找店员，回复「人工」。",
        ),
    ),
    finish=register,
    cancelled=lambda _turn, _data: Text("好的，那先不登记。什么时候想说，随时找我。"),
    owns=frozenset({"complaint"}),
)


def add_besides(turn: Turn, data: Data) -> None:
    """What they tell between the questions belongs to the ticket."""
    service.add_note_from_customer(
        turn.session, data["ticket"], turn.text, inbox_id=turn.inbox_id, now=turn.now
    )


DETAILS: Form = Form(
    name="complaint_details",
    slots=(
        Slot(
            "order",
            lambda turn, _data: order_prompt(turn, DETAILS, "方便告诉我是哪一笔订单吗？"),
            read_order,
            optional=True,
            hint=NOT_FOUND,
            wanted=details_wanted,
        ),
        Slot(
            "phone",
            Text("留个手机号吗？店员可以直接打给您。不方便就回复「跳过」。"),
            reading.phone,
            optional=True,
            hint="这个号码好像不全，是 11 位的手机号吗？",
            wanted=phone_wanted,
        ),
    ),
    finish=complete,
    cancelled=left_details,
    owns=frozenset(
        {"complaint", "order_logistics", "refund_return", "product_question", "out_of_scope"}
    ),
    asides=lambda turn: bool(ANOTHER.match(turn.text)),
    pictures="照片收到了，已经放进您的反馈里。",
    more=add_besides,
)
mount(router, WHAT)
mount(router, DETAILS)

another_matter = Filter("another matter", lambda turn: bool(ANOTHER.match(turn.text)))


@router.on(another_matter & known_to_desk)
def begin_another(turn: Turn) -> Answer:
    """Take down what follows 「新的投诉：」 at once; ask what happened where nothing does."""
    turn.drop(DETAILS.name)
    said = ANOTHER.match(turn.text)
    what = (said["what"] or "").strip() if said else ""
    return WHAT.start(turn, what=what) if names_matter(what) else WHAT.start(turn)


def praises_but(turn: Turn) -> bool:
    """「面包好吃，但是态度真差」: thanks for the praise would pass over the rest."""
    after = BUT.search(turn.text)
    return after is not None and (
        turn.around.understanding.understand(after["rest"]).intent == "complaint"
    )


is_hurt = says(HURT, "was hurt") & ~intent("human_agent", "ticket_progress")
mixed = intent("praise") & Filter("praises with a but", praises_but)


@router.on(intent("complaint") | says(REPORTS, "reports something") | mixed | is_hurt)
def begin(turn: Turn) -> Answer:
    """Take the complaint down at once where it says what happened, else ask.

    What comes soon after an open complaint, or after one that ended, is more about it.
    """
    earlier = None if turn.option else running(turn)
    if earlier is not None:
        return add_to(turn, earlier)
    ended = None if turn.option else after_end.settled(turn)
    if ended is not None:
        return after_end.taken_up(turn, ended, complains=True)
    if turn.option or not names_matter(turn.text) or REPORTS.match(turn.text):
        return WHAT.start(turn)
    return WHAT.start(turn, what=turn.text)
