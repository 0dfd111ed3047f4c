"""What staff do with a ticket, apart from answering it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tickets import mentions, moves, notices, service, sla, staff, teams
from tickets.errors import Missing
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.values import PRIORITIES, TicketView


def claim(
    session: Session, ticket_id: int, staff_id: int, *, by: str = "", now: datetime
) -> TicketView:
    """Take an unowned ticket, or get it from `by`. Of two who try, one gets `IllegalMove`."""
    ticket = moves.locked(session, ticket_id)
    _own(session, ticket, staff_id, "claim", by or moves.actor(staff_id), now)
    return moves.told(session, ticket_id, "claimed", now)


def assign(
    session: Session, ticket_id: int, staff_id: int, *, by: str, now: datetime
) -> TicketView:
    """Give a ticket to somebody, whoever had it; `Missing` for a locked account."""
    if not staff.get(session, staff_id).active:
        raise Missing("colleague")
    ticket = moves.locked(session, ticket_id)
    _own(session, ticket, staff_id, "assign", by, now)
    return moves.told(session, ticket_id, "assigned", now)


def give_back(
    session: Session, ticket_id: int, *, by: str, reason: str, now: datetime
) -> TicketView:
    """Return a ticket to the queue."""
    ticket = moves.locked(session, ticket_id)
    detail = {"reason": reason, "from": ticket.owner_id}
    moves.fire(session, ticket, "return", by, now, {"owner_id": None}, detail)
    sla.resume(session, ticket_id, now=now)
    moves.converse(session, ticket, "return", by, now, staff_id=None, queued_at=now)
    return moves.told(session, ticket_id, "returned", now)


def disown(session: Session, ticket_id: int, *, by: str, reason: str, now: datetime) -> TicketView:
    """Leave a ticket in its state without an owner; it comes to the queue when it goes on."""
    moves.locked(session, ticket_id)
    repository.update_ticket(session, ticket_id, owner_id=None)
    repository.note(session, ticket_id, "return", by, now=now, detail={"reason": reason})
    return moves.told(session, ticket_id, "returned", now)


def note(
    session: Session, ticket_id: int, staff_id: int, text: str, *, now: datetime
) -> TicketView:
    """Write something that only staff see; `@name` tells that colleague."""
    if not text.strip():
        raise Missing("text")
    ticket = service.get(session, ticket_id)
    mentioned = [one for one in staff.mentioned(session, text) if one != staff_id]
    repository.note(
        session,
        ticket_id,
        "note",
        moves.actor(staff_id),
        now=now,
        text=text.strip(),
        detail={"mentions": mentioned},
    )
    mentions.call(session, ticket, mentioned, staff_id, text, now=now)
    return moves.told(session, ticket_id, "note", now)


def change(
    session: Session, ticket_id: int, staff_id: int, *, now: datetime, **fields: Any
) -> TicketView:
    """Change kind, category, subject, priority or team; deadlines follow.

    Raise `Missing` for a team that does not work. Where a team gets the ticket, whoever waits in
    the queue waits in that team's, and an owner who is not of it lets go.
    """
    allowed = {"kind", "category", "subject", "priority", "team_id"}
    if not fields.keys() <= allowed or fields.get("priority", 3) not in PRIORITIES:
        raise Missing("priority")
    before = moves.locked(session, ticket_id)
    changed = {name: value for name, value in fields.items() if getattr(before, name) != value}
    if not changed:
        return before
    by = moves.actor(staff_id)
    detail = {name: [getattr(before, name), value] for name, value in changed.items()}
    if "team_id" in changed:
        detail["team"] = _team_names(session, *detail["team_id"])
    repository.update_ticket(session, ticket_id, **changed)
    repository.note(session, ticket_id, "changed", by, now=now, detail=detail)
    sla.recompute_one(session, ticket_id, now=now)
    if "team_id" in changed and before.is_working:
        _follow(session, before, changed["team_id"], by, now)
    return moves.told(session, ticket_id, "changed", now)


def read(session: Db, ticket_id: int) -> None:
    """Somebody has read it: nothing in it is new any more."""
    repository.update_ticket(session, ticket_id, unread=0)


def _team_names(session: Db, old: int | None, new: int | None) -> list[str | None]:
    if new is not None and new not in teams.at_work(session):
        raise Missing("team")
    names = teams.names(session)
    return [names.get(one) if one is not None else None for one in (old, new)]


def _follow(
    session: Session, ticket: TicketView, team_id: int | None, by: str, now: datetime
) -> None:
    """What hangs on a working ticket's team: the customer's place in its queue, and the owner."""
    conversation = repository.conversation_of(session, ticket.contact_id)
    theirs = service.concerned(session, ticket.contact_id)
    if conversation is not None and theirs is not None and theirs.id == ticket.id:
        repository.update_conversation(session, conversation.id, team_id=team_id)
    if team_id is None or ticket.owner_id is None:
        return
    if not teams.has_member(session, team_id, ticket.owner_id):
        let_go = give_back if ticket.state == "open" else disown
        let_go(session, ticket.id, by=by, reason="other team", now=now)


def _own(
    session: Session, ticket: TicketView, staff_id: int, event: str, by: str, now: datetime
) -> None:
    values = {"owner_id": staff_id, "assigned_at": now, "snoozed_until": None}
    detail = {"to": staff_id, "from": ticket.owner_id}
    moves.fire(session, ticket, event, by, now, values, detail)
    sla.resume(session, ticket.id, now=now)
    staff.got_work(session, staff_id, now=now)
    if by != moves.actor(staff_id):
        notices.assigned(session, ticket, staff_id, now=now)
    conversation = repository.conversation_of(session, ticket.contact_id)
    if conversation is not None and conversation.state not in ("bot", "resolved"):
        moves.converse(session, ticket, "assign", by, now, staff_id=staff_id, queued_at=None)
