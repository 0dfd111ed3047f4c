"""The statements of claiming, fixed once: most of a row's cost would else be their making."""

from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select, update

from messaging.models import Contact, Outbox
from messaging.reach.values import MASS
from store.columns import Instant
from store.statements import table

O, C = table(Outbox).c, table(Contact).c  # noqa: E741
SINGLE = O.channel != MASS
"""Mass sends go many at once, their own way, and under a key: see `messaging.reach.mass`."""


def _oldest() -> Any:
    """Rows that are due, in order, from behind the row (`after`, `after_id`) on."""
    account: BindParameter[str] = bindparam("account")
    lane: BindParameter[int] = bindparam("lane")
    now, after = bindparam("now", type_=Instant), bindparam("after", type_=Instant)
    behind = or_(O.due_at > after, O.id > bindparam("after_id"))
    return (
        select(
            O.id,
            O.account,
            O.contact_id,
            O.channel,
            O.category,
            O.author,
            O.payload,
            O.attempts,
            O.created_at,
            O.due_at,
            O.expires_at,
            O.ticket_id,
        )
        .where(O.state == "queued", O.account == account, O.lane == lane, SINGLE)
        .where(O.due_at <= now, O.due_at >= after, behind)
        .order_by(O.due_at, O.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True, of=table(Outbox))
    )


IDS: BindParameter[int] = bindparam("ids", expanding=True)
OLDEST = _oldest()
UNFINISHED = select(O.contact_id, O.id, O.account, O.state, O.lane, O.due_at, O.reason).where(
    O.contact_id.in_(IDS), O.finished_at.is_(None), SINGLE
)
"""By contact alone: without statistics PostgreSQL would rather read all that is queued."""
ABANDONED = (
    update(table(Outbox))
    .where(O.state == "inflight", O.claimed_at < bindparam("before", type_=Instant), SINGLE)
    .values(state="unknown", reason="the sender died", finished_at=bindparam("now"))
)
CONTACTS = (
    select(
        C.id,
        C.account,
        C.external_id,
        C.member_id,
        C.subscribed,
        C.blocked,
        C.message_until,
        C.message_left,
        C.act_until,
        C.act_left,
    )
    .where(C.id.in_(IDS))
    .order_by(C.id)
    .with_for_update()
)
MEMBERS = select(C.member_id).where(C.id.in_(IDS), C.member_id.is_not(None))
OF_MEMBERS = select(C.id).where(C.member_id.in_(IDS))
MINE = (
    update(table(Outbox))
    .where(O.id.in_(IDS))
    .values(
        state="inflight",
        claimed_at=bindparam("at", type_=Instant),
        claimed_by=bindparam("worker"),
        attempts=O.attempts + 1,
    )
)
SPENT = {
    left.name: update(table(Contact)).where(C.id.in_(IDS)).values({left.name: left - 1})
    for left in (C.act_left, C.message_left)
}
