"""Writing down what became of claimed rows, many in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, null, update
from sqlalchemy.orm import Session

from messaging.models import Contact, Outbox
from messaging.reach import allowances
from messaging.repository import telling
from messaging.values import Claim, Result
from store.columns import Instant
from store.statements import changed, table

O = table(Outbox).c  # noqa: E741
ALL_WELL = (
    update(table(Outbox))
    .where(
        O.id.in_(bindparam("ids", expanding=True)),
        O.state == "inflight",
        O.claimed_by == bindparam("worker"),
        O.claimed_at == bindparam("since", type_=Instant),
    )
    .values(
        state="accepted", code=null(), reason=null(), finished_at=bindparam("now", type_=Instant)
    )
)
Sent = tuple[Claim, Result]
ACCEPTED = Result("accepted")


def record(session: Session, sent: Sequence[Sent], now: datetime) -> None:
    """Write the results; a row that was given up meanwhile keeps its state."""
    plain: dict[tuple[str, datetime], list[int]] = {}
    for claim, result in sent:
        if result == ACCEPTED:
            plain.setdefault((claim.worker, claim.claimed_at), []).append(claim.id)
        else:
            _one(session, claim, result, now)
    for (worker, claimed_at), ids in plain.items():
        values = {"ids": ids, "worker": worker, "since": claimed_at, "now": now}
        session.execute(ALL_WELL, values)
    telling.tell(session, [claim.ticket_id for claim, _ in sent], now)


def _one(session: Session, claim: Claim, result: Result, now: datetime) -> None:
    values: dict[str, Any] = {"state": result.state, "code": result.code, "reason": result.reason}
    if result.state == "queued":
        values |= {"due_at": result.due_at, "attempts": claim.attempts - (not result.counts)}
    else:
        values |= {"finished_at": now, "platform_id": result.platform_id}
    mine = update(table(Outbox)).where(O.id == claim.id, *_still(claim.worker, claim.claimed_at))
    if changed(session, mine.values(**values)):
        _settle(session, claim, result, now)


def _still(worker: str, claimed_at: datetime) -> tuple[Any, ...]:
    return O.state == "inflight", O.claimed_by == worker, O.claimed_at == claimed_at


def _settle(session: Session, claim: Claim, result: Result, now: datetime) -> None:
    """Give back what a refused message did not use; believe the platform when it says "none"."""
    mine = update(Contact).where(Contact.id == claim.contact_id)
    if result.reason in {"window", "count"}:
        session.execute(mine.values(message_left=0, act_left=0))
    elif claim.allowance in {"act", "message"}:
        if result.state in {"queued", "failed"}:
            left = getattr(Contact, f"{claim.allowance}_left")
            session.execute(mine.values({left: left + 1}))
    elif claim.allowance:
        allowances.settle(
            session,
            contact_id=claim.contact_id,
            allowance=claim.allowance,
            state=result.state,
            code=result.code,
            now=now,
        )
