"""From the bot to a human and back."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messaging import contacts
from messaging.values import Contact
from store import live
from tickets import hours, machines, moves, notices, service, settings, staff, teams
from tickets.calendar import NeverOpenError
from tickets.errors import IllegalMove, NotFound
from tickets.machines import CONVERSATION
from tickets.repository import assignment
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.values import HandOff, Standing, TicketView

QUEUE = "queue"
HAND_BACK = "hand_back"


def request_human(
    session: Session,
    contact_id: int,
    reason: str,
    *,
    text: str = "",
    inbox_id: int | None = None,
    standing: Standing | None = None,
    now: datetime,
) -> HandOff:
    """Put a customer into the queue for a human, once however often they ask.

    Their open ticket is used, but no suggestion, which nobody hurries; one settled lately is
    opened again; otherwise an enquiry is opened. Who has the ticket has them too. Where the queue
    is full they get no place in it, but their ticket is kept like any other. The bot goes on
    serving until a human has spoken. `back_at` is set outside business hours, and
    `tell_off_hours` only once a day, so that nobody is told the same thing again and again.
    """
    if repository.lock_contact(session, contact_id) is None:
        raise NotFound("contact", contact_id)
    ticket = _ticket(session, contact_id, reason, text, inbox_id, standing, now)
    found = _put_through(session, ticket, reason, now)
    if not (found.already or found.waiting):
        detail = {"reason": reason}
        repository.note(session, ticket.id, "human_asked", "customer", now=now, detail=detail)
    return found


def come_back(session: Session, ticket_id: int, reason: str, *, now: datetime) -> HandOff:
    """The customer goes on about a settled ticket: it opens again, or after N days a linked one.

    They are with whoever served them again, else in the queue; `served_by` says which.
    """
    again = _again(session, moves.locked(session, ticket_id), reason, now)
    return _put_through(session, again, reason, now)


def _put_through(session: Session, ticket: TicketView, reason: str, now: datetime) -> HandOff:
    conversation = repository.ensure_conversation(session, ticket.contact_id, now=now)
    already = conversation.state not in ("bot", "resolved")
    owner = _at_work(session, ticket.owner_id)
    waiting = 0 if already or owner else _full(session, ticket.team_id)
    if not already and not waiting:
        _ask(session, conversation, ticket, owner, reason, now)
    back = back_at(session, ticket.team_id, now=now)
    return HandOff(
        ticket=ticket,
        position=repository.queue_position(session, conversation.id),
        back_at=back,
        already=already,
        tell_off_hours=back is not None and _tell_once_a_day(session, conversation, now),
        waiting=waiting,
        served_by=owner,
    )


def hand_back(session: Session, ticket_id: int, staff_id: int, *, now: datetime) -> TicketView:
    """Let the bot answer this ticket's customer again; the ticket stays as it is.

    Raise `IllegalMove` where no human serves them.
    """
    ticket = moves.locked(session, ticket_id)
    contact = contacts.get(session, ticket.contact_id)
    conversation = repository.ensure_conversation(session, contact.id, now=now)
    if not may_hand_back(session, contact):
        raise IllegalMove(CONVERSATION.name, conversation.id, HAND_BACK, conversation.state)
    machines.fire(
        session,
        CONVERSATION,
        conversation.id,
        HAND_BACK,
        actor=moves.actor(staff_id),
        now=now,
        values={"staff_id": None, "queued_at": None, "snoozed_until": None, "changed_at": now},
        detail={"ticket": ticket_id},
    )
    contacts.serve_by(session, contact.id, "bot", conversation.id)
    repository.note(session, ticket_id, "handed_back", moves.actor(staff_id), now=now)
    return moves.told(session, ticket_id, "handed_back", now)


def may_hand_back(session: Db, contact: Contact) -> bool:
    """Whether a human serves them, so that the bot is silent."""
    conversation = repository.conversation_of(session, contact.id)
    if conversation is None or contact.served_by != "human":
        return False
    return CONVERSATION.choose(HAND_BACK, conversation.state, conversation.staff_id) is not None


def position(session: Session, contact_id: int) -> int:
    """Which place in the queue a contact has, counted from 1; 0 when it does not wait."""
    conversation = repository.conversation_of(session, contact_id)
    return 0 if conversation is None else repository.queue_position(session, conversation.id)


def is_awaited(session: Session, contact_id: int) -> bool:
    """Whether the customer asked for a person who has not spoken yet, queued or given out."""
    conversation = repository.conversation_of(session, contact_id)
    return conversation is not None and conversation.state in ("queued", "assigned")


def off_hours(session: Session, contact_id: int, *, now: datetime) -> datetime | None:
    """When staff are back, if they are away and this customer was not told today."""
    conversation = repository.conversation_of(session, contact_id)
    if conversation is None:
        return None
    back = back_at(session, conversation.team_id, now=now)
    return back if back and _tell_once_a_day(session, conversation, now) else None


def back_at(session: Db, team_id: int | None, *, now: datetime) -> datetime | None:
    """When a team works again; None while it does, and where it never will."""
    calendar = hours.calendar_of(session, team_id)
    if calendar.is_open(now):
        return None
    try:
        return calendar.next_open(now)
    except NeverOpenError:
        return None


def _ticket(
    session: Session,
    contact_id: int,
    reason: str,
    text: str,
    inbox_id: int | None,
    standing: Standing | None,
    now: datetime,
) -> TicketView:
    found = service.for_contact(session, contact_id)
    working = (one for one in found if one.is_working and one.kind != "suggestion")
    if (open_one := next(working, None)) is not None:
        return open_one
    latest = service.last_ended(session, contact_id)
    settled = latest if latest is not None and latest.state == "resolved" else None
    if settled is not None and service.is_recent(session, settled, now=now):
        return _again(session, settled, reason, now)
    return service.open(
        session,
        contact_id=contact_id,
        kind="enquiry",
        subject="",
        description=text or "转人工",
        source_inbox_id=inbox_id,
        standing=standing,
        continues=settled.id if settled else None,
        now=now,
    )


def _full(session: Session, team_id: int | None) -> int:
    """How many wait, where that is as many as may; 0 while there is room."""
    limit = teams.queue_limit(session, team_id) or settings.get(session).queue_limit
    waiting = repository.queue_length(session, team_id) if limit else 0
    return waiting if limit and waiting >= limit else 0


def _again(session: Session, settled: TicketView, reason: str, now: datetime) -> TicketView:
    """Open it again, and tell whoever is to answer in their own chat."""
    again = service.not_solved(session, settled.id, reason=reason, now=now)
    if again.id != settled.id or settled.is_working:
        return again
    if _at_work(session, again.owner_id):
        notices.wrote(session, again, now=now)
    elif not assignment.anybody(session, again.team_id, now=now):
        notices.opened(session, again, now=now)
    return again


def _at_work(session: Db, staff_id: int | None) -> int | None:
    """Who has the ticket, unless their account is locked."""
    return staff_id if staff_id is not None and staff.get(session, staff_id).active else None


def _ask(
    session: Session,
    conversation: Any,
    ticket: TicketView,
    owner: int | None,
    reason: str,
    now: datetime,
) -> None:
    """Put the customer to the owner of their ticket, else into the queue."""
    machines.fire(
        session,
        CONVERSATION,
        conversation.id,
        "assign" if owner else "request_human",
        actor="customer",
        now=now,
        values={
            "staff_id": owner,
            "team_id": ticket.team_id,
            "queued_at": None if owner else now,
            "changed_at": now,
            "reason": reason[:64],
        },
        detail={"reason": reason, "ticket": ticket.id},
    )
    contacts.serve_by(session, conversation.contact_id, "bot", conversation.id)
    live.emit(session, QUEUE, "queue", {"ticket": ticket.id}, now=now)


def _tell_once_a_day(session: Session, conversation: Any, now: datetime) -> bool:
    timezone = hours.calendar_of(session, conversation.team_id).timezone
    told = conversation.off_hours_told_at
    if told is not None and told.astimezone(timezone).date() == now.astimezone(timezone).date():
        return False
    repository.update_conversation(session, conversation.id, off_hours_told_at=now)
    return True
