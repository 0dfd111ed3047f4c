"""What staff do with a ticket: take, give, wait, join, sort."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import wording
from console.access import actor, me, needs
from console.desk import desk
from console.inbox import steps
from console.inbox.steps import do
from tickets import ending, handoff, incidents, links, merging, pauses, service, work
from tickets.errors import Missing
from tickets.values import TicketView

LONGEST_NUMBER = 12
UNKNOWN_TEAM = 0
SNOOZE_HOURS = {"1h": 1, "3h": 3, "tomorrow": 0}


def register(console: Blueprint) -> None:
    steps.offer(
        console,
        {
            "claim": claim,
            "assign": assign,
            "return": give_back,
            "snooze": snooze,
            "pend": pend,
            "hand-back": hand_back,
            "reopen": reopen,
            "merge": merge,
            "link": link,
            "unlink": unlink,
            "change": change,
            "incident": link_incident,
        },
    )


@needs("agent")
def claim(number: int) -> ResponseReturnValue:
    return do(
        number, lambda session, ticket: work.claim(session, ticket.id, me().id, now=desk().now())
    )


@needs("agent")
def assign(number: int) -> ResponseReturnValue:
    """Give the ticket to a colleague."""
    to = request.form.get("staff_id", 0, type=int)

    return do(
        number,
        lambda session, ticket: work.assign(session, ticket.id, to, by=actor(), now=desk().now()),
    )


@needs("agent")
def give_back(number: int) -> ResponseReturnValue:
    return do(
        number,
        lambda session, ticket: work.give_back(
            session, ticket.id, by=actor(), reason="staff", now=desk().now()
        ),
    )


@needs("agent")
def snooze(number: int) -> ResponseReturnValue:
    """Put the ticket off for hours, until tomorrow at nine, or to a given time."""
    choice = request.form.get("for", "")
    if choice == "tomorrow":
        local = desk().now().astimezone(desk().timezone) + timedelta(days=1)
        until = local.replace(hour=9, minute=0, second=0, microsecond=0)
    elif choice in SNOOZE_HOURS:
        until = desk().now() + timedelta(hours=SNOOZE_HOURS[choice])
    else:
        raise Missing("until")
    return do(
        number,
        lambda session, ticket: pauses.snooze(
            session, ticket.id, me().id, until, now=desk().now()
        ),
    )


@needs("agent")
def pend(number: int) -> ResponseReturnValue:
    return do(
        number, lambda session, ticket: pauses.pend(session, ticket.id, me().id, now=desk().now())
    )


@needs("agent")
def hand_back(number: int) -> ResponseReturnValue:
    """Let the bot answer the customer again."""

    def act(session: Session, ticket: TicketView) -> None:
        handoff.hand_back(session, ticket.id, me().id, now=desk().now())
        flash("已交还：顾客下一条消息由机器人回答，工单还在")

    return do(number, act)


@needs("agent")
def reopen(number: int) -> ResponseReturnValue:
    return do(
        number,
        lambda session, ticket: ending.reopen(session, ticket.id, me().id, now=desk().now()),
    )


@needs("agent")
def merge(number: int) -> ResponseReturnValue:
    """Join this ticket into another of the same customer."""
    into = request.form.get("into", 0, type=int)
    with desk().store.session() as session:
        source = service.by_number(session, number)
        target = service.by_number(session, into)
        merging.merge(session, source.id, target.id, me().id, now=desk().now())
    flash(f"已并入 #{into}")
    return redirect(url_for("console.ticket", number=into))


@needs("agent")
def link(number: int) -> ResponseReturnValue:
    """Say that this ticket belongs with another, of whichever customer."""
    other = request.form.get("to", "").strip().lstrip("#＃")
    if not other.isdecimal() or len(other) > LONGEST_NUMBER:
        raise Missing("number")

    def act(session: Session, ticket: TicketView) -> None:
        target = service.by_number(session, int(other))
        links.link(session, ticket.id, target.id, me().id, now=desk().now())
        flash(f"已和 #{target.number} 关联")

    return do(number, act)


@needs("agent")
def unlink(number: int) -> ResponseReturnValue:
    """Take a link to another ticket back."""
    other = request.form.get("to", 0, type=int)

    def act(session: Session, ticket: TicketView) -> None:
        target = service.by_number(session, other)
        links.unlink(session, ticket.id, target.id, me().id, now=desk().now())

    return do(number, act)


@needs("agent")
def change(number: int) -> ResponseReturnValue:
    """Change kind, priority, subject or team; a team of "" is none."""
    form = request.form
    fields: dict[str, object] = {}
    if form.get("kind") in wording.KINDS:
        fields["kind"] = form["kind"]
    if form.get("priority", type=int) in wording.PRIORITIES:
        fields["priority"] = form.get("priority", type=int)
    if "team" in form:
        fields["team_id"] = form.get("team", UNKNOWN_TEAM, type=int) if form["team"] else None
    if form.get("subject", "").strip():
        fields["subject"] = form["subject"].strip()[:200]
    return do(
        number,
        lambda session, ticket: work.change(
            session, ticket.id, me().id, now=desk().now(), **fields
        ),
    )


@needs("agent")
def link_incident(number: int) -> ResponseReturnValue:
    """Put the ticket into an incident, or take it out of its own."""
    incident_id = request.form.get("incident", type=int)

    def act(session: Session, ticket: TicketView) -> None:
        now = desk().now()
        if incident_id is not None:
            incidents.link(session, incident_id, [ticket.id], me().id, now=now)
        elif ticket.incident_id is not None:
            incidents.unlink(session, ticket.incident_id, ticket.id, me().id, now=now)

    return do(number, act)
