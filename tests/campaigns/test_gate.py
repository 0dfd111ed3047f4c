"""Asked right before a message leaves, the campaign's rules hold as they are then."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import gate, service
from campaigns.models import Campaign, CampaignVersion
from campaigns.values import CampaignView
from membership import merging
from messaging.gates import Pending, Verdict
from messaging.models import Outbox
from tests.campaigns.people import DAY, MORNING, buys, campaign, contact_of, member, plan
from tickets import opening

HOUR = timedelta(hours=1)


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
        for row in session.scalars(sa.select(Outbox).order_by(Outbox.id))
    ]


def verdicts(session: Session, now: datetime = MORNING) -> list[Verdict]:
    return list(gate.still_welcome(session, pending(session), now).values())


def planned(session: Session) -> tuple[CampaignView, int]:
    view = campaign(session, "birthday", goal={"stops": True})
    chosen = member(session, birthday=("solar", 6, 10))
    plan(session, view, MORNING)
    return view, chosen


def test_nothing_has_changed(session: Session) -> None:
    planned(session)

    assert verdicts(session) == []


def test_a_complaint_since_postpones(session: Session) -> None:
    _, chosen = planned(session)
    opening.open(session, contact_id=contact_of(session, chosen), description="坏", now=MORNING)

    assert verdicts(session) == [Verdict("open complaint", MORNING + HOUR)]


def test_an_order_since_ends_it(session: Session) -> None:
    _, chosen = planned(session)
    buys(session, chosen, MORNING)

    assert verdicts(session) == [Verdict("recovered")]


def test_a_merge_since_ends_it(session: Session) -> None:
    _, chosen = planned(session)
    other = member(session)
    merging.merge(session, kept_id=other, gone_id=chosen, actor="staff:1", now=MORNING)

    assert verdicts(session) == [Verdict("merged member")]


def test_a_campaign_that_is_paused_or_ended_meanwhile(session: Session) -> None:
    """Also when the message was queued in the very moment of the move."""
    view, _ = planned(session)
    state = sa.update(Campaign).where(Campaign.id == view.id)

    session.execute(state.values(state="paused"))
    assert verdicts(session) == [Verdict("campaign paused", MORNING + timedelta(minutes=1))]
    session.execute(state.values(state="ended"))
    assert verdicts(session) == [Verdict("campaign ended")]


def test_other_messages_are_none_of_its_business(session: Session) -> None:
    planned(session)
    session.execute(sa.update(Outbox).values(author="staff:1"))

    assert verdicts(session, MORNING + DAY) == []
    assert service.get(session, 1).state == "on"


def test_what_a_campaign_queued_that_cannot_be_read_now_waits(session: Session) -> None:
    view, _ = planned(session)
    mine = sa.update(CampaignVersion).where(CampaignVersion.campaign_id == view.id)
    session.execute(mine.values(document={**view.body, "mood": 1}))

    assert verdicts(session) == [Verdict("campaign paused", MORNING + HOUR)]
