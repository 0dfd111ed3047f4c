"""The end of a ticket, and making it good."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import wording
from console.access import me, needs
from console.desk import desk
from console.inbox import queue, steps
from console.inbox.steps import do
from tickets import compensation, ending, farewells, last_words, service
from tickets.errors import Collision, DeskError, Missing
from tickets.values import TicketView

APPROVALS = "approvals"
"""Where a decision may come from, and leads back to."""


def register(console: Blueprint) -> None:
    console.add_url_rule(
        "/tickets/<int:number>/resolve", view_func=resolve, methods=["GET", "POST"]
    )
    steps.offer(console, {"compensate": compensate, "compensation": decide})


@needs("agent")
def resolve(number: int) -> ResponseReturnValue:
    """The form that asks for cause and outcome, and the end itself."""
    if request.method == "GET":
        values = _page(number)
        template = (
            "inbox/_resolve.html" if request.headers.get("HX-Request") else "inbox/resolve.html"
        )
        return render_template(template, problem="", form={}, **values)
    try:
        with desk().store.session() as session:
            ticket = service.by_number(session, number)
            _resolve(session, ticket)
    except Missing as error:
        return _resolve_again(number, wording.refusal(error)[1], 422)
    except Collision:
        return _resolve_again(number, "顾客刚刚又来信了，请先看一眼再结束。", 409)
    flash(f"#{number} 已解决")
    return redirect(url_for("console.queue", view=request.form.get("view") or None))


def _resolve(session: Session, ticket: TicketView) -> None:
    form = request.form
    ending.resolve(
        session,
        ticket.id,
        me().id,
        cause=form.get("cause", "") if form.get("cause") in wording.CAUSES else "",
        outcome=form.get("outcome", "") if form.get("outcome") in wording.OUTCOMES else "",
        resolution=form.get("resolution", "").strip()[:2000],
        last_seen=queue.seen_in_form(),
        now=desk().now(),
    )
    if form.get("farewell"):
        farewells.say(session, ticket.id, me().id, now=desk().now())


def _resolve_again(number: int, problem: str, code: int) -> ResponseReturnValue:
    values = _page(number)
    return render_template(
        "inbox/resolve.html", problem=problem, form=request.form, **values
    ), code


def _page(number: int) -> dict[str, Any]:
    """The ticket's page, and what was written and has not left."""
    with desk().store.reading() as session:
        ticket = service.by_number(session, number)
        unsent = last_words.of(session, ticket.id, now=desk().now())
        return {**queue.page_of(session, ticket), "unsent": unsent}


@needs("agent")
def compensate(number: int) -> ResponseReturnValue:
    """Promise points inside the ticket: granted at once within limits, else for approval."""
    form = request.form

    def promise(session: Session, ticket: TicketView) -> None:
        asked = compensation.ask(
            session,
            ticket.id,
            me(),
            points=form.get("points", 0, type=int),
            coupon=form.get("coupon", "")[:64],
            reason=form.get("reason", "").strip()[:200],
            client_id=form.get("client_id", "")[:64],
            now=desk().now(),
        )
        flash("已发放" if asked.state == "granted" else "超出您的额度，已提交主管审批")

    return do(number, promise)


@needs("supervisor")
def decide(number: int) -> ResponseReturnValue:
    """Approve or refuse a compensation above the limits, on the ticket's page or on their list."""
    if request.form.get("from") != APPROVALS:
        return do(number, lambda session, _ticket: _decide(session))
    try:
        with desk().store.session() as session:
            decided = _decide(session)
        flash("已同意，马上到账" if decided.state == "granted" else "已记为不同意")
    except DeskError as error:
        flash(wording.refusal(error)[1])
    return redirect(url_for("console.approvals"))


def _decide(session: Session) -> compensation.CompensationView:
    form = request.form
    return compensation.decide(
        session,
        form.get("id", 0, type=int),
        me(),
        granted=form.get("decision") == "grant",
        alone=form.get("alone", ""),
        now=desk().now(),
    )
