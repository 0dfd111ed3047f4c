"""Tickets that belong together: linked by staff, or one continuing an earlier one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tickets import moves, service
from tickets.errors import NotLinked
from tickets.repository import links as repository
from tickets.repository import tickets as stored
from tickets.repository.rows import Db
from tickets.values import TicketView


@dataclass(frozen=True, slots=True)
class Linked:
    """A ticket beside another: `how` is linked (by hand), continues or continued."""

    ticket: TicketView
    how: str


def of_ticket(session: Db, ticket: TicketView) -> list[Linked]:
    """What a ticket belongs with, in the order of their numbers."""
    found = [Linked(other, "linked") for other in repository.linked(session, ticket.id)]
    found += [Linked(other, "continued") for other in repository.later(session, ticket)]
    if ticket.linked_id is not None:
        found.append(Linked(service.get(session, ticket.linked_id), "continues"))
    return sorted(found, key=lambda one: one.ticket.id)


def link(
    session: Session, ticket_id: int, other_id: int, staff_id: int, *, now: datetime
) -> TicketView:
    """Say that two tickets belong together, whoever their customers are; return the other.

    Both may be settled. Raise `NotLinked` for a ticket with itself, for two that are linked
    already and for a merged one; `NotFound` for one that does not exist.
    """
    ticket, other = service.get(session, ticket_id), service.get(session, other_id)
    reason = _refusal(ticket, other)
    if reason:
        raise NotLinked(other.number, reason)
    if not repository.add(session, _pair(ticket_id, other_id), staff_id, now):
        raise NotLinked(other.number, "linked")
    _note(session, ticket, other, "linked", staff_id, now)
    return other


def unlink(
    session: Session, ticket_id: int, other_id: int, staff_id: int, *, now: datetime
) -> bool:
    """Take back that two tickets belong together; False when nobody had said so."""
    if not repository.remove(session, _pair(ticket_id, other_id)):
        return False
    ticket, other = service.get(session, ticket_id), service.get(session, other_id)
    _note(session, ticket, other, "unlinked", staff_id, now)
    return True


def hand_over(session: Session, gone: TicketView, into: TicketView, *, now: datetime) -> None:
    """Let the ticket that remains of two belong with what the merged one belonged with."""
    repository.repoint(session, gone, into)
    beside = {one.ticket.id for one in of_ticket(session, service.get(session, into.id))}
    for other, staff_id in repository.pairs(session, gone.id):
        repository.remove(session, _pair(gone.id, other))
        if other not in beside | {into.id}:
            repository.add(session, _pair(into.id, other), staff_id, now)


def _refusal(ticket: TicketView, other: TicketView) -> str:
    if ticket.id == other.id:
        return "itself"
    if "merged" in (ticket.state, other.state):
        return "merged"
    return "continued" if other.id == ticket.linked_id or ticket.id == other.linked_id else ""


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _note(
    session: Session,
    ticket: TicketView,
    other: TicketView,
    kind: str,
    staff_id: int,
    now: datetime,
) -> None:
    """Write it into both histories; `twice` marks the second where one thread shows both."""
    by = moves.actor(staff_id)
    twice = ticket.contact_id == other.contact_id
    for one, detail in (
        (ticket, {"with": other.number}),
        (other, {"with": ticket.number, **({"twice": True} if twice else {})}),
    ):
        stored.note(session, one.id, kind, by, now=now, detail=detail)
        service.tell(session, one.id, kind, now=now)
