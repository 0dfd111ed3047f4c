"""Answers that staff wrote: found, filled in, and shown with 「有用/没用」."""

from collections.abc import Iterable

from bot.turn import Answer, Turn
from bot.wording import when
from knowledge import feedback, unanswered, variables
from knowledge.search import FLOOR
from knowledge.values import Faq
from membership.levels.standing import standing
from membership.points import reading as points
from messaging.messages import Image, Menu, Message, Option, from_payload

CLOSE = 0.6
FIND_PERSON = Option("ask:human_agent", "找店员问问")


def from_knowledge(turn: Turn, *, intent: str = "", floor: float = FLOOR) -> Answer:
    """The entry that answers this line, else the one staff wrote for the intent, else None."""
    index, account = turn.shelf.index, turn.contact.account
    hits = index.search(turn.text, account=account, now=turn.now, floor=floor, limit=1)
    if hits:
        return give(turn, hits[0].entry)
    entry = index.of_intent(intent, account=account, now=turn.now) if intent else None
    return None if entry is None else give(turn, entry)


def give(turn: Turn, entry: Faq) -> list[Message]:
    """Show an entry, remember that, and ask whether it was of use."""
    feedback.note_shown(
        turn.session,
        entry,
        contact_id=turn.contact.id,
        inbox_id=turn.inbox_id,
        text=turn.text or entry.question,
        now=turn.now,
    )
    options = (Option(f"faq:yes:{entry.id}", "有用"), Option(f"faq:no:{entry.id}", "没用"))
    return [*extras_of(turn, entry.extras), Menu(filled(turn, entry.answer), options)]


def extras_of(turn: Turn, extras: Iterable[dict[str, object]]) -> list[Message]:
    """Pictures and cards of an answer; without a picture that the platform does not hold yet."""
    return [shown for shown in (_shown(turn, from_payload(extra)) for extra in extras) if shown]


def _shown(turn: Turn, extra: Message) -> Message | None:
    if not isinstance(extra, Image):
        return extra
    media_id = turn.shelf.picture(turn.contact.account, extra.media_id, now=turn.now)
    return None if media_id is None else Image(media_id)


def no_answer(turn: Turn, intent: str | None = None) -> Menu:
    """Nobody wrote this down yet: say so, and collect it."""
    miss(turn, "no_answer", intent)
    return Menu("这个我这儿还没有现成的答案，怕说错了耽误您。要我请店员来回答吗？", (FIND_PERSON,))


def miss(turn: Turn, reason: str, guess: str | None = None) -> None:
    """Let staff see a line that wants an answer."""
    unanswered.note(
        turn.session,
        turn.text,
        account=turn.contact.account,
        contact_id=turn.contact.id,
        inbox_id=turn.inbox_id,
        reason=reason,
        guess=guess,
        now=turn.now,
    )


def filled(turn: Turn, text: str) -> str:
    """A text of staff with its blanks filled for this customer."""
    if "{{" not in text:
        return text
    member_id = turn.contact.member_id
    known = {"today": lambda: when(turn.now, now=turn.now, timezone=turn.around.timezone)[:2]}
    if member_id is not None:
        known |= {
            "points": lambda: str(points.summary(turn.session, member_id, now=turn.now).available),
            "level": lambda: _level(turn, member_id),
        }
    return variables.fill(text, known)


def _level(turn: Turn, member_id: int) -> str:
    level = standing(turn.session, member_id).level
    return level.name if level else ""
