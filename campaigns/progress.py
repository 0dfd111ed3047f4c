"""How far a campaign has come: every row by its step, group and state, with what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from campaigns.repository import deliveries as repository
from campaigns.values import BLOCKED, HELD_OUT, PLANNED, WAITING, DeliveryView

SENT, FAILED, UNKNOWN = "accepted", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step. `waiting`, `blocked` and `failed` count by rule or reason; `on_its_way` are
    messages that have not left; `blocked` also those stopped right before they would have left."""

    step: int
    sent: int = 0
    on_its_way: int = 0
    unknown: int = 0
    tasks: int = 0
    waiting: Counter[str] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    held_out: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        counted = (self.waiting, self.blocked, self.failed, self.held_out)
        plain = self.sent + self.on_its_way + self.unknown + self.tasks
        return plain + sum(sum(counter.values()) for counter in counted)


def progress(session: Session, campaign_id: int) -> list[StepProgress]:
    """Each step that has a row, the first step first."""
    rows = repository.counts(session, campaign_id)
    return [
        _step(step, [row for row in rows if row[0] == step])
        for step in sorted({row[0] for row in rows})
    ]


def of_member(
    session: Session, member_id: int, *, campaign_id: int | None = None, limit: int = 20
) -> list[DeliveryView]:
    """What campaigns (or one of them) had for a member, the newest first."""
    return repository.of_member(session, member_id, campaign_id, limit)


def _step(number: int, rows: Sequence[Any]) -> StepProgress:
    plain: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    blocked: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    held_out: Counter[str] = Counter()
    for _, arm, state, rule, outcome, reason, count in rows:
        if state == HELD_OUT:
            held_out[arm] += count
        elif state == WAITING:
            waiting[rule or ""] += count
        elif state == BLOCKED:
            blocked[rule or ""] += count
        elif outcome in {BLOCKED, "cancelled"}:
            blocked[reason or outcome] += count
        elif outcome == FAILED:
            failed[reason or ""] += count
        elif state == PLANNED:
            plain[_kind(outcome)] += count
    return StepProgress(
        number,
        sent=plain[SENT],
        on_its_way=plain["queued"],
        unknown=plain[UNKNOWN],
        tasks=plain["task"],
        waiting=waiting,
        blocked=blocked,
        failed=failed,
        held_out=held_out,
    )


def _kind(outcome: str | None) -> str:
    if outcome is None:
        return "task"
    return outcome if outcome in {SENT, UNKNOWN} else "queued"
