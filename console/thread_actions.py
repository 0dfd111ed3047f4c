"""What staff do on a ticket's page: each is one form, one transaction, and back to the page."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import dates, queue, wording
from console.access import actor, me, needs
from console.desk import desk
from tickets import (
    compensation,
    drafts,
    ending,
    farewells,
    pauses,
    replies,
    service,
    staff,
    work,
)
from tickets.errors import Collision, Missing
from tickets.thread import Entry
from tickets.values import TicketView

SNOOZE_HOURS = {"1h": 1, "3h": 3, "tomorrow": 0}


def register(console: Blueprint) -> None:
    def post(path: str, view: Callable[..., ResponseReturnValue]) -> None:
        console.add_url_rule(f"/tickets/<int:number>/{path}", view_func=view, methods=["POST"])

    console.add_url_rule(
        "/tickets/<int:number>/resolve", view_func=resolve, methods=["GET", "POST"]
    )
    for path, view in (
        ("reply", reply),
        ("claim", claim),
        ("assign", assign),
        ("return", give_back),
        ("snooze", snooze),
        ("pend", pend),
        ("reopen", reopen),
        ("merge", merge),
        ("change", change),
        ("resend", resend),
        ("call-back", call_back),
        ("draft", draft),
        ("look", look),
        ("compensate", compensate),
        ("compensation", decide),
    ):
        post(path, view)


@needs("agent")
def reply(number: int) -> ResponseReturnValue:
    """Send, hold, schedule or note; a collision shows what came in between and keeps the text."""
    form = request.form
    try:
        with desk().store.session() as session:
            ticket = service.by_number(session, number)
            if form.get("mode") == "note":
                work.note(session, ticket.id, me().id, form.get("text", ""), now=desk().now())
                drafts.drop(session, ticket.id, me().id)
            else:
                _reply(session, ticket)
    except Collision as collision:
        return _collided(number, collision.unseen)
    return _back(number)


def _reply(session: Session, ticket: TicketView) -> None:
    form = request.form
    due_at = None
    if form.get("due_at"):
        try:
            due_at = dates.from_local(form["due_at"])
        except ValueError:
            raise Missing("until") from None
        if due_at <= desk().now():
            raise Missing("until")
    replies.reply(
        session,
        ticket.id,
        me().id,
        form.get("text", ""),
        client_id=form.get("client_id", "")[:80],
        last_seen=queue.seen_in_form(),
        hold=form.get("how") == "hold",
        wait=form.get("how") == "wait",
        due_at=due_at,
        now=desk().now(),
    )


def _collided(number: int, unseen: tuple[Entry, ...]) -> ResponseReturnValue:
    """409 with the page as it is now, the new lines, and the text still in the box."""
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        version = drafts.read(session, ticket.id, me().id).version
        drafts.save(
            session, ticket.id, me().id, request.form.get("text", ""), version, now=desk().now()
        )
    with desk().store.reading() as session:
        values = queue.page_of(session, ticket) | queue.list_of(session, ticket)
    page = render_template(
        "queue.html", **values, unseen=unseen, typed=request.form.get("text", ""), focus="composer"
    )
    return page, 409


@needs("agent")
def claim(number: int) -> ResponseReturnValue:
    return _do(number, lambda session, ticket: work.claim(session, ticket.id, me().id, now=_now()))


@needs("agent")
def assign(number: int) -> ResponseReturnValue:
    """Give the ticket to a colleague."""
    to = request.form.get("staff_id", 0, type=int)

    def do(session: Session, ticket: TicketView) -> None:
        staff.get(session, to)
        work.assign(session, ticket.id, to, by=actor(), now=_now())

    return _do(number, do)


@needs("agent")
def give_back(number: int) -> ResponseReturnValue:
    return _do(
        number,
        lambda session, ticket: work.give_back(
            session, ticket.id, by=actor(), reason="staff", now=_now()
        ),
    )


@needs("agent")
def snooze(number: int) -> ResponseReturnValue:
    """Put the ticket off for hours, until tomorrow at nine, or to a given time."""
    choice = request.form.get("for", "")
    if choice == "tomorrow":
        local = _now().astimezone(desk().timezone) + timedelta(days=1)
        until = local.replace(hour=9, minute=0, second=0, microsecond=0)
    elif choice in SNOOZE_HOURS:
        until = _now() + timedelta(hours=SNOOZE_HOURS[choice])
    else:
        raise Missing("until")
    return _do(
        number,
        lambda session, ticket: pauses.snooze(session, ticket.id, me().id, until, now=_now()),
    )


@needs("agent")
def pend(number: int) -> ResponseReturnValue:
    return _do(
        number, lambda session, ticket: pauses.pend(session, ticket.id, me().id, now=_now())
    )


@needs("agent")
def reopen(number: int) -> ResponseReturnValue:
    return _do(
        number, lambda session, ticket: ending.reopen(session, ticket.id, me().id, now=_now())
    )


@needs("agent")
def merge(number: int) -> ResponseReturnValue:
    """Join this ticket into another of the same customer."""
    into = request.form.get("into", 0, type=int)
    with desk().store.session() as session:
        source = service.by_number(session, number)
        target = service.by_number(session, into)
        work.merge(session, source.id, target.id, me().id, now=_now())
    flash(f"已并入 #{into}")
    return redirect(url_for("console.ticket", number=into))


@needs("agent")
def change(number: int) -> ResponseReturnValue:
    """Change kind, priority or subject."""
    form = request.form
    fields: dict[str, object] = {}
    if form.get("kind") in wording.KINDS:
        fields["kind"] = form["kind"]
    if form.get("priority", type=int) in wording.PRIORITIES:
        fields["priority"] = form.get("priority", type=int)
    if form.get("subject", "").strip():
        fields["subject"] = form["subject"].strip()[:200]
    return _do(
        number,
        lambda session, ticket: work.change(session, ticket.id, me().id, now=_now(), **fields),
    )


@needs("agent")
def resolve(number: int) -> ResponseReturnValue:
    """The form that asks for cause and outcome, and the end itself."""
    if request.method == "GET":
        with desk().store.reading() as session:
            ticket = service.by_number(session, number)
            values = queue.page_of(session, ticket)
        template = "_resolve.html" if request.headers.get("HX-Request") else "resolve.html"
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
        now=_now(),
    )
    if form.get("farewell"):
        farewells.say(session, ticket.id, me().id, now=_now())


def _resolve_again(number: int, problem: str, code: int) -> ResponseReturnValue:
    with desk().store.reading() as session:
        values = queue.page_of(session, service.by_number(session, number))
    return render_template("resolve.html", problem=problem, form=request.form, **values), code


@needs("agent")
def resend(number: int) -> ResponseReturnValue:
    """Send a failed message once more."""
    return _on_outbox(number, replies.send_again, "已重新排队发送", "这条消息已经不在失败状态")


@needs("agent")
def call_back(number: int) -> ResponseReturnValue:
    """Take back a message that has not left."""
    return _on_outbox(number, replies.call_back, "已撤回", "太晚了，这条消息已经发出")


def _on_outbox(
    number: int, act: Callable[..., bool], done: str, too_late: str
) -> ResponseReturnValue:
    outbox_id = request.form.get("outbox_id", 0, type=int)
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        worked = act(session, ticket.id, outbox_id, me().id, now=_now())
    flash(done if worked else too_late)
    return _back(number)


@needs("agent")
def draft(number: int) -> ResponseReturnValue:
    """Save what is in the box; answer with what is stored now."""
    version = request.form.get("version", 0, type=int)
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        text = request.form.get("text", "")[:5000]
        saved = drafts.save(session, ticket.id, me().id, text, version, now=_now())
        drafts.look(session, ticket.id, me().id, writing=bool(text), now=_now())
    return jsonify(version=saved.version, text=saved.text, saved=saved.text == text)


@needs("agent")
def look(number: int) -> ResponseReturnValue:
    """Say that one has the ticket open, and hear who else has."""
    writing = request.form.get("writing") == "1"
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        others = drafts.look(session, ticket.id, me().id, writing=writing, now=_now())
        staff.seen(session, me().id, now=_now())
    return render_template("_viewers.html", viewers=others)


@needs("agent")
def compensate(number: int) -> ResponseReturnValue:
    """Promise points inside the ticket: granted at once within limits, else for approval."""
    form = request.form

    def do(session: Session, ticket: TicketView) -> None:
        asked = compensation.ask(
            session,
            ticket.id,
            me(),
            points=form.get("points", 0, type=int),
            reason=form.get("reason", "").strip()[:200],
            client_id=form.get("client_id", "")[:64],
            now=_now(),
        )
        flash("积分已发放" if asked.state == "granted" else "超出您的额度，已提交主管审批")

    return _do(number, do)


@needs("supervisor")
def decide(number: int) -> ResponseReturnValue:
    """Approve or refuse a compensation above the limits."""
    granted = request.form.get("decision") == "grant"
    compensation_id = request.form.get("id", 0, type=int)
    return _do(
        number,
        lambda session, _ticket: compensation.decide(
            session, compensation_id, me(), granted=granted, now=_now()
        ),
    )


def _do(number: int, act: Callable[[Session, TicketView], object]) -> ResponseReturnValue:
    with desk().store.session() as session:
        act(session, service.by_number(session, number))
    return _back(number)


def _back(number: int) -> ResponseReturnValue:
    """The ticket's page; its thread alone for a page that swaps it in."""
    if request.headers.get("HX-Request"):
        return queue.thread_part(number)
    view = request.form.get("view") or None
    return redirect(url_for("console.ticket", number=number, view=view, _anchor="end"))


def _now() -> datetime:
    return desk().now()
