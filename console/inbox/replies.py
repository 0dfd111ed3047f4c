"""What staff say on a ticket's page: send, hold, schedule, note, and what is not said yet."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import dates, wording
from console.access import me, needs
from console.desk import desk
from console.inbox import queue, steps
from console.inbox.steps import back
from console.knowledge import pictures as knowledge_pictures
from knowledge.errors import InvalidError
from tickets import drafts, holds, replies, resending, service, staff, work
from tickets.errors import Collision, DeskError, IllegalMove, Missing
from tickets.thread import Entry
from tickets.values import TicketView


def register(console: Blueprint) -> None:
    steps.offer(
        console,
        {
            "reply": reply,
            "resend": resend,
            "call-back": call_back,
            "confirm": confirm,
            "draft": draft,
            "look": look,
        },
    )


@needs("agent")
def reply(number: int) -> ResponseReturnValue:
    """Send, hold, schedule or note; what cannot go out stays in the box with its picture."""
    form, picture = request.form, ""
    try:
        picture = _picture()
        with desk().store.session() as session:
            ticket = service.by_number(session, number)
            if form.get("mode") == "note":
                work.note(session, ticket.id, me().id, form.get("text", ""), now=desk().now())
                drafts.drop(session, ticket.id, me().id)
            else:
                _reply(session, ticket, picture)
    except Collision as collision:
        return _again(number, picture, unseen=collision.unseen)
    except DeskError as error:
        status, problem = wording.refusal(error)
        page = _again(number, picture, status=status, problem=problem)
        if isinstance(error, IllegalMove):
            raise
        return page
    return back(number)


def _picture() -> str:
    """The digest of the chosen picture, kept before anything else can go wrong."""
    try:
        return knowledge_pictures.digest_of(knowledge_pictures.received())
    except InvalidError as error:
        raise Missing(f"picture_{error.reason}") from None


def _reply(session: Session, ticket: TicketView, picture: str) -> None:
    form = request.form
    replies.reply(
        session,
        ticket.id,
        me().id,
        form.get("text", ""),
        client_id=form.get("client_id", "")[:80],
        picture=picture,
        last_seen=queue.seen_in_form(),
        hold=form.get("how") == "hold",
        wait=form.get("how") == "wait",
        due_at=_due_at(),
        now=desk().now(),
    )


def _due_at() -> datetime | None:
    """When a scheduled reply shall leave; None where it leaves at once.

    Raise `Missing` for no time, for one that is over, and for one beside another way of sending:
    neither may be guessed.
    """
    at, is_later = request.form.get("due_at", ""), request.form.get("how") == "later"
    if not is_later and at:
        raise Missing("which_time")
    if not is_later:
        return None
    try:
        due_at = dates.from_local(at)
    except ValueError:
        raise Missing("until") from None
    if due_at <= desk().now():
        raise Missing("until")
    return due_at


def _again(
    number: int,
    picture: str,
    *,
    unseen: tuple[Entry, ...] = (),
    problem: str = "",
    status: int = 409,
) -> tuple[str, int]:
    """The page as it is now: the new lines or the problem, and the text still in the box."""
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        version = drafts.read(session, ticket.id, me().id).version
        drafts.save(
            session, ticket.id, me().id, request.form.get("text", ""), version, now=desk().now()
        )
    with desk().store.reading() as session:
        values = queue.page_of(session, ticket) | queue.list_of(session, ticket)
    form = request.form
    typed = {"typed": form.get("text", ""), "typed_mode": form.get("mode", "")}
    typed |= {"picture": picture, "problem": problem}
    page = render_template("inbox/queue.html", **values, unseen=unseen, focus="composer", **typed)
    return page, status


@needs("agent")
def resend(number: int) -> ResponseReturnValue:
    """Send a failed message once more."""
    return _on_outbox(number, resending.send_again, "已重新排队发送", "这条消息已经不在失败状态")


@needs("agent")
def call_back(number: int) -> ResponseReturnValue:
    """Take back a message that has not left."""
    return _on_outbox(number, resending.call_back, "已撤回", "太晚了，这条消息已经发出")


@needs("agent")
def confirm(number: int) -> ResponseReturnValue:
    """Let a held message go that had become old when the customer wrote."""
    return _on_outbox(number, holds.confirm, "已排队发送", "这条消息已经不在待发状态")


def _on_outbox(
    number: int, act: Callable[..., bool], done: str, too_late: str
) -> ResponseReturnValue:
    outbox_id = request.form.get("outbox_id", 0, type=int)
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        worked = act(session, ticket.id, outbox_id, me().id, now=desk().now())
    flash(done if worked else too_late)
    return back(number)


@needs("agent")
def draft(number: int) -> ResponseReturnValue:
    """Save what is in the box; answer with what is stored now."""
    version = request.form.get("version", 0, type=int)
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        text = request.form.get("text", "")[:5000]
        saved = drafts.save(session, ticket.id, me().id, text, version, now=desk().now())
        drafts.look(session, ticket.id, me().id, writing=bool(text), now=desk().now())
    return jsonify(version=saved.version, text=saved.text, saved=saved.text == text)


@needs("agent")
def look(number: int) -> ResponseReturnValue:
    """Say that one has the ticket open, and hear who else has."""
    writing = request.form.get("writing") == "1"
    with desk().store.session() as session:
        ticket = service.by_number(session, number)
        others = drafts.look(session, ticket.id, me().id, writing=writing, now=desk().now())
        staff.seen(session, me().id, now=desk().now())
    return render_template("inbox/_viewers.html", viewers=others)
