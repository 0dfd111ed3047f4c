"""Queries on the monthly quotas of many contacts at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, select, update
from sqlalchemy.orm import Session

from messaging.reach.models import ContactQuota
from store.statements import insert_many_once, table

Q = table(ContactQuota)
_people = bindparam("people", expanding=True, type_=BigInteger)
_mine = (
    Q.c.contact_id.in_(_people),
    Q.c.channel == bindparam("of_channel", type_=String),
    Q.c.period == bindparam("of_period", type_=String),
)
_LOCK = select(Q.c.contact_id, Q.c.used).where(*_mine).order_by(Q.c.id).with_for_update()
_SPEND = update(Q).where(*_mine).values(used=Q.c.used + bindparam("times"))
_GIVE_BACK = update(Q).where(*_mine, Q.c.used > 0).values(used=Q.c.used - 1)


def lock(session: Session, channel: str, period: str, contacts: Sequence[int]) -> dict[int, int]:
    """Contact → used, locked; rows that are missing are made.

    What exists is locked first: an insert that meets it would leave MariaDB a weaker lock, and two
    who then want the stronger one a deadlock.
    """
    found = _locked(session, channel, period, contacts)
    missing = [contact for contact in contacts if contact not in found]
    if not missing:
        return found
    rows = [
        {"contact_id": contact, "channel": channel, "period": period, "used": 0}
        for contact in missing
    ]
    insert_many_once(session, Q, rows)
    return found | _locked(session, channel, period, missing)


def _locked(
    session: Session, channel: str, period: str, contacts: Sequence[int]
) -> dict[int, int]:
    rows = session.execute(_LOCK, _values(channel, period, contacts))
    return {row[0]: row[1] for row in rows}


def spend(
    session: Session, channel: str, period: str, contacts: Sequence[int], times: int
) -> None:
    session.execute(_SPEND, {**_values(channel, period, contacts), "times": times})


def give_back(session: Session, channel: str, period: str, contacts: Sequence[int]) -> None:
    session.execute(_GIVE_BACK, _values(channel, period, contacts))


def _values(channel: str, period: str, contacts: Sequence[int]) -> dict[str, Any]:
    return {"of_channel": channel, "of_period": period, "people": list(contacts)}
