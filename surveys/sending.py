"""Invitations on their way: put into the outbox, shown, and closed when nobody answers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from membership import reach
from messaging import outbox
from messaging.messages import Notice, Sms, Text, push_payload, to_payload
from messaging.reach.values import SMS, SUBSCRIBE, Plan, Route
from surveys import chat, definitions, fatigue
from surveys.fatigue import Decision
from surveys.fatigue_facts import TEMPLATE, Candidate
from surveys.language import spoken
from surveys.links import Links
from surveys.repository import sending as repository
from surveys.values import (
    BLOCKED,
    LANGUAGES,
    MESSAGE,
    PLANNED,
    QUEUED,
    SHOWN,
    Definition,
    Invitation,
    SurveyInfo,
)

BATCH = 500
LINES = 3
CATEGORY = "survey"
NOT_DELIVERED = "not delivered"
RESURVEY = "resurvey"
RETRY, WRITES_AGAIN = timedelta(hours=1), timedelta(days=7)
NOTICE_LENGTH = 20
"""Characters of a `thing` field in a subscription template."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many invitations were queued, and how many the rules held back at last."""

    queued: int = 0
    blocked: int = 0


def author(survey_id: int) -> str:
    """How a survey's messages name their author."""
    return f"survey:{survey_id}"


def send_due(session: Session, *, links: Links, now: datetime) -> Sent:
    """Queue the invitations whose time has come; every rule is asked once more before."""
    by_survey: defaultdict[int, list[Invitation]] = defaultdict(list)
    for invitation in repository.due(session, now, BATCH):
        by_survey[invitation.survey_id].append(invitation)
    queued = blocked = 0
    for survey_id, invitations in by_survey.items():
        survey = definitions.get(session, survey_id)
        for invitation, decision in _decided(session, survey, invitations, now):
            if _waits(invitation, survey, decision.rule, now):
                again = {"due_at": now + RETRY}
                repository.move(session, invitation.id, again, was=(PLANNED,))
            elif decision.rule:
                _block(session, invitation, decision.rule, now)
                blocked += 1
            else:
                _queue(session, invitation, decision, links, now)
                queued += 1
    return Sent(queued, blocked)


def _waits(invitation: Invitation, survey: SurveyInfo, rule: str, now: datetime) -> bool:
    """Whether a rule only puts it off: a ticket or a case that is open again will close again,
    and who was to be asked once more may write again within a week."""
    if invitation.origin != RESURVEY:
        return rule == fatigue.REOPENED
    wait = timedelta(days=survey.definition.resurvey_days) + WRITES_AGAIN
    return rule == fatigue.COMPLAINT or (
        rule == fatigue.UNREACHABLE and now < invitation.planned_at + wait
    )


def track(session: Session, *, now: datetime) -> Mapping[str, int]:
    """Note what became of messages, and end what nobody answered in time.

    One that may have arrived counts as shown: the cooldown begins, nobody is asked twice.
    """
    shown = lost = 0
    for row in repository.sent(session, BATCH):
        if row.state in ("accepted", "unknown"):
            within = definitions.at_version(session, row.survey_id, row.version).answer_within
            at = row.finished_at or now
            values = {"state": SHOWN, "shown_at": at, "closes_at": at + within}
            shown += repository.move(session, row.id, values, was=(QUEUED,))
        else:
            rule = (row.reason or NOT_DELIVERED)[:64]
            values = {"state": BLOCKED, "rule": rule, "ended_at": now}
            lost += repository.move(session, row.id, values, was=(QUEUED,))
    closed = repository.close_unanswered(session, now)
    finished = repository.finish_unfinished(session, now)
    return {"shown": shown, "lost": lost, "closed": closed, "finished": finished}


def _decided(
    session: Session, survey: SurveyInfo, invitations: list[Invitation], now: datetime
) -> list[tuple[Invitation, Decision]]:
    by_origin: defaultdict[str, list[Invitation]] = defaultdict(list)
    for one in invitations:
        by_origin[one.origin].append(one)
    decided: list[tuple[Invitation, Decision]] = []
    for origin, some in by_origin.items():
        decisions = fatigue.decide(
            session,
            survey,
            [_candidate(one) for one in some],
            origin=origin,
            besides=[one.id for one in some],
            now=now,
        )
        decided += zip(some, decisions, strict=True)
    return decided


def _candidate(invitation: Invitation) -> Candidate:
    """Bound to a chat only by what happened there, not by the way that was planned."""
    happened = invitation.ticket_id or invitation.resurvey_of or invitation.member_id is None
    return Candidate(
        invitation.occasion,
        member_id=invitation.member_id,
        contact_id=invitation.contact_id if happened else None,
        ticket_id=invitation.ticket_id,
    )


def _block(session: Session, invitation: Invitation, rule: str, now: datetime) -> None:
    values = {"state": BLOCKED, "rule": rule, "ended_at": now}
    repository.move(session, invitation.id, values, was=(PLANNED,))


def _queue(
    session: Session, invitation: Invitation, decision: Decision, links: Links, now: datetime
) -> None:
    definition = definitions.at_version(session, invitation.survey_id, invitation.version)
    route = _addressed(session, invitation, decision, now)
    language = decision.language or _spoken(session, route)
    payload = _payload(session, invitation, definition, route, language, links)
    outbox_id = outbox.queue(
        session,
        contact_id=route.contact_id,
        account=route.account,
        payload=payload,
        category=CATEGORY,
        author=author(invitation.survey_id),
        dedupe_key=f"survey:{invitation.id}",
        channel=route.channel,
        now=now,
        expires_at=now + definition.answer_within,
    )
    values = {
        "state": QUEUED,
        "outbox_id": outbox_id,
        "contact_id": route.contact_id,
        "channel": route.channel,
        "account": route.account,
        "language": language,
        "level": decision.level,
    }
    repository.move(session, invitation.id, values, was=(PLANNED,))


def _spoken(session: Session, route: Route) -> str:
    """The language they wrote last, in this chat."""
    return spoken(repository.last_lines(session, route.contact_id, LINES)) or LANGUAGES[0]


def _addressed(
    session: Session, invitation: Invitation, decision: Decision, now: datetime
) -> Route:
    """The way of a decision, with a contact also for a phone that never had a message."""
    route, member = decision.route, invitation.member_id
    if route is None:
        raise LookupError("an invitation without a route")
    if route.contact_id or member is None:
        return route
    found = reach.addressed(session, {member: Plan(route)}, now=now)[member].route
    return found or route


def _payload(
    session: Session,
    invitation: Invitation,
    definition: Definition,
    route: Route,
    language: str,
    links: Links,
) -> Mapping[str, Any]:
    """The first question where it can be answered at once, elsewhere the way to the form."""
    if route.channel == MESSAGE:
        return to_payload(chat.ask(definition.questions[0], language))
    link = links.url(invitation.id)
    if route.channel == SMS and invitation.member_id is not None:
        phone = reach.sealed_phones(session, [invitation.member_id])[invitation.member_id]
        return push_payload(Sms(phone, TEMPLATE, (link,)))
    if route.channel == SUBSCRIBE:
        title = definition.name[:NOTICE_LENGTH]
        return push_payload(Notice(TEMPLATE, {"thing1": title}, link))
    words = definition.invite.say(language, route.channel)
    return to_payload(Text(words.replace("{link}", link)))
