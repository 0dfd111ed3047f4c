"""After a ticket: it is not solved, more about it, leave it, or how it went."""

import re

from bot.router import Filter, Router, chosen, known_to_desk
from bot.turn import Answer, Turn
from bot.wording import when
from handlers import survey_solved
from handlers.human import hand_over, promise
from messaging.messages import Menu, Option, Text
from tickets import handoff, service
from tickets.errors import IllegalMove
from tickets.values import HandOff, TicketView

router = Router(priority=15)
WITHDRAW, RATE, LONGEST = "withdraw:", "rate:", 30
MOST_TO_CHOOSE, LONGEST_CHOICE = 4, 14
GLAD = "太好了！有需要随时找我～"
GRADES = ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不太满意"), (1, "很不满意"))
URGES = re.compile(
    r"^(?:帮我|麻烦|请|能不能|可以|再|给我)*(?:催(?:一?催|一?下)?|加急|加快|(?:快点?|尽快|赶紧|抓紧)(?:给我)?"
    r"(?:处理|解决|办|弄)(?:一下)?)(?:吧|啊|呀|好吗|行吗|可以吗|了)?[。！!？?~～ ]*$"
)
NOT_SOLVED = re.compile(
    r"(?:还|仍|根本|都|一直|又)?(?:是)?(?:没|没有|未|木有)(?:有|能|给我|帮我)?(?:完全)?"
    r"(?:解决|处理好|搞定|弄好)(?:啊|呢|呀|好|掉|了)*[。！!？?~～ ]*$"
)
SOLVED = re.compile(
    r"^(?:问题)?(?:已经?|都)?(?:解决|处理好|搞定|弄好)了?[，,。！!~～ ]*(?:谢谢.*)?$"
)
LEAVE = re.compile(
    r"^(?:(?:那就|还是|就)?(?:算了|不用了|行了|好吧|没事了)(?:吧|啦)?[，,。！! ]*)?"
    r"(?:我?(?:要|想)|帮我|请|麻烦)?(?:撤销|撤回|撤掉|取消|撤)(?:一下|掉)?"
    r"(?:这个|那个|我的|上次的|刚才的)?(?:投诉|反馈|工单|售后|申请|登记)(?:吧|了)?[。！! ]*$"
    r"|^(?:那就|还是)?(?:算了|行了|好吧)?(?:吧|啦)?[，,。！! ]*我?不(?:想)?投诉了.*$"
    r"|^投诉(?:撤了|撤回|撤销|取消)吧?$"
)
ANOTHER = re.compile(
    r"^(?:我?(?:要|想)|还有|这?是)?(?:另外?一件事|新的?投诉|别的事|另一件)(?:事)?"
    r"(?:[。！!，,：: ]+(?P<what>.*))?$",
    re.DOTALL,
)


def says(pattern: re.Pattern[str], name: str) -> Filter:
    return Filter(name, lambda turn: len(turn.text) <= LONGEST and bool(pattern.search(turn.text)))


@router.on(known_to_desk & (says(NOT_SOLVED, "says not solved") | says(URGES, "urges")))
def not_solved(turn: Turn) -> Answer:
    """Open the settled ticket again; one that is still open gets a person if they like."""
    ticket = service.latest_for_contact(turn.session, turn.contact.id)
    if ticket is None:
        return Text("您这边还没有登记过的问题，直接告诉我发生了什么就行。")
    if ticket.is_working:
        return Menu(
            f"让您久等了，真不好意思。#{ticket.number} 还在处理中，店员看得到您在催。"
            "要直接找店员问问吗？",
            (Option("ask:human_agent", "找店员"), Option("complaint:wait", "再等等")),
        )
    turn.leave_dialogues()
    back = handoff.come_back(turn.session, ticket.id, "not_solved", now=turn.now)
    return Text(f"抱歉没帮您处理好。{who_has_it(turn, back, ticket)}，您也可以说说哪里还没解决。")


def who_has_it(turn: Turn, back: HandOff, ended: TicketView) -> str:
    """With whom a ticket is that came back, and when they answer."""
    number, soon = back.ticket.number, "会尽快回复您"
    if back.back_at is not None:
        at = when(back.back_at, now=turn.now, timezone=turn.around.timezone)
        soon = f" {at} 上班后第一时间回复您"
    if back.ticket.id != ended.id:
        return f"已经重新登记，新编号 #{number}，店员{soon}"
    if back.served_by is None:
        return f"#{number} 已经重新打开，店员{soon}"
    return f"#{number} 已经重新打开，交回给之前接待您的店员，{soon.strip()}"


@router.on(known_to_desk & says(LEAVE, "withdraws"))
def ask_before_withdrawing(turn: Turn) -> Answer:
    """Name what would be withdrawn before it is."""
    found = service.for_contact(turn.session, turn.contact.id)
    working = [one for one in found if one.is_working][:MOST_TO_CHOOSE]
    if not working:
        return Text("您现在没有正在处理的反馈，不用撤销～")
    if len(working) > 1:
        choices = [
            Option(f"{WITHDRAW}{one.id}", f"撤回 #{one.number}「{line(one.subject)}」")
            for one in working
        ]
        return Menu(
            "您有几件事正在处理，要撤回哪一件？撤回后就不再跟进了。",
            (*choices, Option("complaint:wait", "不撤，继续处理")),
        )
    (ticket,) = working
    return Menu(
        f"要撤回 #{ticket.number}「{ticket.subject}」吗？撤回后就不再跟进了。",
        (
            Option(f"{WITHDRAW}{ticket.id}", f"确认撤回 #{ticket.number}"),
            Option("complaint:wait", "不撤，继续处理"),
        ),
    )


def line(subject: str) -> str:
    return subject if len(subject) <= LONGEST_CHOICE else subject[: LONGEST_CHOICE - 1] + "…"


@router.on(chosen(WITHDRAW), priority=9)
def withdraw(turn: Turn) -> Answer:
    ticket = _own(turn, turn.option.removeprefix(WITHDRAW))
    if ticket is None:
        return None
    if ticket.state == "merged":
        return ask_before_withdrawing(turn)
    try:
        service.withdraw(turn.session, ticket.id, now=turn.now)
    except IllegalMove:
        return Text(f"#{ticket.number} 之前已经结束了，不用再撤回～")
    return Text(f"好的，#{ticket.number} 已撤回。之后还有问题，随时找我。")


@router.on(chosen("complaint:wait"), priority=9)
def wait(_turn: Turn) -> Text:
    return Text("好的，店员会尽快联系您。回复「查进度」随时了解处理情况。")


@router.on(known_to_desk & says(SOLVED, "says solved"))
def solved(turn: Turn) -> Answer:
    """Glad; and how was it?"""
    ticket = service.latest_for_contact(turn.session, turn.contact.id)
    if ticket is None:
        return Text(GLAD)
    asked = survey_solved.about_ticket(turn, ticket.id)
    if asked is not None:
        return survey_solved.ask_anew(turn, asked, "太好了！")
    return rating_question(ticket) if may_be_rated(ticket) else Text(GLAD)


def may_be_rated(ticket: TicketView) -> bool:
    """Only an end that a human had a part in is asked about, and once."""
    is_human = ticket.first_response_at is not None
    return ticket.state == "resolved" and is_human and ticket.rating is None


def rating_question(ticket: TicketView) -> Menu:
    options = tuple(Option(f"{RATE}{ticket.id}:{grade}", label) for grade, label in GRADES)
    return Menu(f"#{ticket.number} 处理得您还满意吗？", options)


@router.on(chosen(RATE), priority=9)
def rate(turn: Turn) -> Answer:
    """Keep the rating; a bad one gets a person, unasked."""
    key, _, grade = turn.option.removeprefix(RATE).partition(":")
    ticket = _own(turn, key)
    if ticket is None:
        return None
    surveyed = survey_solved.about_ticket(turn, ticket.id)
    if surveyed is not None and surveyed.definition.kind == "csat":
        return survey_solved.answer_for(turn, surveyed, int(grade))
    service.rate(turn.session, ticket.id, int(grade), now=turn.now)
    if int(grade) >= 3:
        return Text("谢谢您的评价，我们会继续努力！")
    asked = hand_over(turn, "bad rating", f"#{ticket.number} 评分 {grade} 分")
    return Text(f"很抱歉没让您满意。{promise(turn, asked)}")


def _own(turn: Turn, key: str) -> TicketView | None:
    """The ticket of this customer with this id."""
    found = service.for_contact(turn.session, turn.contact.id)
    return next((ticket for ticket in found if str(ticket.id) == key), None)
