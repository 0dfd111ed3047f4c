"""Incident mode: one trouble behind many tickets, answered and ended together.

An answer is decided in one transaction and carried out in batches, each a transaction of its own;
a process killed in between leaves the rest to `go_on`, and nobody is answered twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tickets import ending, farewells, moves, replies, service
from tickets.errors import IllegalMove, Missing, NotFound, WindowClosed
from tickets.repository import incidents as repository
from tickets.repository import tickets as stored
from tickets.repository.rows import Db
from tickets.values import TicketView

BATCH = 50
TOGETHER = "together"
"""Why a ticket gets no message of its own: its customer has another one in the incident."""


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident; `announcement` is what colleagues and the bot may say of it."""

    id: int
    title: str
    announcement: str
    state: str
    opened_by: int
    opened_at: datetime
    closed_at: datetime | None
    cause: str | None
    outcome: str | None

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Line:
    """One incident in the list, with how far it is."""

    incident: IncidentView
    tickets: int
    working: int


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer to everybody, and what became of its messages by state or reason."""

    id: int
    text: str
    staff_id: int
    at: datetime
    states: dict[str, int]

    @property
    def waiting(self) -> int:
        """How many have not been written yet."""
        return self.states.get("", 0)


def begin(
    session: Session, title: str, announcement: str, staff_id: int, *, now: datetime
) -> IncidentView:
    """Open an incident. Raise `Missing` without a title."""
    if not title.strip():
        raise Missing("title")
    values = {"title": title.strip()[:200], "announcement": announcement.strip()}
    incident_id = repository.add(session, opened_by=staff_id, opened_at=now, **values)
    return get(session, incident_id)


def change(session: Session, incident_id: int, title: str, announcement: str) -> None:
    """Write another title or announcement."""
    if not title.strip():
        raise Missing("title")
    values = {"title": title.strip()[:200], "announcement": announcement.strip()}
    if not repository.change(session, incident_id, values):
        raise NotFound("incident", incident_id)


def get(session: Db, incident_id: int) -> IncidentView:
    """The incident, or `NotFound`."""
    row = repository.by_id(session, incident_id)
    if row is None:
        raise NotFound("incident", incident_id)
    return IncidentView(*row)


def everything(session: Db, limit: int = 100) -> list[Line]:
    """All incidents, open ones first, the newest on top."""
    return [
        Line(IncidentView(*row[:-2]), row[-2], row[-1]) for row in repository.lines(session, limit)
    ]


def open_ones(session: Db) -> list[IncidentView]:
    """What tickets may be linked to."""
    return [IncidentView(*row) for row in repository.in_state(session, "open")]


def tickets(session: Db, incident_id: int) -> list[TicketView]:
    """The tickets of an incident, oldest first."""
    return repository.tickets(session, incident_id)


def link(
    session: Session, incident_id: int, ticket_ids: Sequence[int], staff_id: int, *, now: datetime
) -> int:
    """Say that tickets are about this; those of another incident stay there. Return how many."""
    if not get(session, incident_id).is_open:
        raise IllegalMove("incident", incident_id, "link", "closed")
    linked = repository.link(session, incident_id, ticket_ids)
    for ticket_id in linked:
        _note(session, ticket_id, "incident_linked", incident_id, staff_id, now)
    return len(linked)


def unlink(
    session: Session, incident_id: int, ticket_id: int, staff_id: int, *, now: datetime
) -> bool:
    """Take a ticket out again."""
    if not repository.unlink(session, incident_id, ticket_id):
        return False
    _note(session, ticket_id, "incident_unlinked", incident_id, staff_id, now)
    return True


def answer(
    session: Session, incident_id: int, staff_id: int, text: str, *, client_id: str, now: datetime
) -> int:
    """Decide to answer everybody; return the id of the answer, which `go_on` carries out.

    The same `client_id` answers once. Raise `Missing` as `replies.sayable` does, or for no ticket.
    """
    said = replies.sayable(text)
    if not client_id:
        raise Missing("text")
    if (earlier := repository.answer_by_client(session, client_id)) is not None:
        return earlier
    open_tickets = [one for one in tickets(session, incident_id) if one.is_working]
    if not open_tickets:
        raise Missing("tickets")
    answer_id = repository.add_answer(
        session,
        incident_id=incident_id,
        client_id=client_id[:64],
        text=said,
        staff_id=staff_id,
        at=now,
    )
    _expect(session, answer_id, open_tickets)
    return answer_id


def extend(session: Session, answer_id: int) -> int:
    """Give an answer to the tickets that were linked after it; return how many."""
    incident_id = repository.incident_of(session, answer_id)
    if incident_id is None:
        raise NotFound("answer", answer_id)
    known = repository.expected(session, answer_id)
    open_tickets = [one for one in tickets(session, incident_id) if one.is_working]
    fresh = [one for one in open_tickets if one.id not in known]
    _expect(session, answer_id, fresh)
    return len(fresh)


def answers(session: Db, incident_id: int) -> list[AnswerView]:
    """What was said to everybody, newest first, and how far it got."""
    states = repository.states(session, incident_id)
    return [
        AnswerView(row.id, row.text, row.staff_id, row.at, states.get(row.id, {}))
        for row in repository.answers(session, incident_id)
    ]


def end(session: Session, incident_id: int, *, cause: str, outcome: str, now: datetime) -> None:
    """Close the incident; `go_on` ends its tickets, but for those whose customer waits."""
    for field, value in (("cause", cause), ("outcome", outcome)):
        if not value.strip():
            raise Missing(field)
    values = {"state": "closed", "closed_at": now, "cause": cause, "outcome": outcome}
    if not repository.close(session, incident_id, values):
        raise IllegalMove("incident", incident_id, "close", get(session, incident_id).state)


def go_on(session: Session, *, now: datetime, limit: int = BATCH) -> int:
    """Carry out what was decided and is not done: answers first, then ends. Return how many."""
    done = 0
    for row in repository.unanswered(session, limit):
        outbox_id, reason = _say(session, row, now)
        done += repository.settle(session, row.answer_id, row.ticket_id, outbox_id, reason)
    if done:
        return done
    for row in repository.to_end(session, limit):
        done += _end(session, row, now)
    return done


def _say(session: Session, row: Any, now: datetime) -> tuple[int | None, str | None]:
    """Send or hold one answer; the reason where neither is possible."""
    key = f"incident:{row.answer_id}:{row.ticket_id}"
    ticket_id = service.remaining(session, row.ticket_id).id
    for hold in (False, True):
        try:
            sent = replies.reply(
                session, ticket_id, row.staff_id, row.text, client_id=key, hold=hold, now=now
            )
        except WindowClosed as closed:
            if closed.reason in ("not_following", replies.NO_CHAT):
                return None, closed.reason
        except IllegalMove:
            return None, "ended"
        else:
            return sent.outbox_id, None
    return None, "window"


def _end(session: Session, row: Any, now: datetime) -> bool:
    staff_id = row.owner_id or row.opened_by
    ends = {"cause": row.cause, "outcome": row.outcome, "resolution": row.title}
    try:
        ending.resolve(session, row.id, staff_id, now=now, **ends)
    except IllegalMove:
        return False
    farewells.say(session, row.id, staff_id, unanswered=True, now=now)
    return True


def _expect(session: Session, answer_id: int, found: Sequence[TicketView]) -> None:
    """Note who is to get an answer: each customer once, on their first ticket."""
    seen = repository.contacts_of(session, answer_id)
    for ticket in found:
        reason = TOGETHER if ticket.contact_id in seen else None
        seen.add(ticket.contact_id)
        repository.expect(session, answer_id, ticket.id, reason)


def _note(
    session: Session, ticket_id: int, kind: str, incident_id: int, staff_id: int, now: datetime
) -> None:
    detail = {"incident": incident_id, "title": get(session, incident_id).title}
    by = moves.actor(staff_id)
    stored.note(session, ticket_id, kind, by, now=now, detail=detail)
    service.tell(session, ticket_id, kind, now=now)
