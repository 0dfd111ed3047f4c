"""What is asked of a campaign's message right before it is sent, whatever was planned."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns import kinds, policy, rules, service, suppression
from campaigns.repository import campaigns as campaign_rows
from campaigns.repository import deliveries, people
from campaigns.values import BY, ENDED, ON, CampaignView
from membership.errors import FieldError
from messaging.gates import Pending, Verdict

log = logging.getLogger(__name__)
ASK_AGAIN = timedelta(hours=1)
"""A rule that may pass postpones; the end of the occasion, stored with the message, ends it."""
PAUSED_FOR = timedelta(minutes=1)
"""Until then the message is paused like the others of its campaign; if not, it is asked again."""


def still_welcome(
    session: Session, pending: Sequence[Pending], now: datetime
) -> Mapping[int, Verdict]:
    """A gate: the campaign is on, and the member is not to be spared now."""
    ids = [row.id for row in pending if row.author.startswith(BY)]
    if not ids:
        return {}
    rows = deliveries.of_outbox(session, ids)
    views = campaign_rows.by_ids(session, {row.campaign_id for row in rows})
    verdicts: dict[int, Verdict] = {}
    for view in views:
        own = [row for row in rows if row.campaign_id == view.id]
        verdicts.update(_verdicts(session, view, own, now))
    return verdicts


def _verdicts(
    session: Session, view: CampaignView, rows: Sequence[Any], now: datetime
) -> Iterator[tuple[int, Verdict]]:
    if view.state != ON:
        verdict = Verdict(rules.PAUSED, now + PAUSED_FOR)
        if view.state == ENDED:
            verdict = Verdict(rules.ENDED)
        yield from ((row.outbox_id, verdict) for row in rows)
        return
    try:
        stops = service.read(view.body).goal.stops
    except FieldError:
        log.exception("a campaign cannot be read: it waits", extra={"campaign": view.id})
        yield from ((row.outbox_id, Verdict(rules.PAUSED, now + ASK_AGAIN)) for row in rows)
        return
    objections = _rules(session, view, rows, stops, now)
    for row in rows:
        rule = objections.get(row.member_id)
        if rule is not None:
            until = now + ASK_AGAIN if rule in rules.PASSING else None
            yield row.outbox_id, Verdict(rule, until)


def _rules(
    session: Session, view: CampaignView, rows: Sequence[Any], stops: bool, now: datetime
) -> dict[int, str]:
    began: dict[int, datetime] = {}
    for row in rows:
        began[row.member_id] = min(row.began_at, began.get(row.member_id, row.began_at))
    objections = suppression.spared(
        session,
        kinds.every()[view.kind],
        began,
        policy=policy.in_force(session, now=now),
        stops=stops,
        now=now,
    )
    for member, person in people.read(session, sorted(began)).items():
        if person.merged:
            objections[member] = rules.MERGED
    return objections
