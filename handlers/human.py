"""The customer asks for a person."""

from bot import standing
from bot.router import Router, intent
from bot.turn import Turn
from bot.wording import when
from messaging.messages import Text
from tickets import handoff
from tickets.values import HandOff

router = Router(priority=30)


@router.on(intent("human_agent"))
def call_staff(turn: Turn) -> Text:
    """Put them into the queue and say honestly how long it takes."""
    return Text(promise(turn, hand_over(turn, "asked")))


def hand_over(turn: Turn, reason: str, story: str = "") -> HandOff:
    """Ask for a person, telling them what was said so far."""
    state = turn.aside or turn.dialogue or {}
    begun = [
        value
        for name, value in state.get("data", {}).items()
        if isinstance(value, str) and not name.startswith("_")
    ]
    turn.leave_dialogues()
    return handoff.request_human(
        turn.session,
        turn.contact.id,
        reason,
        text="\n".join(filter(None, [story or turn.text or "请求人工客服", *begun])),
        inbox_id=turn.inbox_id,
        standing=standing.of(turn),
        now=turn.now,
    )


def promise(turn: Turn, asked: HandOff) -> str:
    """What to tell somebody who waits for a person."""
    if asked.back_at is not None and asked.already:
        back = when(asked.back_at, now=turn.now, timezone=turn.around.timezone)
        return f"店员 {back} 回来，您的问题都留着，一上班就回复您，不用重复发～"
    if asked.back_at is not None:
        back = when(asked.back_at, now=turn.now, timezone=turn.around.timezone)
        return f"店员现在不在岗，{back} 回来。您先把问题留在这里，回来第一时间回复您。"
    if asked.waiting:
        return (
            f"现在等店员的人比较多（已有 {asked.waiting} 位），没法马上接待您，真不好意思。"
            f"您的问题已经登记为 #{asked.ticket.number}，店员空下来会按顺序回复，不用一直等着。"
        )
    if asked.already:
        return in_line(asked.position)
    return f"好的，已经帮您叫店员{_place(asked.position)}。您可以先把问题发过来，这样处理更快。"


def in_line(position: int | None) -> str:
    """Where somebody stands who asks again."""
    if not position:
        return "店员已经接到您的问题了，马上回复您～"
    where = "您就是下一位" if position == 1 else f"您排在第 {position} 位"
    return f"没忘了您，{where}，店员一空下来马上接，不用重复发～"


def _place(position: int | None) -> str:
    return f"，您前面还有 {position - 1} 位" if position and position > 1 else ""
