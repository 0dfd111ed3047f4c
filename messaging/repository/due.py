"""Which outbox rows are next: due, and behind no other of their contact."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from messaging.repository.claim_statements import OLDEST, UNFINISHED
from store.columns import EPOCH

LANES = (0, 1)
PAGES = 5


def rows(session: Session, wanted: Mapping[str, int], now: datetime) -> list[Row[Any]]:
    """At most `wanted` rows of each account, urgent ones first, one only of each contact, so that
    order is kept."""
    firsts: dict[int, Row[Any]] = {}
    for account, limit in wanted.items():
        left = limit
        for lane in LANES:
            found = _of_lane(session, account, lane, now, left) if left > 0 else []
            left -= len(found)
            for row in found:
                firsts.setdefault(row.contact_id, row)
    return list(firsts.values())


def _of_lane(
    session: Session, account: str, lane: int, now: datetime, limit: int
) -> list[Row[Any]]:
    """Rows behind no other of their contact that is on its way or goes before."""
    wish = {"account": account, "lane": lane, "now": now, "limit": limit}
    after, found = {"after": EPOCH, "after_id": 0}, list[Row[Any]]()
    for _ in range(PAGES):
        page = session.execute(OLDEST, wish | after).all()
        if not page:
            break
        firsts = _firsts(session, page, account, lane, now)
        found += [row for row in page if firsts.get(row.contact_id, row.id) >= row.id]
        if len(found) >= limit or len(page) < limit:
            break
        after = {"after": page[-1].due_at, "after_id": page[-1].id}
    return found[:limit]


def _firsts(
    session: Session, page: Sequence[Row[Any]], account: str, lane: int, now: datetime
) -> dict[int, int]:
    """The first row of each contact that has to go before any other."""
    ids = sorted({row.contact_id for row in page})
    firsts: dict[int, int] = {}
    for row in session.execute(UNFINISHED, {"ids": ids}).all():
        is_next = row.state == "queued" and row.lane <= lane
        is_next &= row.due_at <= now or row.reason == "retry"
        if row.account == account and (row.state == "inflight" or is_next):
            firsts[row.contact_id] = min(row.id, firsts.get(row.contact_id, row.id))
    return firsts
