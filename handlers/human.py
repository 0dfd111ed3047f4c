"""The customer asks for a person."""

from datetime import datetime
from typing import Any

from bot import standing
from bot.router import Router, intent
from bot.turn import Turn
from bot.wording import when
from messaging.messages import Text
from tickets import handoff, service
from tickets.values import HandOff

router = Router(priority=30)
BEGUN = {"invoice": "开发票", "logistics": "查物流"}
"""What forms are about whose answers do not say so."""
HELD = "told"
"""What a complaint's ticket was opened with."""
KEPT = "kept"
"""The dialogue of somebody who waits: how often they `asked`, whether their words were `noted`."""


@router.on(intent("human_agent"))
def call_staff(turn: Turn) -> Text:
    """Put them into the queue and say honestly how long it takes."""
    told = bool(told_so_far(turn))
    return Text(promise(turn, hand_over(turn, "asked"), told=told))


def hand_over(turn: Turn, reason: str, story: str = "") -> HandOff:
    """Ask for a person, telling them what was said so far."""
    told, before = told_so_far(turn), kept(turn)
    turn.leave_dialogues()
    asked = handoff.request_human(
        turn.session,
        turn.contact.id,
        reason,
        text="\n".join([story or _in_words(turn) or "请求人工客服", *told]),
        inbox_id=turn.inbox_id,
        standing=standing.of(turn),
        now=turn.now,
    )
    if told and asked.ticket.opened_at < turn.now:
        service.add_note_from_customer(
            turn.session, asked.ticket.id, "\n".join(told), inbox_id=turn.inbox_id, now=turn.now
        )
    if asked.already:
        turn.begin(KEPT, "", **{**before, "asked": before.get("asked", 0) + 1})
    return asked


def _in_words(turn: Turn) -> str:
    """What they wrote; the number of a choice says nothing to whoever reads it."""
    return "" if turn.option else turn.text


def kept(turn: Turn) -> dict[str, Any]:
    """What is known of how they wait, since they last asked or wrote."""
    state = turn.dialogue
    return state["data"] if state is not None and state["name"] == KEPT else {}


def told_so_far(turn: Turn) -> list[str]:
    """What the forms that are open have heard and no ticket holds yet."""
    told: list[str] = []
    state: Any = turn.aside or turn.dialogue
    while state:
        known = {
            name: value
            for name, value in state.get("data", {}).items()
            if isinstance(value, str) and not name.startswith("_") and name != HELD
        }
        if known:
            told += [*filter(None, [BEGUN.get(state["name"])]), *known.values()]
        state = state.get("below")
    return told


def promise(turn: Turn, asked: HandOff, *, told: bool = False) -> str:
    """What to tell somebody who waits for a person; `told` when a form of theirs goes along."""
    said = _place_in_line(turn, asked, told=told)
    return f"{said}\n刚才填的都转给店员了，不用重复说。" if told else said


def _place_in_line(turn: Turn, asked: HandOff, *, told: bool) -> str:
    if asked.back_at is not None and asked.already:
        return _till_morning(turn, asked, asked.back_at)
    if asked.back_at is not None:
        back = when(asked.back_at, now=turn.now, timezone=turn.around.timezone)
        leave = "" if told else "您先把问题留在这里，"
        return f"店员现在不在岗，{back} 回来。{leave}回来第一时间回复您。"
    if asked.waiting:
        return (
            f"现在等店员的人比较多（已有 {asked.waiting} 位），没法马上接待您，真不好意思。"
            f"您的问题已经登记为 #{asked.ticket.number}，店员空下来会按顺序回复，不用一直等着。"
        )
    if asked.already:
        return in_line(asked.position)
    called = f"好的，已经帮您叫店员{_place(asked.position)}。"
    return called if told else f"{called}您可以先把问题发过来，这样处理更快。"


def _till_morning(turn: Turn, asked: HandOff, back_at: datetime) -> str:
    """For who asks again while nobody is there: never the same line twice running."""
    back = when(back_at, now=turn.now, timezone=turn.around.timezone)
    if kept(turn).get("asked", 1) % 2:
        return f"店员 {back} 回来，您的问题都留着，一上班就回复您，不用重复发～"
    number = asked.ticket.number
    waits = f"辛苦您等，现在店里没有人在，{back} 一上班先回复您（#{number}）。"
    if turn.contact.member_id is None:
        return f"{waits}着急的话留个手机号，店员上班可以先打给您～"
    return f"{waits}查积分、优惠券这些，我现在就能帮您～"


def in_line(position: int | None) -> str:
    """Where somebody stands who asks again."""
    if not position:
        return "店员已经接到您的问题了，马上回复您～"
    where = "您就是下一位" if position == 1 else f"您排在第 {position} 位"
    return f"没忘了您，{where}，店员一空下来马上接，不用重复发～"


def _place(position: int | None) -> str:
    return f"，您前面还有 {position - 1} 位" if position and position > 1 else ""
