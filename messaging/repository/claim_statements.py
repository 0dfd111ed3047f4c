"""The statements of claiming, fixed once: most of a row's cost would else be their making."""

from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, literal_column, or_, select, update

from messaging.models import Contact, Outbox
from messaging.reach.values import MASS
from store.columns import Instant
from store.statements import table

O, C = table(Outbox).c, table(Contact).c  # noqa: E741
WAITING: list[Any] = [literal_column("'queued'"), literal_column("'inflight'")]
"""Spelled out, so that SQLite finds the partial index."""
SINGLE = O.channel != MASS
"""Mass sends go many at once, their own way, and under a key: see `messaging.reach.mass`."""


def _oldest() -> Any:
    """Rows to send now, behind no other of their contact that is on its way or goes before."""
    account: BindParameter[str] = bindparam("account")
    lane: BindParameter[int] = bindparam("lane")
    now = bindparam("now", type_=Instant)
    earlier = table(Outbox).alias("earlier").c
    before = or_(earlier.due_at <= now, earlier.reason == "retry") & (earlier.lane <= lane)
    behind = exists().where(
        earlier.contact_id == O.contact_id,
        earlier.id < O.id,
        earlier.account == account,
        earlier.state.in_(WAITING),
        earlier.channel != MASS,
        or_(earlier.state == "inflight", before),
    )
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
        )
        .where(O.state == "queued", O.account == account, O.lane == lane)
        .where(O.due_at <= now, SINGLE, ~behind)
        .order_by(O.due_at, O.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True, of=table(Outbox))
    )


IDS: BindParameter[int] = bindparam("ids", expanding=True)
OLDEST = _oldest()
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
