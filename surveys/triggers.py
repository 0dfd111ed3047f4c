"""What sets a survey off by itself: a ticket that closed, an order, the day's sample."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from surveys import definitions, drawing, planning
from surveys.fatigue_facts import Candidate
from surveys.planning import BATCH, Planned
from surveys.repository import planning as repository
from surveys.values import SurveyInfo

CATCH_UP = timedelta(days=2)
"""How long after its moment an event still counts, when the clock had stood still."""
ORDERS = ("nth_order", "days_after_order")


def tickets(session: Session, *, timezone: ZoneInfo, now: datetime) -> Planned:
    """Plan to ask about the tickets that staff answered and settled."""
    total = Planned()
    for survey in _on(session, ("ticket_closed",)):
        trigger = survey.definition.trigger
        rows = repository.settled_tickets(
            session,
            survey.id,
            kinds=sorted(trigger.ticket_kinds),
            since=now - CATCH_UP,
            until=now - timedelta(minutes=trigger.delay_minutes),
            limit=BATCH,
        )
        candidates = [planning.of_ticket(row, f"ticket:{row.id}") for row in rows]
        total += _plan(session, survey, candidates, day=_day(now, timezone), now=now)
    return total


def orders(session: Session, *, timezone: ZoneInfo, now: datetime) -> Planned:
    """Plan to ask about orders: each one's some days later, or a member's nth."""
    total = Planned()
    for survey in _on(session, ORDERS):
        trigger = survey.definition.trigger
        until = now - timedelta(days=trigger.days)
        rows = repository.orders(
            session, survey.id, since=until - CATCH_UP, until=until, nth=trigger.order, limit=BATCH
        )
        candidates = [
            Candidate(
                f"order:{row.id}", member_id=row.member_id, order_id=row.id, store=row.source
            )
            for row in rows
        ]
        total += _plan(session, survey, candidates, day=_day(now, timezone), now=now)
    return total


def sample(
    session: Session, survey_id: int, *, after: int, timezone: ZoneInfo, now: datetime
) -> tuple[Planned, int | None]:
    """Plan one batch of the day's random sample; begin with `after` 0.

    Return what came of it and where to go on, None at the end. The same day draws the same
    members, however often it runs.
    """
    survey = definitions.get(session, survey_id)
    trigger, today = survey.definition.trigger, _day(now, timezone)
    bought = timedelta(days=trigger.bought_within_days)
    drawn = repository.sample(
        session,
        drawing.draw(survey.key, today, trigger.daily_share),
        after=after,
        min_orders=trigger.min_orders,
        bought_since=now - bought if bought else None,
        joined_before=now - timedelta(days=trigger.joined_days),
        limit=BATCH,
    )
    candidates = [Candidate(f"sample:{today}", member_id=member) for member in drawn]
    planned = _plan(session, survey, candidates, day=today, now=now)
    return planned, drawn[-1] if len(drawn) == BATCH else None


def sampled(session: Session) -> list[int]:
    """The surveys that draw a sample each day."""
    return [survey.id for survey in _on(session, ("sample",))]


def _on(session: Session, kinds: Sequence[str]) -> list[SurveyInfo]:
    return [one for one in definitions.active(session) if one.definition.trigger.on in kinds]


def _plan(
    session: Session,
    survey: SurveyInfo,
    candidates: Sequence[Candidate],
    *,
    day: date,
    now: datetime,
) -> Planned:
    if not candidates:
        return Planned()
    origin = survey.definition.trigger.on
    return planning.plan(
        session, survey, candidates, origin=origin, wave=f"{day:%Y-%m}", day=day, now=now
    )


def _day(now: datetime, timezone: ZoneInfo) -> date:
    return now.astimezone(timezone).date()
