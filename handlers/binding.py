"""Becoming a member, binding the record one already has, and letting go of it."""

import re

from bot import reading
from bot.forms import Data, Form, Slot, mount
from bot.router import Filter, Router, chosen, is_member, known_to_desk
from bot.turn import SAY, Answer, Turn
from handlers.invitation import BIND, JOIN, member_id
from handlers.rates import points_of_a_yuan
from handlers.ticket_followups import says
from membership import binding, customers, levels
from membership.errors import FieldError
from membership.privacy import Privacy
from messaging.messages import Menu, Option, Text

router = Router(priority=28)
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
CODE_DIGITS = 6
ANOTHER = "another"
NONE_CAME = re.compile(
    "(没|未)(有)?(收|看)到|(收|看)不到|没(有)?(来|动静|反应|短信|验证码)|重新?发|再发|换个?(号|手机)"
)
TRY_AGAIN = {
    "wrong_code": "验证码不对，再看一眼短信？",
    "expired": "这个验证码已经过期了。",
    "too_many_attempts": "验证码输错太多次了，为了安全先停一下。",
}

TO_JOIN = re.compile(
    r"^(我(要|想))?((注册|加入|办|开通|成为|申请)(个|一个|一下|为)?(会员|vip)|入会)", re.IGNORECASE
)
TO_BIND = re.compile(
    r"绑定?(一下)?(会员|手机|账号|账户|老会员)|^(我|想|要|帮|请|给|来|先|再|重新)*绑定(一下)?[吧呗啊呀。!！~～]*$"
    r"|(重新?|再)(发|获取|要|来)(送|一下|一次|一遍|一个|个)*验证码|^重新(发|发送|获取)[。!！]?$"
    r"|(没|没有)(收到|看到)验证码|验证码(一直|还)?(没|没有)(收到|来|到)"
)
PHONE_ALONE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
TO_LET_GO = re.compile(r"解绑|解除绑定|取消绑定")

joins = chosen(JOIN) | says(TO_JOIN, "joining")
binds = chosen(BIND) | says(TO_BIND, "binding")
gives_phone = Filter(
    "a phone number and nothing else",
    lambda turn: (
        not turn.option
        and turn.intent in ("", "out_of_scope")
        and bool(PHONE_ALONE.fullmatch(turn.text.strip()))
    ),
)
lets_go = chosen("member:unbind") | says(TO_LET_GO, "unbinding")


def _privacy(turn: Turn) -> Privacy:
    privacy: Privacy = turn.around.services["privacy"]
    return privacy


def _read_code(turn: Turn) -> str | None:
    """The code; or what asks for another one: a phone again, or that none came."""
    if (found := CODE.search(turn.text)) is not None:
        return found.group()
    if (phone := reading.phone(turn)) is not None:
        return phone
    return ANOTHER if NONE_CAME.search(turn.text) else None


def _phone_given(turn: Turn, data: Data) -> Answer:
    """Ask for a code; what is said next is the same whether the phone is on record or not."""
    try:
        sent = binding.request_code(
            turn.session,
            contact_id=turn.contact.id,
            phone=data["phone"],
            privacy=_privacy(turn),
            now=turn.now,
        )
    except FieldError:
        return BINDING.start(turn, "这个号码好像不对。")
    if sent == "too_many_requests":
        return Text("验证码要得有点频繁，为了安全请过一小时再试，或者回复「人工」请店员帮您。")
    return CODE_FORM.start(turn)


def _code_given(turn: Turn, data: Data) -> Answer:
    """Bind by the code, or let them try once more."""
    if data["code"] == ANOTHER:
        return BINDING.start(turn, "那再试一次。")
    if len(data["code"]) > CODE_DIGITS:
        return _phone_given(turn, {"phone": data["code"]})
    found = binding.confirm_code(
        turn.session,
        contact_id=turn.contact.id,
        code=data["code"],
        privacy=_privacy(turn),
        now=turn.now,
        timezone=turn.around.timezone,
    )
    if found.member_id is not None:
        turn.contact.member_id = found.member_id
        return Text(_bound(turn, found.member_id))
    if found.outcome == "wrong_code":
        return CODE_FORM.start(turn, TRY_AGAIN["wrong_code"])
    if found.outcome == "expired":
        return BINDING.start(turn, TRY_AGAIN["expired"])
    if found.outcome == "refused":
        return Menu(
            "这两份会员资料要店员帮您核对一下才能合到一起。",
            (Option("ask:human_agent", "请店员帮忙"),),
        )
    return Menu(TRY_AGAIN[found.outcome], (Option(BIND, "重新获取验证码"),))


def _bound(turn: Turn, member_id: int) -> str:
    name = customers.get(turn.session, member_id).name
    level = levels.standing(turn.session, member_id).level
    title = level.name if level else "会员"
    greeting = f"欢迎回来，{name}！" if name else "欢迎回来！"
    return f"绑定成功，{greeting}您是我们的{title}。回复「积分」看看攒了多少。"


def _nothing_done(_turn: Turn, _data: Data) -> Answer:
    return Text("好的，先不弄。什么时候想绑，回复「绑定」就行。")


BINDING: Form = Form(
    name="binding",
    slots=(
        Slot(
            "phone",
            Text("请发一下您在店里留的手机号，我给它发一条验证码。"),
            reading.phone,
            hint="这个号码好像不全，是 11 位的手机号吗？",
        ),
    ),
    finish=_phone_given,
    cancelled=_nothing_done,
)
CODE_FORM: Form = Form(
    name="binding_code",
    slots=(
        Slot(
            "code",
            Text("如果这个手机号在店里留过，会收到一条 6 位验证码，10 分钟内发给我就好。"),
            _read_code,
            hint="验证码是 6 位数字哦。",
        ),
    ),
    finish=_code_given,
    cancelled=_nothing_done,
)
mount(router, BINDING)
mount(router, CODE_FORM)


@router.on(chosen("unbind:yes") & is_member, priority=26)
def let_go_now(turn: Turn) -> Text:
    binding.unbind(turn.session, contact_id=turn.contact.id, now=turn.now)
    turn.contact.member_id = None
    return Text("已经解绑。您的积分和等级都还在，什么时候想用，回复「绑定」就能找回来。")


@router.on(chosen("unbind:no"), priority=26)
def keep(_turn: Turn) -> Text:
    return Text("好的，会员还绑着，一切照旧。")


@router.on(lets_go & is_member, priority=27)
def let_go(turn: Turn) -> Answer:
    """Ask before the contact is taken away; a record without a phone could not be found again."""
    if customers.get(turn.session, member_id(turn)).phone_hint is None:
        return Menu(
            "您还没留手机号，解绑后就找不回积分了。要请店员帮您先登记手机号吗？",
            (Option("ask:human_agent", "请店员帮忙"),),
        )
    return Menu(
        "解绑以后，这个微信就查不到您的积分和等级了。确定解绑吗？",
        (Option("unbind:yes", "确认解绑"), Option("unbind:no", "先不解绑")),
    )


@router.on(lets_go, priority=27)
def nothing_to_let_go(_turn: Turn) -> Text:
    return Text("这个微信没有绑定会员，不用解绑。想入会回复「入会」就行。")


@router.on(gives_phone & ~is_member & ~known_to_desk, priority=57)
def offer_to_bind(turn: Turn) -> Menu:
    """A stranger's number by itself: they may be a member already."""
    phone = reading.phone(turn)
    return Menu(
        "想用这个手机号找回会员吗？",
        (Option(f"{SAY}绑定手机 {phone}", "绑定这个手机号"), Option("ask:human_agent", "找店员")),
    )


@router.on(binds)
def bind(turn: Turn) -> Answer:
    """Begin with the phone, if it was said at once; a code asked for before is waited for no
    more."""
    turn.drop(CODE_FORM.name)
    phone = reading.phone(turn)
    return BINDING.start(turn, phone=phone) if phone else BINDING.start(turn)


@router.on(joins & is_member)
def already_in(_turn: Turn) -> Text:
    return Text("您已经是会员啦。回复「积分」查积分，回复「我的等级」看权益。")


@router.on(joins)
def join(turn: Turn) -> Answer:
    """Make them a member at once."""
    made = customers.register(turn.session, contact_id=turn.contact.id, now=turn.now)
    turn.contact.member_id = made.member_id
    if not made.is_new:
        return Text("欢迎回来，您的会员已经找到了。回复「积分」看看攒了多少。")
    return Menu(
        f"欢迎入会！从现在起，{points_of_a_yuan(turn)}。告诉我您的生日，生日那天有小惊喜～",
        (Option("profile:birthday", "填生日"), Option(BIND, "我有会员卡，绑定手机号")),
    )
