"""Figures kept current with each order, and the stage and tags that follow from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership import figures_repository as repository
from membership import lifecycle, tag_rules
from membership.database import Db
from membership.figures import EMPTY, Figures, Standing, changed, of_orders
from membership.lifecycle import LifecycleContext
from membership.stages import PROSPECT, Placement, place


@dataclass(frozen=True, slots=True)
class OrderStep:
    """An order of a member went from `before` to `after`. `paid_at` is when it was paid."""

    member_id: int
    paid_at: datetime
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class MemberSummary:
    """What a member's orders add up to; money in fen, gaps in days."""

    first_order_at: datetime | None
    last_order_at: datetime | None
    order_count: int
    amount_sum: int
    median_gap: float | None
    stage: str
    stage_since: datetime | None
    next_transition_at: datetime | None


def summary(db: Db, member_id: int) -> MemberSummary:
    """A member's figures; one who never ordered is a prospect with nothing."""
    kept = repository.read(db, member_id)
    if kept is None:
        return MemberSummary(None, None, 0, 0, None, PROSPECT, None, None)
    figures = kept.figures
    return MemberSummary(
        figures.first_order_at,
        figures.last_order_at,
        figures.order_count,
        figures.amount_sum,
        figures.median_gap,
        kept.stage,
        kept.stage_since,
        kept.next_at,
    )


def record(
    db: Db,
    steps: Sequence[OrderStep],
    *,
    timezone: ZoneInfo,
    now: datetime,
    context: LifecycleContext | None = None,
) -> None:
    """Carry a few or a few thousand order changes into the figures of their members.

    The orders themselves must already be written (and flushed): figures that cannot tell from
    what they hold are built anew from their one member's orders. The caller holds the members'
    account locks, so that nobody else changes the same figures.
    """
    context = context or lifecycle.context(db, now=now)
    by_member: dict[int, list[OrderStep]] = defaultdict(list)
    for step in steps:
        by_member[step.member_id].append(step)
    kept = repository.load(db, by_member)
    figures = {
        member: _after(db, member, kept.get(member), own, timezone)
        for member, own in by_member.items()
    }
    _settle(db, figures, kept, _latest(steps), context, now)


def rebuild(db: Db, member_id: int, *, timezone: ZoneInfo, now: datetime, reason: str) -> None:
    """Build one member's figures anew from their own orders (after a merge, for example)."""
    figures = of_orders(repository.orders_of(db, member_id), timezone=timezone)
    kept = repository.load(db, [member_id])
    context = lifecycle.context(db, now=now)
    _settle(db, {member_id: figures}, kept, {member_id: now}, context, now, reason)


def _after(
    db: Db,
    member: int,
    kept: repository.Kept | None,
    steps: Iterable[OrderStep],
    timezone: ZoneInfo,
) -> Figures:
    figures: Figures | None = kept.figures if kept else EMPTY
    for step in steps:
        if figures is not None:
            figures = changed(
                figures, step.before, step.after, paid_at=step.paid_at, timezone=timezone
            )
    if figures is None:
        return of_orders(repository.orders_of(db, member), timezone=timezone)
    return figures


def _latest(steps: Iterable[OrderStep]) -> dict[int, datetime]:
    latest: dict[int, datetime] = {}
    for step in steps:
        latest[step.member_id] = max(step.paid_at, latest.get(step.member_id, step.paid_at))
    return latest


def _settle(
    db: Db,
    figures: Mapping[int, Figures],
    kept: Mapping[int, repository.Kept],
    at: Mapping[int, datetime],
    context: LifecycleContext,
    now: datetime,
    reason: str = "order",
) -> None:
    rows: dict[int, dict[str, Any]] = {}
    transitions: list[dict[str, Any]] = []
    for member, own in figures.items():
        was = kept.get(member)
        placement = place(own, context.rules, context.store_gap, now)
        since = was.stage_since if was else at[member]
        if placement.stage != (was.stage if was else PROSPECT):
            since = min(placement.boundary or at[member], now)
            transitions.append(_transition(member, was, placement, own, since, now, reason))
        rows[member] = {
            **repository.columns(own),
            "stage": placement.stage,
            "stage_since": since,
            "cycle": placement.cycle,
            "next_transition_at": placement.next_at,
            "updated_at": now,
        }
    repository.save(db, rows, kept)
    repository.add_transitions(db, transitions)
    stages = {member: row["stage"] for member, row in rows.items()}
    tag_rules.refresh(db, figures, stages, context.tag_rules, now=now)


def _transition(
    member: int,
    was: repository.Kept | None,
    placement: Placement,
    figures: Figures,
    at: datetime,
    now: datetime,
    reason: str,
) -> dict[str, Any]:
    return {
        "member_id": member,
        "from_stage": was.stage if was else PROSPECT,
        "to_stage": placement.stage,
        "at": at,
        "recorded_at": now,
        "reason": {
            "because": "boundary" if placement.boundary else reason,
            "orders": figures.order_count,
            "cycle_days": placement.cycle,
        },
    }
