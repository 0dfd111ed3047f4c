"""The inbox: lists of tickets, and one ticket with its thread and its customer beside it."""

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from campaigns import service as campaigns
from console.access import me, needs, note_presence
from console.desk import desk
from console.inbox import beginning
from console.members import wording as members_wording
from console.paging import asked_page
from console.surveys import summary
from console.surveys import wording as survey_wording
from membership import consents, levels
from membership.timeline import Event
from store import live
from store.columns import from_micros
from tickets import canned as canned_replies
from tickets import (
    compensation,
    counter,
    customers,
    drafts,
    handoff,
    incidents,
    links,
    lists,
    mentions,
    replies,
    service,
    staff,
    teams,
    thread,
    work,
)
from tickets.customers import Card
from tickets.thread import Seen
from tickets.values import NUMBER_BASE, TicketView

EARLIER = "before"
STORY = 6


def register(console: Blueprint) -> None:
    console.add_url_rule("/tickets", view_func=queue)
    console.add_url_rule("/tickets/list", view_func=list_part)
    console.add_url_rule("/tickets/<int:number>", view_func=ticket)
    console.add_url_rule("/tickets/<int:number>/thread", view_func=thread_part)


@needs("agent")
def queue() -> ResponseReturnValue:
    """The list alone; beside it what an administrator has still to do in a new shop."""
    with desk().store.reading() as session:
        todo = beginning.steps(session) if me().role == "admin" else ()
        return render_template("inbox/queue.html", ticket=None, beginning=todo, **list_of(session))


@needs("agent")
def list_part() -> ResponseReturnValue:
    """The list, for the page that refreshes it: whoever has one open is there."""
    note_presence()
    with desk().store.reading() as session:
        current = request.args.get("open", type=int)
        return render_template("inbox/_list.html", **{**list_of(session), "current": current})


@needs("agent")
def ticket(number: int) -> ResponseReturnValue:
    """One ticket beside the list; opening it counts as reading it."""
    with desk().store.reading() as session:
        found = service.by_number(session, number)
    if found.merged_into_id is not None and "stay" not in request.args:
        into = NUMBER_BASE + found.merged_into_id
        return redirect(url_for("console.ticket", number=into))
    _opened(found)
    with desk().store.reading() as session:
        return render_template(
            "inbox/queue.html",
            **list_of(session, found),
            **page_of(session, found),
            focus="thread",
        )


@needs("agent")
def thread_part(number: int) -> ResponseReturnValue:
    """The thread alone, for the page that refreshes it."""
    with desk().store.reading() as session:
        found = service.by_number(session, number)
        values = page_of(session, found)
    _opened(found)
    return render_template("inbox/_thread.html", **values, is_part=True)


def _opened(found: TicketView) -> None:
    """Opening a ticket counts as reading it, and as having come when one was called."""
    with desk().store.reading() as session:
        called = mentions.unseen(session, found.id, me().id)
    if not found.unread and not called:
        return
    with desk().store.session() as session:
        if found.unread:
            work.read(session, found.id)
        if called:
            mentions.seen(session, found.id, me().id, now=desk().now())


def page_of(session: Session, found: TicketView) -> dict[str, Any]:
    """Everything a ticket's page shows."""
    now = desk().now()
    before = request.args.get(EARLIER, type=_instant)
    customer = customers.card(session, found.contact_id, now=now)
    shown = thread.read(session, found.contact_id, before=before)
    everyone = staff.everyone(session)
    return {
        "ticket": found,
        "entries": shown.entries,
        "earlier": shown.earlier,
        "seen": str(shown.seen),
        "is_history": before is not None,
        "draft": drafts.read(session, found.id, me().id),
        "viewers": [
            other
            for other in drafts.viewers(session, found.id, now=now)
            if other.staff_id != me().id
        ],
        "window": replies.window_of(session, found.contact_id, now=now),
        "customer": customer,
        "has_chat": counter.is_chat(customer.contact.account),
        "last_score": summary.last_score(session, customer.person.id) if customer.person else None,
        "survey_words": survey_wording,
        "consents": consents.answers(
            session, contact_id=found.contact_id, member_id=customer.contact.member_id
        ),
        "story": _story(session, customer.contact.member_id),
        "members_words": members_wording,
        "level_names": {level.code: level.name for level in levels.load(session).every},
        "links": links.of_ticket(session, found),
        "others": service.everything_about(session, found.contact_id, 12),
        "campaign_names": campaigns.names(session, {one.author for one in customer.pushes}),
        "names": {f"staff:{one.id}": one.display_name for one in everyone},
        "colleagues": [one for one in everyone if one.active],
        "team_names": teams.names(session),
        "teams_at_work": teams.at_work(session) if found.is_working else {},
        "canned": canned_replies.everything(session),
        "coupon_names": dict(compensation.offered(session)),
        "compensations": compensation.of_ticket(session, found.id),
        "may_hand_back": handoff.may_hand_back(session, customer.contact),
        "fill_canned": lambda text: canned_replies.fill(text, _known(found, customer)).text,
        "incident": incidents.get(session, found.incident_id) if found.incident_id else None,
        "open_incidents": incidents.open_ones(session) if found.is_working else [],
        "new_id": lambda: secrets.token_hex(8),
    }


def _story(session: Session, member_id: int | None) -> list[Event]:
    """The latest lines of the member's timeline."""
    return customers.story(session, member_id, STORY) if member_id else []


def _known(found: TicketView, customer: Card) -> dict[str, str]:
    """What the variables of canned replies stand for."""
    person, points = customer.person, customer.points
    return {
        "name": person.name if person else "",
        "points": str(points.balance) if points else "",
        "level": (person.level or "") if person else "",
        "number": str(found.number),
        "staff": me().display_name,
    }


def list_of(session: Session, found: TicketView | None = None) -> dict[str, Any]:
    """Everything the list shows; the cursor is taken first, so that nothing falls between."""
    cursor = live.position(session)
    view = request.args.get("view", "")
    if view not in lists.VIEWS:
        view = _default_view(found)
    search = request.args.get("q", "").strip()[:80]
    number = asked_page()
    page = lists.page(session, view, me().id, search=search, number=number)
    return {
        "view": view,
        "search": search,
        "page_number": number,
        "page": page,
        "counts": lists.counts(session, me().id),
        "current": found.number if found else None,
        "live_cursor": cursor,
        "drawn": desk().drawn,
    }


def _default_view(found: TicketView | None) -> str:
    if found is None or found.is_working:
        return "all"
    return "done"


def _instant(text: str) -> datetime:
    return from_micros(int(text))


def seen_in_form() -> Seen | None:
    """How far the writer had read; None with "send anyway"."""
    if request.form.get("anyway"):
        return None
    try:
        return Seen.parse(request.form.get("seen", ""))
    except ValueError:
        return Seen()
