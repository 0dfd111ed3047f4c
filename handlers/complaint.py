"""A complaint: a short dialogue that ends in a ticket number."""

from bot.router import Filter, Router, in_dialogue, intent
from bot.turn import Turn
from messaging.messages import Text
from tickets import service

router = Router(priority=20)
NAME = "complaint"
BARE = 8
GIVE_UP = frozenset({"算了", "不用了", "取消", "没事了", "不投诉了"})

gives_up = Filter("gives up", lambda turn: turn.text.strip(" 。.!！~～") in GIVE_UP)


@router.on(in_dialogue(NAME) & gives_up, priority=10)
def leave_it(turn: Turn) -> Text:
    turn.end_dialogue()
    return Text("好的，那先不登记。什么时候想说，随时找我。")


@router.on(in_dialogue(NAME), priority=12)
def take_down(turn: Turn) -> Text:
    """Whatever they say or send now is what happened."""
    return _open(turn, turn.text or "（见附件）")


@router.on(intent(NAME))
def begin(turn: Turn) -> Text:
    """Take the complaint down at once where it says what happened, else ask."""
    if len(turn.text.strip()) > BARE and not turn.option:
        return _open(turn, turn.text)
    turn.begin(NAME, "what")
    return Text("非常抱歉让您不愉快了。请告诉我发生了什么？有照片也可以直接发过来。")


def _open(turn: Turn, description: str) -> Text:
    ticket = service.open(
        turn.session,
        contact_id=turn.contact.id,
        kind="complaint",
        description=description,
        source_inbox_id=turn.inbox_id,
        now=turn.now,
    )
    turn.end_dialogue()
    return Text(
        f"真的很抱歉。您的问题已登记，编号 #{ticket.number}，店员会尽快联系您。\n"
        "想补充照片或细节，直接发在这里；回复「查进度」随时了解处理情况。"
    )
