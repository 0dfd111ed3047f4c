"""A ticket that staff open: somebody called, came by, or wrote elsewhere."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console import wording
from console.access import me, needs
from console.desk import desk
from tickets import counter, customers, service, work
from tickets.errors import DeskError, Missing


def register(console: Blueprint) -> None:
    console.add_url_rule("/tickets/new", view_func=new_ticket)
    console.add_url_rule(
        "/tickets/new", endpoint="open_ticket", view_func=open_ticket, methods=["POST"]
    )


@needs("agent")
def new_ticket() -> ResponseReturnValue:
    """Find the customer, then say what it is about."""
    return _page()


def _page(problem: str = "") -> str:
    search = request.args.get("q", "").strip()[:80]
    member_id = request.values.get("member", type=int)
    with desk().store.reading() as session:
        found = customers.search(session, search)[0][:8] if search else []
        person = customers.person(session, member_id) if member_id else None
    return render_template(
        "inbox/new_ticket.html",
        search=search,
        found=found,
        person=person,
        problem=problem,
        form=request.form,
    )


@needs("agent")
def open_ticket() -> ResponseReturnValue:
    """Open it; whoever opens it has it, unless they leave it to the queue."""
    form, now = request.form, desk().now()
    kind, member_id = form.get("kind", ""), form.get("member", 0, type=int)
    try:
        with desk().store.session() as session:
            description = form.get("description", "").strip()[:2000]
            if not description:
                raise Missing("text")
            opened = service.open(
                session,
                contact_id=counter.contact_for(session, member_id, now=now),
                kind=kind if kind in wording.KINDS else "enquiry",
                subject=form.get("subject", "").strip()[:200],
                description=description,
                order_no=form.get("order_no", "").strip()[:64] or None,
                source="console",
                now=now,
            )
            if form.get("mine"):
                work.claim(session, opened.id, me().id, now=now)
    except DeskError as error:
        return _page(wording.refusal(error)[1]), 422
    flash(f"已登记 #{opened.number}")
    return redirect(url_for("console.ticket", number=opened.number))
