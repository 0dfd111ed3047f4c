"""Tickets opened by other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api import reading
from membership.errors import FieldError, NotFoundError
from messaging import contacts
from tickets import service
from tickets.values import KINDS, TicketView

if TYPE_CHECKING:
    from api.application import Call

Answer = tuple[dict[str, Any], int]
FIELDS = {
    "openid": ("string", "who it is about, as the official account knows them"),
    "kind": ("string", ", ".join(KINDS)),
    "subject": ("string", "a few words; taken from the description when empty"),
    "description": ("string", "what happened"),
    "order_no": ("string", "the order it is about"),
}


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
        order_no=reading.text(call.body, "order_no") or None,
        source="api",
        now=call.now,
    )
    return _shown(ticket), 201


def get(call: Call, number: str) -> Answer:
    if not number.isdecimal():
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
