"""Tickets opened by other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api import reading, shapes
from membership.errors import FieldError, NotFoundError
from messaging import contacts
from tickets import service
from tickets.values import KINDS, TicketView

if TYPE_CHECKING:
    from api.application import Call

Answer = tuple[dict[str, Any], int]
FIELDS = {
    "openid": shapes.text("who it is about, as the official account knows them"),
    "kind": shapes.about(shapes.choice(*KINDS), "complaint when not said"),
    "subject": shapes.text("a few words; taken from the description when empty"),
    "description": shapes.text("what happened"),
    "order_no": shapes.text("the order it is about"),
}
SHOWN = shapes.whole_object(
    {
        "number": shapes.WHOLE,
        "kind": shapes.TEXT,
        "subject": shapes.TEXT,
        "state": shapes.TEXT,
        "opened_at": shapes.INSTANT,
        "resolved_at": shapes.maybe(shapes.INSTANT),
    }
)
LARGEST_NUMBER = 2**63 - 1


def open_ticket(call: Call) -> Answer:
    reading.known(call.body, FIELDS)
    openid = reading.text(call.body, "openid", required=True)
    description = reading.text(call.body, "description", required=True)
    kind = reading.text(call.body, "kind") or "complaint"
    if kind not in KINDS:
        raise FieldError("kind", "not_an_option", ", ".join(KINDS))
    contact = contacts.find(call.session, call.api.account, openid)
    if contact is None:
        raise NotFoundError("contact", openid)
    ticket = service.open(
        call.session,
        contact_id=contact.id,
        kind=kind,
        subject=reading.text(call.body, "subject"),
        description=description,
        order_no=reading.text(call.body, "order_no", most=64) or None,
        source="api",
        now=call.now,
    )
    return _shown(ticket), 201


def get(call: Call, number: str) -> Answer:
    if not (number.isdecimal() and len(number) < 20 and int(number) <= LARGEST_NUMBER):
        raise NotFoundError("ticket", number)
    return _shown(service.by_number(call.session, int(number))), 200


def _shown(ticket: TicketView) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "subject": ticket.subject,
        "state": ticket.state,
        "opened_at": ticket.opened_at.isoformat(),
        "resolved_at": ticket.resolved_at and ticket.resolved_at.isoformat(),
    }
