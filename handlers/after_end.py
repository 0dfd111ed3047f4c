"""After a colleague ended a ticket: what the bot does not understand goes back to them.

The bot serves again from the end on, and what it understands it answers. What it would only ask
about, complaints, and pictures open the ticket again, for some days, where a human had answered.
"""

import re

from bot.router import Filter, Router, is_message, kind, known_to_desk
from bot.turn import Answer, Turn
from handlers import survey_reading
from handlers.answers import from_knowledge
from handlers.complaint_more import NUMBER
from handlers.human import KEPT
from handlers.ticket_followups import GLAD, who_has_it
from messaging.messages import Text
from surveys import invitations
from surveys.values import QUEUED, SHOWN
from tickets import complaining, handoff, service
from tickets.media import FETCHED_KINDS
from tickets.values import TicketView

router = Router(priority=94)
LONGEST, SURE_ENOUGH = 40, 0.55
UNSURE = frozenset({"", "refund_return", "product_question"})
"""Wishes that 「还是漏水」 and the like are taken for."""
FRIENDLY = frozenset({"thanks_bye", "praise", "greeting", "unsubscribe"})
OWN_DIALOGUES = frozenset({"clarify", KEPT})
WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{2,}\W+[A-Za-z]{2,}")
SIGNS = re.compile(r"\[[^\]]{1,8}\]|/:[\w:;()<>@|!~&*$^,.-]{1,8}")
"""Faces as the platform writes them: [强], /:strong."""
SPOKEN = re.compile(r"[^\W_]|[?？👍👎]")
BAD = re.compile(r"差|失望|糟|不(?!错)|bad|unhappy", re.IGNORECASE)
STILL = re.compile(
    r"还是(?:不|没|很|老|会|坏|漏|这样|那样|一样|老样)|还在(?!吗|不)|[仍依照][然旧样]"
    r"|(?:还|一直|至今|到现在)没(?!事|关系|问题)|怎么(?:又|还[不没])|没给我"
    r"|又(?:开始|出)?(?:坏|漏|裂|断|破|掉|错|少|没|不|这样)"
)
ARRIVED = re.compile(
    r"^(?!.*(?:没(?!问题)|[未不]))(?:.{0,8}?)(?:收到|到账|拿到|退到|寄到|换好|修好|弄好)了?(?:货|退款|东西|钱|款)?了?"
    r"[,，。!！~～ ]*(?:没问题|谢.*|多谢.*)?[。!！~～ ]*$"
)
NEXT_TIME = re.compile(
    r"^(?:那|就|只|我|真|很)*(?:下次|下回|以后|希望(?:以后|下次|今后))(?!.*[吗?？])"
)


def settled(turn: Turn) -> TicketView | None:
    """What a colleague ended for them so lately that they may go on about it."""
    if turn.contact.conversation_id is None:
        return None
    ticket = service.concerned(turn.session, turn.contact.id)
    if ticket is None or ticket.state != "resolved" or ticket.is_task:
        return None
    if ticket.first_response_at is None:
        return None
    return ticket if service.is_recent(turn.session, ticket, now=turn.now) else None


def taken_up(turn: Turn, ticket: TicketView, *, complains: bool = False) -> Text:
    """Give it back to who served them, and say so once."""
    turn.leave_dialogues()
    back = handoff.come_back(turn.session, ticket.id, "wrote again", now=turn.now)
    if not complains:
        return Text(f"收到，{who_has_it(turn, back, ticket)}。")
    complaining.becomes(turn.session, back.ticket.id, turn.text, now=turn.now)
    return Text(
        f"真对不起，让您又费心了。{who_has_it(turn, back, ticket)}。\n"
        "如果是另一件事，回复「新的投诉」单独登记。"
    )


is_settled = known_to_desk & Filter("settled lately", lambda turn: settled(turn) is not None)


def _in_short(turn: Turn) -> bool:
    return bool(turn.text) and not turn.option and len(turn.text) <= LONGEST


arrived = Filter(
    "says it has come",
    lambda turn: _in_short(turn) and bool(ARRIVED.match(turn.text)),
)
for_next_time = Filter(
    "asks for better next time",
    lambda turn: _in_short(turn) and bool(NEXT_TIME.match(turn.text)),
)
says_nothing = Filter(
    "says nothing",
    lambda turn: _in_short(turn) and not SPOKEN.search(SIGNS.sub("", turn.text)),
)
judges = Filter(
    "judges mildly",
    lambda turn: (
        _in_short(turn)
        and turn.intent != "praise"
        and survey_reading.is_vague(turn.text)
        and not BAD.search(turn.text)
    ),
)
still_so = Filter(
    "says it is still so",
    lambda turn: (
        _in_short(turn)
        and turn.intent in UNSURE
        and turn.dialogue is None
        and bool(STILL.search(turn.text))
    ),
)


@router.on(arrived & is_settled, priority=19)
def glad(_turn: Turn) -> Text:
    return Text(GLAD)


@router.on((says_nothing | judges) & is_settled, priority=19)
def heard(_turn: Turn) -> Text:
    """A face or a judgement wants no question back."""
    return Text("好的，收到～有需要随时找我。")


@router.on(for_next_time & is_settled, priority=19)
def remember(_turn: Turn) -> Text:
    """No more is wanted of anybody; the ticket shows that they wrote."""
    return Text("您说得对，我转告同事，下次一定做好。谢谢您愿意告诉我们～")


@router.on(still_so & is_settled, priority=38)
def still(turn: Turn) -> Answer:
    ticket = settled(turn)
    return None if ticket is None else taken_up(turn, ticket, complains=True)


shown = kind(*FETCHED_KINDS) & Filter("wordless", lambda turn: not turn.text)


@router.on(shown & is_settled)
def see(turn: Turn) -> Answer:
    """A picture or a recording belongs to what was talked of."""
    ticket = settled(turn)
    return None if ticket is None else taken_up(turn, ticket)


def _says_something(turn: Turn) -> bool:
    """Whether there is something for a person in it: no mere face, mark or rating."""
    said = SIGNS.sub("", turn.text).strip()
    if NUMBER.fullmatch(said):
        return True
    if not WORDS.search(said) or survey_reading.is_vague(said):
        return False
    likeliest = turn.understood.alternatives[:1]
    return not any(name in FRIENDLY and share >= SURE_ENOUGH for name, share in likeliest)


def _is_asked(turn: Turn) -> bool:
    """Whether they were asked how it went, just now, so that the words may answer that."""
    menu = (turn.contact.dialogue or {}).get("menu", ())
    if any(str(identifier).startswith("rate:") for identifier, _ in menu):
        return True
    return any(
        one.state in (QUEUED, SHOWN)
        and invitations.is_last_word(turn.session, one, turn.contact.id, inbox_id=turn.inbox_id)
        for one in invitations.latest_of_contact(turn.session, turn.contact.id)
    )


def _is_unclear(turn: Turn) -> bool:
    busy = turn.dialogue is not None and turn.dialogue["name"] not in OWN_DIALOGUES
    if busy or turn.option or turn.intent or not turn.text:
        return False
    return _says_something(turn) and not _is_asked(turn)


unclear = is_message & Filter("something for a person", _is_unclear)


@router.on(unclear & is_settled)
def back_to_them(turn: Turn) -> Answer:
    """What staff wrote down answers it, else whoever served them."""
    angry, ticket = turn.understood.negative, settled(turn)
    answer = None if angry else from_knowledge(turn)
    if answer is not None or ticket is None:
        return answer
    return taken_up(turn, ticket, complains=angry)
