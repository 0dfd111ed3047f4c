"""The lifecycle of members: rules in force, the nightly run, counts and history."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from membership import lifecycle_repository as repository
from membership import rule_repository, rules, tag_rules
from membership.stages import (
    PROSPECT,
    STAGES,
    LifecycleRules,
    Placement,
    place_by,
    read_rules,
)
from membership.tag_rules import ReadyRule
from store.statements import Db

KIND = "lifecycle"
BATCH = 500


@dataclass(frozen=True, slots=True)
class LifecycleContext:
    """What placing a member needs besides their own figures; read once per piece of work."""

    rules: LifecycleRules
    store_gap: float | None
    tag_rules: tuple[ReadyRule, ...] = ()


@dataclass(slots=True)
class LifecycleRun:
    """What a nightly run did: members touched, and transitions by the stage they led to."""

    touched: int = 0
    transitions: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Transition:
    from_stage: str
    to_stage: str
    at: datetime
    reason: Mapping[str, Any]


def context(db: Db, *, now: datetime) -> LifecycleContext:
    """The rules in force at `now`, the store's median gap as last measured, the tag rules."""
    version = rule_repository.current(db, KIND, now=now)
    return LifecycleContext(
        read_rules(version.document) if version else LifecycleRules(),
        repository.store_gap(db),
        tag_rules.ready(db),
    )


def set_rules(db: Db, body: Mapping[str, Any], *, author: str, now: datetime) -> LifecycleRules:
    """Put new thresholds in force. Members meet them when an order or a boundary next touches
    them: a change of rules moves nobody who did nothing."""
    checked = read_rules(body)
    rules.add_version(db, KIND, body, actor=author, active_from=now, now=now)
    return checked


def run(db: Db, *, now: datetime, batch: int = BATCH) -> LifecycleRun:
    """Move every member whose date boundary has passed; nobody else is read or written."""
    done = LifecycleRun()
    ready = context(db, now=now)
    while run_batch(db, done, ready, now=now, limit=batch):
        pass
    return done


def run_batch(
    db: Db, done: LifecycleRun, ready: LifecycleContext, *, now: datetime, limit: int
) -> bool:
    """One batch of `run`, for an edge that commits in between; False when none was due."""
    due = repository.due(db, now=now, limit=limit)
    placed = [
        (one, place_by(one.order_count, one.last_order_at, one.cycle, ready.rules, now))
        for one in due
    ]
    repository.move(db, [_row(one, placement, now) for one, placement in placed])
    moved = [(one, placement) for one, placement in placed if placement.stage != one.stage]
    repository.add_transitions(db, [_transition(*pair, now) for pair in moved])
    tag_rules.refresh_members(db, [one.member_id for one, _ in moved], ready, now=now)
    done.touched += len(due)
    done.transitions.update(placement.stage for _, placement in moved)
    return bool(due)


def measure_store(db: Db, *, now: datetime) -> float | None:
    """Measure the store's median gap anew: the middle of the members' own medians, found by
    their index. Members already placed keep the cycle they were placed by."""
    members, middle = repository.middle_gap(db)
    if middle is not None:
        repository.keep_store_gap(db, middle, members, now=now)
    return middle


def counts(db: Db, *, members: int) -> dict[str, int]:
    """How many of `members` (the number of all members) are in each stage."""
    found = repository.stage_counts(db)
    placed = sum(found.values()) - found.get(PROSPECT, 0)
    return {stage: found.get(stage, 0) for stage in STAGES} | {PROSPECT: members - placed}


def history(db: Db, member_id: int, *, limit: int = 50) -> list[Transition]:
    """A member's transitions, the newest first."""
    return [Transition(*row) for row in repository.history(db, member_id, limit)]


def _row(one: repository.Due, placement: Placement, now: datetime) -> dict[str, Any]:
    stays = placement.stage == one.stage
    return {
        "of_member_id": one.member_id,
        "stage": placement.stage,
        "stage_since": one.stage_since if stays else placement.boundary or now,
        "next_transition_at": placement.next_at,
        "updated_at": now,
    }


def _transition(one: repository.Due, placement: Placement, now: datetime) -> dict[str, Any]:
    return {
        "member_id": one.member_id,
        "from_stage": one.stage,
        "to_stage": placement.stage,
        "at": placement.boundary or now,
        "recorded_at": now,
        "reason": {"because": "boundary", "orders": one.order_count, "cycle_days": one.cycle},
    }
