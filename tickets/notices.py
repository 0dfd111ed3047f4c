"""What staff are told in their own chats, where the window allows it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from messaging import contacts, outbox
from messaging.values import window
from tickets import chats, thread
from tickets.called import DEADLINES, KINDS, MEDIA_LINES
from tickets.reading import line_of
from tickets.repository import chats as repository
from tickets.repository import replies as sent
from tickets.repository.chats import NOTICE, Chat
from tickets.values import NUMBER_BASE, TicketView

AT_THE_CONSOLE = timedelta(minutes=2)
SUPERVISORS = ("supervisor", "admin")
WINDOWED = "wechat"
MOST_LINES = 3
_HOW = "回复「#{number} 内容」就能直接答复顾客。"
_LAST = "\n（微信只许再提醒这一次；随便回一句，我就能继续提醒您）"


def opened(session: Session, ticket: TicketView, *, now: datetime) -> None:
    """A ticket nobody has: tell the people of its team who are away from the console."""
    text = (
        f"新{KINDS[ticket.kind]} #{ticket.number}：{line_of(ticket.description)}\n{_how(ticket)}"
    )
    told = _away(session, now, team_id=ticket.team_id)
    _tell(session, told, ticket.id, ticket.contact_id, "opened", text, now)


def assigned(session: Session, ticket: TicketView, staff_id: int, *, now: datetime) -> None:
    """A ticket is somebody's now."""
    said = f"#{ticket.number} 交给您了（{KINDS[ticket.kind]}）：{line_of(ticket.last_line)}"
    text = f"{said}\n{_how(ticket)}"
    told = _away(session, now, staff_ids=[staff_id])
    _tell(session, told, ticket.id, ticket.contact_id, "assigned", text, now)


def wrote(session: Session, ticket: TicketView, *, now: datetime) -> None:
    """The customer wrote to a ticket that somebody has: all that they were not told yet."""
    if ticket.owner_id is None:
        return
    for chat in _away(session, now, staff_ids=[ticket.owner_id]):
        seen = chats.read_until(session, ticket.id, chat.contact_id)
        unseen = thread.unseen(session, ticket.contact_id, seen, ticket.owner_id)
        said = [line_of(entry.text or MEDIA_LINES.get(entry.kind, "")) for entry in unseen]
        more = f"（前面还有 {len(said) - MOST_LINES} 条）" if len(said) > MOST_LINES else ""
        lines = "\n".join(said[-MOST_LINES:])
        text = f"#{ticket.number} 顾客说{more}：\n{lines}\n{_how(ticket)}"
        _tell(session, [chat], ticket.id, ticket.contact_id, "wrote", text, now)


def mentioned(
    session: Session,
    ticket: TicketView,
    staff_ids: Iterable[int],
    by: str,
    text: str,
    *,
    now: datetime,
) -> None:
    """Somebody was called with @ in a note."""
    said = f"{by} 在 #{ticket.number} 的备注里提到您：{line_of(text)}"
    told = _away(session, now, staff_ids=list(staff_ids))
    _tell(session, told, ticket.id, ticket.contact_id, "mentioned", said, now)


def missed(
    session: Session, ticket_id: int, owner_id: int | None, deadline: str, *, now: datetime
) -> None:
    """A deadline has passed: the supervisors and the owner hear of it."""
    number = ticket_id + NUMBER_BASE
    said = f"#{number} 的「{DEADLINES[deadline]}」已经超时，请尽快看一下。"
    told = _away(session, now, roles=SUPERVISORS)
    if owner_id is not None:
        told += _away(session, now, staff_ids=[owner_id])
    _tell(session, dict.fromkeys(told), ticket_id, None, f"missed.{deadline}", said, now)


def undelivered(session: Session, ticket: TicketView, staff_id: int, *, now: datetime) -> None:
    """Words to a customer did not arrive: whoever wrote them hears of it."""
    said = f"#{ticket.number} 有一条给顾客的消息没有送达，请到客服台看看原因，换个方式联系。"
    told = _away(session, now, staff_ids=[staff_id])
    _tell(session, told, ticket.id, None, "undelivered", said, now)


def rated_badly(session: Session, ticket: TicketView, score: int, *, now: datetime) -> None:
    """A bad rating: the supervisors hear of it."""
    said = f"#{ticket.number} 收到差评（{score}/5）：{line_of(ticket.subject)}"
    _tell(session, _away(session, now, roles=SUPERVISORS), ticket.id, None, "rated", said, now)


def promised(
    session: Session,
    ticket: TicketView,
    compensation_id: int,
    by: str,
    what: str,
    *,
    now: datetime,
) -> None:
    """A compensation above the limits waits: the supervisors hear of it."""
    said = f"{by} 在 #{ticket.number} 申请补偿：{what}，超出额度，请到工单里看看同不同意。"
    kind = f"compensation.{compensation_id}"
    _tell(session, _away(session, now, roles=SUPERVISORS), ticket.id, None, kind, said, now)


def _away(session: Session, now: datetime, **of: Any) -> list[Chat]:
    return repository.wanting(session, seen_before=now - AT_THE_CONSOLE, **of)


def _tell(
    session: Session,
    told: Iterable[Chat],
    ticket_id: int,
    contact_id: int | None,
    kind: str,
    text: str,
    now: datetime,
) -> None:
    """Queue one message a chat; the key says how far the reader has then read the ticket."""
    for chat in told:
        if chat.contact_id == contact_id:
            continue
        left = _left(session, chat, now)
        if not left:
            continue
        seen = "" if contact_id is None else str(thread.newest(session, contact_id))
        stamp = int(now.timestamp() * 1_000_000)
        outbox.queue(
            session,
            contact_id=chat.contact_id,
            account=chat.account,
            payload={"type": "text", "text": text + (_LAST if left == 1 else "")},
            category="service",
            author=NOTICE,
            dedupe_key=f"notice:{kind}:{ticket_id}:{chat.staff_id}:{stamp}:{seen}",
            now=now,
            ticket_id=ticket_id,
        )


def _left(session: Session, chat: Chat, now: datetime) -> int | None:
    """How many messages the chat may still get; 2 where there is no window to speak of."""
    if chat.account.partition(":")[0] != WINDOWED:
        return 2
    open_window = window(contacts.get(session, chat.contact_id), now=now)
    return max(0, open_window.left - sent.waiting(session, chat.contact_id, now=now))


def _how(ticket: TicketView) -> str:
    return _HOW.format(number=ticket.number)
