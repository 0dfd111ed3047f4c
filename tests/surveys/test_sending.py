"""From planned to shown to closed; what is asked again before it leaves."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from membership.models import Member
from messaging.gates import Pending, Verdict
from messaging.models import Contact, Outbox
from messaging.reach import accounts
from messaging.reach.models import NoticeConsent
from surveys import definitions, gate, planning, sending
from surveys.models import SurveyVersion
from surveys.sending import Sent
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, LINKS, MINUTE, NOON
from tickets import service


def send(session: Session, now: datetime = NOON) -> Sent:
    return sending.send_due(session, links=LINKS, now=now)


def planned(session: Session, key: str = "nps", **changes: Any) -> tuple[int, int]:
    """A member whom somebody wants to ask; return both numbers."""
    survey = people.seed(session, key, **changes)
    member, contact = people.customer(session)
    planning.by_hand(session, survey.id, [member], wave="w", now=NOON)
    return member, contact


def pending(session: Session) -> list[Pending]:
    return [
        Pending(
            row.id,
            row.contact_id,
            None,
            row.account,
            row.channel,
            row.category,
            row.author,
            row.created_at,
            row.due_at,
        )
        for row in session.scalars(
            sa.select(Outbox).where(Outbox.state == "queued").order_by(Outbox.id)
        )
    ]


def verdicts(session: Session, now: datetime = NOON) -> list[Verdict]:
    return list(gate.gate(session, pending(session), now).values())


def test_a_due_invitation_is_queued_once_as_a_menu_with_words_to_type(session: Session) -> None:
    planned(session)

    assert send(session) == Sent(queued=1)
    assert send(session) == Sent()
    row = session.scalars(sa.select(Outbox)).one()
    assert (row.category, row.author) == ("survey", "survey:1")
    assert row.expires_at == NOON + 72 * HOUR
    assert [option["label"] for option in row.payload["options"]] == [
        f"{score} 分" for score in range(11)
    ]
    assert "0–10" in row.payload["typed"]


def test_english_speakers_are_asked_in_english(session: Session) -> None:
    member, _ = planned(session)
    person = session.get_one(Member, member)
    person.preferences = {"language": "en"}
    session.flush()
    send(session)

    assert "recommend" in session.scalars(sa.select(Outbox)).one().payload["head"]


def test_a_short_message_leads_to_the_form(session: Session) -> None:
    accounts.note(session, "sms", kind="sms", templates={"survey": "SMS_1"}, now=NOON)
    survey = people.seed(session, "nps", channels=["message", "sms"])
    member, _ = people.customer(session, is_open=False)
    person = session.get_one(Member, member)
    person.phone_sealed, person.phone_index = "sealed", "index"
    session.flush()
    assert planning.by_hand(session, survey.id, [member], wave="w", now=NOON).asked == 1
    assert send(session) == Sent(queued=1)

    row = session.scalars(sa.select(Outbox)).one()
    (invitation,) = people.invitations(session)
    assert (row.channel, row.account) == ("sms", "sms")
    assert row.payload["to"] == "sealed"
    assert row.payload["values"] == [LINKS.url(invitation.id)]
    session.refresh(invitation)
    assert invitation.contact_id == row.contact_id
    people.delivered(session, now=NOON)
    assert people.invitations(session)[0].state == "shown"


def test_a_subscription_notice_leads_to_the_form(session: Session) -> None:
    survey = people.seed(session, "nps", channels=["message", "subscribe"])
    member, contact = people.customer(session, is_open=False)
    taken = NoticeConsent(
        contact_id=contact, template="survey", remaining=1, given=1, changed_at=NOON
    )
    session.add(taken)
    session.flush()
    assert planning.by_hand(session, survey.id, [member], wave="w", now=NOON).asked == 1
    send(session)

    row = session.scalars(sa.select(Outbox)).one()
    assert row.channel == "subscribe"
    assert row.payload["url"] == LINKS.url(people.invitations(session)[0].id)


def test_one_that_is_not_due_waits(session: Session) -> None:
    survey = people.seed(session, "nps")
    member, _ = people.customer(session)
    later = NOON + HOUR
    planning.by_hand(session, survey.id, [member], wave="w", due_at=later, now=NOON)

    assert send(session) == Sent()
    assert send(session, later) == Sent(queued=1)


def test_the_rules_are_asked_again_when_it_is_due(session: Session) -> None:
    _, contact = planned(session)
    service.open(session, contact_id=contact, kind="complaint", description="少一件", now=NOON)

    assert send(session) == Sent(blocked=1)
    (row,) = people.invitations(session)
    assert (row.state, row.rule) == ("blocked", "open complaint")


def test_the_cooldown_begins_when_it_is_shown(session: Session) -> None:
    planned(session)
    send(session)
    people.delivered(session, now=NOON + MINUTE)

    (row,) = people.invitations(session)
    assert (row.state, row.shown_at) == ("shown", NOON + MINUTE)
    assert row.closes_at == NOON + MINUTE + 72 * HOUR


def test_one_that_failed_was_never_shown(session: Session) -> None:
    planned(session)
    send(session)
    session.execute(sa.update(Outbox).values(state="failed", reason="window"))
    sending.track(session, now=NOON)
    session.expire_all()

    (row,) = people.invitations(session)
    assert (row.state, row.rule, row.shown_at) == ("blocked", "window", None)


def test_one_that_may_have_arrived_counts_as_shown(session: Session) -> None:
    planned(session)
    send(session)
    session.execute(sa.update(Outbox).values(state="unknown", finished_at=NOON))
    sending.track(session, now=NOON)
    session.expire_all()

    assert people.invitations(session)[0].shown_at == NOON


def test_without_an_answer_it_closes(session: Session) -> None:
    planned(session)
    send(session)
    people.delivered(session, now=NOON)

    assert sending.track(session, now=NOON + 3 * DAY - MINUTE)["closed"] == 0
    assert sending.track(session, now=NOON + 3 * DAY)["closed"] == 1
    session.expire_all()
    assert people.invitations(session)[0].state == "closed"


def test_the_gate_lets_go_what_nothing_forbids(session: Session) -> None:
    planned(session)
    send(session)

    assert verdicts(session) == []


def test_the_gate_stops_one_after_a_complaint(session: Session) -> None:
    _, contact = planned(session)
    send(session)
    service.open(session, contact_id=contact, kind="complaint", description="少一件", now=NOON)

    assert verdicts(session) == [Verdict("open complaint")]


def test_the_gate_stops_a_survey_that_was_switched_off(session: Session) -> None:
    planned(session)
    send(session)
    definitions.switch(session, 1, on=False, actor="staff:1", now=NOON)

    assert verdicts(session) == [Verdict("survey off")]


def test_the_gate_waits_while_they_are_in_the_middle_of_something(session: Session) -> None:
    _, contact = planned(session)
    send(session)
    until = NOON + 20 * MINUTE
    person = session.get_one(Contact, contact)
    person.dialogue, person.dialogue_until = {"name": "binding"}, until
    session.flush()

    assert verdicts(session) == [Verdict("in dialogue", until)]
    assert verdicts(session, until) == []


def test_the_gate_waits_while_staff_serve_them(session: Session) -> None:
    _, contact = planned(session)
    send(session)
    session.get_one(Contact, contact).served_by = "human"
    session.flush()

    assert verdicts(session) == [Verdict("with staff", NOON + 30 * MINUTE)]


def test_the_gate_says_nothing_of_other_messages(session: Session) -> None:
    planned(session)
    send(session)
    rows = pending(session)
    foreign = [replace(row, category="marketing") for row in rows]
    service.open(
        session, contact_id=rows[0].contact_id, kind="complaint", description="x", now=NOON
    )

    assert gate.gate(session, foreign, NOON) == {}


def test_the_gate_asks_no_document(session: Session) -> None:
    """One that this version cannot read would hold up all that is to be sent."""
    planned(session)
    send(session)
    session.execute(sa.update(SurveyVersion).values(document={"of": "tomorrow"}))

    assert verdicts(session) == []
