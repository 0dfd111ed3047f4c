"""Queries on what people were sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Executable, bindparam, case, select, type_coerce
from sqlalchemy.orm import Session

from messaging.models import Contact, Outbox
from store.columns import Instant
from store.statements import table

C, O = table(Contact).c, table(Outbox).c  # noqa: E741
BATCH = 2_000
GONE_OUT = ("inflight", "accepted", "unknown")
"""States of what was, or may have been, sent."""


def _ids(name: str) -> Any:
    return bindparam(name, expanding=True, type_=BigInteger)


_since = bindparam("since", type_=Instant)
_WENT = case((O.state.in_(GONE_OUT), O.claimed_at), else_=None)
_WENT_OR_GOES = case(
    (O.state.in_(GONE_OUT), O.claimed_at), (O.state == "queued", O.due_at), else_=None
)
"""When it went, or is to go. Compared as it stands, no database reads all that is in a state:
it finds the rows by their contacts, of which each has few."""


def _rows_at(at: Any, *whose: Any) -> Any:
    known = select(C.member_id, O.contact_id, O.category, type_coerce(at, Instant))
    return known.join_from(table(Outbox), table(Contact), C.id == O.contact_id).where(
        *whose, at > _since
    )


_SENT_TO_MEMBERS = _rows_at(_WENT, C.member_id.in_(_ids("people")))
_SENT_TO_CONTACTS = _rows_at(_WENT, O.contact_id.in_(_ids("people")))
_DUE_TO_MEMBERS = _rows_at(_WENT_OR_GOES, C.member_id.in_(_ids("people")))
Row = tuple[int | None, int, str, datetime]


def sent(
    session: Session, members: Sequence[int], contacts: Sequence[int], since: datetime
) -> list[Row]:
    """What went out, or may have, to members by any contact and to contacts that are nobody's."""
    return [
        *_rows(session, _SENT_TO_MEMBERS, members, since),
        *_rows(session, _SENT_TO_CONTACTS, contacts, since),
    ]


def sent_or_due(session: Session, members: Sequence[int], since: datetime) -> list[Row]:
    """What went out to members, and what waits to."""
    return _rows(session, _DUE_TO_MEMBERS, members, since)


def _rows(
    session: Session, statement: Executable, people: Sequence[int], since: datetime
) -> list[Row]:
    return [
        (row[0], row[1], row[2], row[3])
        for part in _parts(people)
        for row in session.execute(statement, {"people": part, "since": since})
    ]


def _parts(people: Sequence[int]) -> list[list[int]]:
    return [list(people[at : at + BATCH]) for at in range(0, len(people), BATCH)]
