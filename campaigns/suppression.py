"""Whom to spare, whatever the occasion; asked when planning, and again right before sending."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.kind import Kind
from campaigns.policy import Policy
from campaigns.repository import people
from campaigns.rules import COMPLAINT, DETRACTOR, RECOVERED
from messaging.reach.values import MARKETING
from surveys import detractors
from tickets import standing


def spared(
    session: Session,
    kind: Kind,
    began: Mapping[int, datetime],
    *,
    policy: Policy,
    stops: bool,
    now: datetime,
) -> dict[int, str]:
    """The rule for each member to be spared. `began` says by member when their occasion began;
    where an order `stops` the campaign, one after that has brought them back."""
    ids = sorted(began)
    rules: dict[int, str] = {}
    rules.update(dict.fromkeys(_angry(session, kind, ids, policy, now), DETRACTOR))
    if kind.heeds_complaints:
        rules.update(dict.fromkeys(standing.open_complaints(session, ids), COMPLAINT))
    rules.update(dict.fromkeys(_back(session, kind, began, ids, stops), RECOVERED))
    return rules


def _angry(
    session: Session, kind: Kind, ids: Sequence[int], policy: Policy, now: datetime
) -> set[int]:
    if kind.grammar.category != MARKETING or not policy.detractor_days:
        return set()
    since = now - timedelta(days=policy.detractor_days)
    return detractors.recent(session, ids, since=since)


def _back(
    session: Session,
    kind: Kind,
    began: Mapping[int, datetime],
    ids: Sequence[int],
    stops: bool,
) -> set[int]:
    back = kind.back(session, ids) if kind.back else set()
    if stops:
        orders = people.last_orders(session, ids)
        back |= {member for member, last in orders.items() if last > began[member]}
    return back
