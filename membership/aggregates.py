"""Figures kept current with each order, and the stage and tags that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership import figures_repository as repository
from membership import lifecycle, tag_rules
from membership.figures import EMPTY, Figures, Standing, changed, of_orders
from membership.lifecycle import LifecycleContext
from membership.stages import PROSPECT, Placement, place
from store.statements import Db


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
    """Carry one or a few thousand order changes into the figures of their members.

    The orders themselves must already be written (and flushed): figures that cannot tell from
    what they hold are built anew from their one member's orders. The caller holds the members'
    account locks, so that nobody else changes the same figures.
    """
    if not steps:
        return
    context = context or lifecycle.context(db, now=now)
    kept = repository.load(db, {step.member_id for step in steps})
    courses: dict[int, _Course] = {}
    for step in steps:
        member = step.member_id
        if member not in courses:
            courses[member] = _Course(member, kept.get(member), context, now)
        courses[member].follow(step, timezone)
    for course in courses.values():
        if course.figures is None:
            own = of_orders(repository.orders_of(db, course.member_id), timezone=timezone)
            course.arrive(own, course.latest, "order")
    _save(db, courses, kept, context, now)


def rebuild(db: Db, member_id: int, *, timezone: ZoneInfo, now: datetime, reason: str) -> None:
    """Build one member's figures anew from their own orders (after a merge, for example)."""
    figures = of_orders(repository.orders_of(db, member_id), timezone=timezone)
    kept = repository.load(db, [member_id])
    context = lifecycle.context(db, now=now)
    course = _Course(member_id, kept.get(member_id), context, now)
    course.arrive(figures, now, reason)
    _save(db, {member_id: course}, kept, context, now)


class _Course:
    """A member's way from order to order: their figures, stage, and the transitions passed."""

    def __init__(
        self,
        member_id: int,
        kept: repository.Kept | None,
        context: LifecycleContext,
        now: datetime,
    ) -> None:
        self.member_id = member_id
        self.figures: Figures | None = kept.figures if kept else EMPTY
        self.latest = now
        self.transitions: list[dict[str, Any]] = []
        self._stage = kept.stage if kept else PROSPECT
        self._since = kept.stage_since if kept else None
        self._placement = Placement(PROSPECT, None, None)
        self._context = context
        self._now = now

    def follow(self, step: OrderStep, timezone: ZoneInfo) -> None:
        """Take one order; the figures are gone once they cannot tell any more."""
        self.latest = step.paid_at
        if self.figures is not None:
            self.figures = changed(
                self.figures, step.before, step.after, paid_at=step.paid_at, timezone=timezone
            )
        if self.figures is not None:
            self.arrive(self.figures, step.paid_at, "order")

    def arrive(self, figures: Figures, at: datetime, reason: str) -> None:
        """Place the member by `figures`, which an order paid at `at` led to."""
        self.figures = figures
        placement = place(figures, self._context.rules, self._context.store_gap, self._now)
        self._placement = placement
        if placement.stage != self._stage:
            self._since = min(placement.boundary or at, self._now)
            self.transitions.append(self._transition(figures, self._since, reason))
            self._stage = placement.stage

    def row(self) -> dict[str, Any]:
        assert self.figures is not None
        return {
            **repository.columns(self.figures),
            "stage": self._stage,
            "stage_since": self._since or self._now,
            "cycle": self._placement.cycle,
            "next_transition_at": self._placement.next_at,
            "updated_at": self._now,
        }

    @property
    def stage(self) -> str:
        return self._stage

    def _transition(self, figures: Figures, at: datetime, reason: str) -> dict[str, Any]:
        return {
            "member_id": self.member_id,
            "from_stage": self._stage,
            "to_stage": self._placement.stage,
            "at": at,
            "recorded_at": self._now,
            "reason": {
                "because": "boundary" if self._placement.boundary else reason,
                "orders": figures.order_count,
                "cycle_days": self._placement.cycle,
            },
        }


def _save(
    db: Db,
    courses: Mapping[int, _Course],
    kept: Mapping[int, repository.Kept],
    context: LifecycleContext,
    now: datetime,
) -> None:
    repository.save(db, {member: course.row() for member, course in courses.items()}, kept)
    repository.add_transitions(
        db, [row for course in courses.values() for row in course.transitions]
    )
    figures = {member: course.figures or EMPTY for member, course in courses.items()}
    stages = {member: course.stage for member, course in courses.items()}
    tag_rules.refresh(db, figures, stages, context.tag_rules, now=now)
