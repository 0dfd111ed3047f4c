"""Compensation that waits for a supervisor's word, and how much of it there is."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from console.access import me, needs
from console.desk import desk
from tickets import compensation, customers, staff
from tickets.values import NUMBER_BASE


def register(console: Blueprint) -> None:
    console.add_url_rule("/approvals", view_func=approvals)
    console.context_processor(lambda: {"approvals_waiting": waiting_count})


@needs("supervisor")
def approvals() -> ResponseReturnValue:
    """What waits, whoever waits longest on top."""
    with desk().store.reading() as session:
        found = compensation.waiting(session)
        contact_ids = [one.contact_id for one in found]
        return render_template(
            "inbox/approvals.html",
            waiting=found,
            alone=compensation.is_alone(session, me()),
            customers=customers.names(session, contact_ids),
            members=customers.members_of(session, contact_ids),
            staff_names=staff.names(session, [one.promise.asked_by for one in found]),
            number_base=NUMBER_BASE,
        )


def waiting_count() -> int:
    """How many wait, asked for once a page."""
    if "approvals" not in g:
        with desk().store.reading() as session:
            g.approvals = compensation.waiting_count(session)
    found: int = g.approvals
    return found
