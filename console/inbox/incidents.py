"""Incident mode: one trouble behind many tickets, answered and ended together."""

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import wording
from console.access import me, needs
from console.desk import desk
from surveys import definitions, planning
from tickets import audit, customers, incidents, lists
from tickets.errors import DeskError

ROUNDS = 40
"""Batches done while the page waits; the clock does the rest."""


def register(console: Blueprint) -> None:
    console.add_url_rule("/incidents", view_func=incident_list, endpoint="incidents")
    console.add_url_rule("/incidents/<int:incident_id>", view_func=incident)
    for path, view in (
        ("/incidents", begin_incident),
        ("/incidents/<int:incident_id>/change", change_incident),
        ("/incidents/<int:incident_id>/link", link_tickets),
        ("/incidents/<int:incident_id>/unlink", unlink_ticket),
        ("/incidents/<int:incident_id>/answer", answer_incident),
        ("/incidents/<int:incident_id>/extend", extend_answer),
        ("/incidents/<int:incident_id>/end", end_incident),
        ("/incidents/<int:incident_id>/resurvey", resurvey_incident),
    ):
        console.add_url_rule(path, view_func=view, methods=["POST"])


@needs("agent")
def incident_list() -> ResponseReturnValue:
    """All of them, and the form for a new one."""
    return _list()


def _list(problem: str = "") -> str:
    with desk().store.reading() as session:
        lines = incidents.everything(session)
    return render_template("inbox/incidents.html", lines=lines, problem=problem, form=request.form)


@needs("agent")
def incident(incident_id: int) -> ResponseReturnValue:
    """One incident: its tickets, what was said, and what may be added."""
    return _page(incident_id)


def _page(incident_id: int, problem: str = "") -> str:
    search = request.args.get("q", "").strip()[:80]
    with desk().store.reading() as session:
        found = incidents.get(session, incident_id)
        linked = incidents.tickets(session, incident_id)
        offered = []
        if found.is_open and search:
            page = lists.page(session, "all", me().id, search=search)
            offered = [row.ticket for row in page.rows if row.ticket.incident_id is None]
        shown = [*linked, *offered]
        return render_template(
            "inbox/incident.html",
            incident=found,
            linked=linked,
            offered=offered,
            search=search,
            answers=incidents.answers(session, incident_id),
            names=customers.names(session, [one.contact_id for one in shown]),
            surveys=_surveys(session) if not found.is_open else [],
            client_id=secrets.token_hex(8),
            problem=problem,
            form=request.form,
        )


@needs("supervisor")
def begin_incident() -> ResponseReturnValue:
    """Open one."""
    form = request.form
    try:
        with desk().store.session() as session:
            begun = incidents.begin(
                session,
                form.get("title", ""),
                form.get("announcement", "")[:2000],
                me().id,
                now=desk().now(),
            )
            _audit(session, "incident_begin", begun.id)
    except DeskError as error:
        return _list(wording.refusal(error)[1]), 422
    return redirect(url_for("console.incident", incident_id=begun.id))


@needs("supervisor")
def change_incident(incident_id: int) -> ResponseReturnValue:
    """Another title or announcement."""
    form = request.form
    return _do(
        incident_id,
        lambda session: incidents.change(
            session, incident_id, form.get("title", ""), form.get("announcement", "")[:2000]
        ),
        "已保存",
    )


@needs("agent")
def link_tickets(incident_id: int) -> ResponseReturnValue:
    """Put the ticked tickets in."""
    ids = [int(value) for value in request.form.getlist("tickets") if value.isdecimal()]
    return _do(
        incident_id,
        lambda session: flash(
            f"归入了 {incidents.link(session, incident_id, ids, me().id, now=desk().now())} 张工单"
        ),
    )


@needs("agent")
def unlink_ticket(incident_id: int) -> ResponseReturnValue:
    """Take one out."""
    ticket_id = request.form.get("ticket", 0, type=int)
    return _do(
        incident_id,
        lambda session: incidents.unlink(
            session, incident_id, ticket_id, me().id, now=desk().now()
        ),
    )


@needs("supervisor")
def answer_incident(incident_id: int) -> ResponseReturnValue:
    """Answer everybody: now where the window is open, else when they write."""
    form = request.form

    def act(session: Session) -> None:
        incidents.answer(
            session,
            incident_id,
            me().id,
            form.get("text", ""),
            client_id=form.get("client_id", "")[:64],
            now=desk().now(),
        )
        _audit(session, "incident_answer", incident_id)

    return _do(incident_id, act, "已答复，送达情况见下方", carry_on=True)


@needs("supervisor")
def extend_answer(incident_id: int) -> ResponseReturnValue:
    """Give an answer to the tickets that came in after it."""
    answer_id = request.form.get("answer", 0, type=int)
    return _do(
        incident_id,
        lambda session: flash(f"补发给 {incidents.extend(session, answer_id)} 张工单"),
        carry_on=True,
    )


@needs("supervisor")
def end_incident(incident_id: int) -> ResponseReturnValue:
    """End it and its tickets, but for those whose customer waits for a word."""
    form = request.form

    def act(session: Session) -> None:
        cause, outcome = form.get("cause", ""), form.get("outcome", "")
        incidents.end(
            session,
            incident_id,
            cause=cause if cause in wording.CAUSES else "",
            outcome=outcome if outcome in wording.OUTCOMES else "",
            now=desk().now(),
        )
        _audit(session, "incident_end", incident_id)

    return _do(incident_id, act, "事件已结束", carry_on=True)


@needs("supervisor")
def resurvey_incident(incident_id: int) -> ResponseReturnValue:
    """Ask the customers of its ended tickets how it went; the rules of asking hold as ever."""
    survey_id = request.form.get("survey", 0, type=int)

    def act(session: Session) -> None:
        ended = [one for one in incidents.tickets(session, incident_id) if not one.is_working]
        asked = planning.incident(
            session,
            survey_id,
            [one.id for one in ended],
            wave=f"incident-{incident_id}",
            now=desk().now(),
        )
        flash(f"会邀请 {asked.asked} 位顾客评价，{sum(asked.blocked.values())} 位按规则不打扰")
        _audit(session, "incident_resurvey", incident_id)

    return _do(incident_id, act)


def _do(
    incident_id: int, act: Callable[[Session], object], done: str = "", *, carry_on: bool = False
) -> ResponseReturnValue:
    try:
        with desk().store.session() as session:
            act(session)
    except DeskError as error:
        code, sentence = wording.refusal(error)
        return _page(incident_id, sentence), 422 if code == 400 else code
    if carry_on:
        _carry_on()
    if done:
        flash(done)
    return redirect(url_for("console.incident", incident_id=incident_id))


def _carry_on() -> None:
    """Do what was decided, a batch a transaction."""
    for _ in range(ROUNDS):
        with desk().store.session() as session:
            if not incidents.go_on(session, now=desk().now()):
                return


def _surveys(session: Session) -> list[tuple[int, str]]:
    """What may be asked afterwards."""
    return [(one.id, one.definition.name) for one in definitions.active(session)]


def _audit(session: Session, action: str, incident_id: int) -> None:
    subject, now = f"incident:{incident_id}", desk().now()
    audit.write(session, me().id, action, subject, address=request.remote_addr, now=now)
