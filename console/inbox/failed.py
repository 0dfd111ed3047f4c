"""Messages that did not arrive: for a person to send again or to let be."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.access import me, needs
from console.desk import desk
from messaging import outbox
from tickets import audit, customers, resending

STATES = ("failed", "unknown", "held", "blocked")
ACTS = ("resend", "believe", "cancel")


def register(console: Blueprint) -> None:
    console.add_url_rule("/failed", view_func=failed)
    console.add_url_rule("/failed/<int:outbox_id>", view_func=settle, methods=["POST"])


@needs("agent")
def failed() -> ResponseReturnValue:
    """The newest messages in one state, failed by default."""
    state = request.args.get("state", "failed")
    state = state if state in STATES else "failed"
    with desk().store.reading() as session:
        rows = outbox.sendings(session, states=(state,), limit=100)
        contact_ids = [row.contact_id for row in rows]
        names = customers.names(session, contact_ids)
        members = customers.members_of(session, contact_ids)
    return render_template(
        "inbox/failed.html", rows=rows, names=names, members=members, state=state, states=STATES
    )


@needs("supervisor")
def settle(outbox_id: int) -> ResponseReturnValue:
    """Send once more, take as arrived, or call back what is held."""
    act = request.form.get("act", "")
    if act not in ACTS:
        abort(400)
    with desk().store.session() as session:
        worked = _settled(session, outbox_id, act)
        audit.write(session, me().id, f"outbox_{act}", f"outbox:{outbox_id}", now=desk().now())
    flash("已处理" if worked else "这条消息的状态已经变了，没有再动它")
    return redirect(url_for("console.failed", state=request.form.get("state") or None))


def _settled(session: Session, outbox_id: int, act: str) -> bool:
    """What is of a ticket is done there, where its customer waits for it."""
    now, ticket_id = desk().now(), resending.ticket_of(session, outbox_id)
    if act == "believe":
        return outbox.believe(session, outbox_id, now=now)
    if act == "resend":
        if ticket_id is None:
            return outbox.resend(session, outbox_id, now=now)
        return resending.send_again(session, ticket_id, outbox_id, me().id, now=now)
    if ticket_id is None:
        return outbox.cancel(session, outbox_id, now=now)
    return resending.call_back(session, ticket_id, outbox_id, me().id, now=now)
