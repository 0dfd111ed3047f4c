"""One member and the surveys: what they said, and why they were or were not asked."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from console.access import needs
from console.desk import desk
from console.surveys import wording
from surveys import definitions, fatigue, invitations
from surveys.results import service
from tickets import customers
from tickets.values import NUMBER_BASE


def register(console: Blueprint) -> None:
    console.add_url_rule("/members/<int:member_id>/surveys", view_func=member_surveys)


@needs("agent")
def member_surveys(member_id: int) -> ResponseReturnValue:
    """Their answers, their invitations, and the rules as they stand now."""
    now = desk().now()
    with desk().store.reading() as session:
        person = customers.person(session, member_id)
        known = definitions.listed(session)
        chosen = request.args.get("survey", type=int) or (known[0].id if known else 0)
        today = now.astimezone(desk().timezone).date()
        checks = fatigue.explain(session, chosen, member_id, now=now, day=today) if known else []
        given = service.of_member(session, member_id)
        asked = invitations.of_member(session, member_id)
    return render_template(
        "surveys/member.html",
        person=person,
        surveys={one.id: one.definition.name for one in known},
        kinds={one.id: one.definition.kind for one in known},
        chosen=chosen,
        checks=checks,
        given=given,
        asked=asked,
        words=wording,
        causes=wording.REASONS,
        number_base=NUMBER_BASE,
    )
