"""Several wishes in one line: 「查下积分，顺便开个发票」.

Each part is answered only when every part is certain and nothing is moved by answering: figures
are shown, forms begin and ask before they do anything. A complaint beside plain wishes is taken
down and its question asked first. Whatever else is angry, denied or unclear is left whole, for the
handlers that know how to ask.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, partial

from bot.turn import Answer, Turn
from messaging.messages import Menu, Message, Text

Hear = Callable[[str], Turn]
"""The turn for a part of the line, understood once however often it is asked for."""
SHORTEST, LONGEST, LONGEST_TALK, MOST = 5, 60, 300, 3
TELLING = frozenset({"points_balance", "coupon", "tier_benefits", "store_info", "ticket_progress"})
BEGINNING = frozenset({"invoice", "redeem", "refund_return", "order_logistics"})
ASKING = frozenset({"product_question", "profile_birthday"})
HARMLESS = TELLING | BEGINNING | ASKING
COMPLAINT, REFUND = "complaint", "refund_return"
BEGINS = BEGINNING | {COMPLAINT}
LISTED = frozenset({"points_balance", "coupon", "tier_benefits"})
OPENING = frozenset({"greeting", "thanks_bye"})
SMALL_TALK = OPENING | {"", "out_of_scope", "praise"}
APART = TELLING | {"invoice", "redeem"}
"""What a mere comma may part. The others belong to stories, which touch several intents and are
one matter all the same: 「没收到货，想退款」 is parted only by a word like 「另外」."""
TERSE = 14
REQUEST = re.compile(r"[查看问办]|开.{0,3}票|几[点张个]|多少|[吗么?？]|[换兑]|还有多|在哪")

SORRY_FIRST = Text("真对不起，您说的几件事我一件一件来。")
"""Before figures that they asked for along with a complaint."""

_JOINT = re.compile(
    r"(?P<also>[，,。;；、\s]*(?:顺便|顺带|另外|对了|以及|同时|还有就是|然后再?|再(?=[帮给开查看问])"
    r"|还有(?=优惠|券|发票|积分|等级|会员|帮|我|你们))[，,\s]*)|[，,。;；!！?？\s]+"
)
_LIST = re.compile(r"和|跟|、|以及|还有(?!多少|几|没)|与")
_LEADING = re.compile(r"^(?:请|麻烦|帮我|给我|我想|我要|想|一起|都|查|看|问|了解|一?下)+")
_QUESTION = re.compile(r"[吗么呢?？]|能|可以|区别|一起用|叠加|怎么|咋|抵|换")
_STORY = re.compile(r"如果|的话|要是|因为|为什么|为啥|但|所以|以后|之后|刚才|昨天|明明")
_MARKS = "和跟、顺再还另，,。;； !！?？以同对然与"


def apart(turn: Turn) -> list[Turn]:
    """One turn for each wish, those that begin a form last; empty unless there are several."""
    if turn.inbound.is_event or turn.option or turn.dialogue is not None:
        return []
    said = turn.text.strip()
    if not SHORTEST <= len(said) <= LONGEST_TALK or not any(mark in said for mark in _MARKS):
        return []
    if _written_down(turn):
        return []
    hear: Hear = cache(partial(_about, turn))
    together = _together(turn, said, hear) if len(said) <= LONGEST else []
    return together or _at_the_end(turn, said, hear)


def _together(turn: Turn, said: str, hear: Hear) -> list[Turn]:
    for parts, allowed in ((_clauses(said), HARMLESS), (_listed(said), LISTED)):
        several = 1 < len(parts) <= MOST + 1
        found = _each_certain(turn, map(hear, parts), allowed) if several else []
        if found:
            return sorted(found, key=lambda one: one.intent in BEGINNING)
    return []


def _at_the_end(turn: Turn, said: str, hear: Hear) -> list[Turn]:
    """The plain question that a long talk ends with, and the talk, too, where it complains."""
    joints = [joint for joint in _JOINT.finditer(said) if joint.end() < len(said)]
    if not joints or turn.understood.denied is not None:
        return []
    last = hear(said[joints[-1].end() :])
    if last.intent not in TELLING or not _is_request(last):
        return []
    before = hear(said[: joints[-1].start()])
    if turn.intent == "" and not turn.understood.negative and before.intent in SMALL_TALK:
        return [last]
    return [last, before] if joints[-1]["also"] and before.intent == COMPLAINT else []


def _written_down(turn: Turn) -> bool:
    """Whether staff wrote an answer to this whole line."""
    said, account, now, shelf = turn.text, turn.contact.account, turn.now, turn.shelf
    return bool(
        shelf.keywords.exact(said, account=account, now=now, minute=turn.minute_of_day)
        or shelf.index.exact(said, account=account, now=now)
    )


def _clauses(said: str) -> list[str]:
    return [part for part in _JOINT.sub("\n", said).split("\n") if part.strip()]


def _listed(said: str) -> list[str]:
    """「查积分和优惠券」; a question about how two things go together is one question."""
    if _QUESTION.search(said.rstrip("吗么呢?？!！。 ")):
        return []
    return [part for part in _LIST.split(_LEADING.sub("", said)) if part.strip()]


def _each_certain(turn: Turn, parts: Iterable[Turn], allowed: frozenset[str]) -> list[Turn]:
    """A turn for each part that is no mere greeting, or nothing when one is in doubt."""
    if turn.understood.denied is not None:
        return []
    heard = [one for one in parts if one.intent not in OPENING]
    if any(one.intent == COMPLAINT for one in heard):
        return _beside_complaint(turn, heard) if allowed is HARMLESS else []
    if turn.understood.negative:
        return []
    wishes: dict[str, Turn] = {}
    for one in heard:
        if one.intent not in allowed or one.understood.negative:
            return []
        wishes.setdefault(one.intent, one)
    if len(wishes) < 2 or not (_said_besides(turn) or _stand_alone(wishes)):
        return []
    return list(wishes.values())[:MOST]


def _beside_complaint(turn: Turn, heard: list[Turn]) -> list[Turn]:
    """The complaint, or the refund it is the reason for, and the plain wishes beside it.

    「积分也没给我」 asks for nothing and belongs to the complaint, 「什么破店！！」 to the wish.
    """
    trouble = [one for one in heard if one.intent in (COMPLAINT, REFUND)]
    plain = {one.intent: one for one in heard if one.intent not in (COMPLAINT, REFUND)}
    whole = "，".join(one.text.strip() for one in trouble)
    is_apart = _said_besides(turn) or "投诉" in whole
    if not plain or not is_apart or not all(map(_is_request, plain.values())):
        return []
    matter = next((one for one in trouble if one.intent == REFUND), trouble[0])
    return [*plain.values(), _about(turn, whole, intent=matter.intent)][-MOST:]


def _is_request(wish: Turn) -> bool:
    return (
        wish.intent in APART
        and len(wish.text) <= TERSE
        and not wish.understood.negative
        and bool(REQUEST.search(wish.text))
        and not _STORY.search(wish.text)
    )


def _said_besides(turn: Turn) -> bool:
    return any(found["also"] for found in _JOINT.finditer(turn.text))


def _stand_alone(wishes: Mapping[str, Turn]) -> bool:
    return wishes.keys() <= APART and not any(
        len(one.text) > TERSE or _STORY.search(one.text) for one in wishes.values()
    )


def _about(turn: Turn, part: str, *, intent: str = "") -> Turn:
    """The same turn, hearing only a part of the line; `intent` where it is known already."""
    one = replace(turn, inbound=replace(turn.inbound, text=part))
    one.__dict__["session"] = turn.session
    if intent:
        one.__dict__["intent"] = intent
    return one


def answered(
    wishes: list[Turn], answer: Callable[[Turn], tuple[str, Answer]]
) -> tuple[str, Answer]:
    """Answer each wish; return who answered the first, and all answers together.

    Of two forms the later begins first and waits below the other, whose question is asked now.
    """
    telling = [one for one in wishes if one.intent not in BEGINS]
    beginning = sorted(
        (one for one in wishes if one.intent in BEGINS), key=lambda one: one.intent != COMPLAINT
    )
    said = [answer(one) for one in telling]
    asked: list[tuple[str, Answer]] = []
    for one in reversed(beginning):
        one.aside = one.dialogue
        waits = one.aside is not None
        asked = [answer(one), *([] if waits else asked)]
    everything = [*said, *asked]
    messages = together([listed(message) for _, message in everything])
    if any(one.intent == COMPLAINT for one in beginning):
        messages = together([[SORRY_FIRST], messages])
    return everything[0][0], messages


def listed(answer: Answer) -> list[Message]:
    return answer if isinstance(answer, list) else [answer] if answer else []


def together(answers: list[list[Message]]) -> list[Message]:
    """All answers, in as few bubbles as their kinds allow; only the last keeps its choices."""
    messages = [message for answer in answers for message in answer]
    menus = [number for number, message in enumerate(messages) if isinstance(message, Menu)]
    spoken = [
        _spelt_out(message) if number in menus[:-1] else message
        for number, message in enumerate(messages)
    ]
    merged: list[Message] = []
    for message in spoken:
        if merged and isinstance(merged[-1], Text) and isinstance(message, Text | Menu):
            message = _after(merged.pop(), message)
        merged.append(message)
    return merged


def _spelt_out(message: Message) -> Message:
    """A menu as words: two menus would both have a 「1」. Whether an answer was of use is left."""
    if not isinstance(message, Menu):
        return message
    lines = [f"· {one.label}" for one in message.options if not one.id.startswith("faq:")]
    return Text("\n".join(filter(None, [message.head, *lines, message.tail])))


def _after(first: Message, then: Text | Menu) -> Message:
    assert isinstance(first, Text)
    if isinstance(then, Text):
        return Text(f"{first.text}\n\n{then.text}")
    return replace(then, head=f"{first.text}\n\n{then.head}")
