"""Queries on what people were sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Executable, bindparam, case, select, type_coerce
from sqlalchemy.orm import Session

from messaging.models import Contact, Outbox
from messaging.reach.models import MassReceiver, MassSend
from store.columns import Instant
from store.statements import table

C, O = table(Contact).c, table(Outbox).c  # noqa: E741
M, R = table(MassSend).c, table(MassReceiver).c
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
_MASSES = select(M.id).where(
    M.state.in_((*GONE_OUT, "withdrawn")),
    M.due_at > _since,
    M.audience == "list",
)
"""Mass sends by list, few at any time. Those to all or to a tag name nobody."""


def _received(whose: Any) -> Any:
    """What contacts got of such sends by no outbox row of their own."""
    known = select(C.member_id, R.contact_id, M.category, type_coerce(M.claimed_at, Instant))
    joined = known.join_from(table(Contact), table(MassReceiver), R.contact_id == C.id)
    return joined.join(table(MassSend), M.id == R.mass_send_id).where(
        whose.in_(_ids("people")),
        R.mass_send_id.in_(_ids("sends")),
        R.outbox_id.is_(None),
        M.claimed_at > _since,
    )


_MASS_TO_MEMBERS, _MASS_TO_CONTACTS = _received(C.member_id), _received(C.id)
Row = tuple[int | None, int, str, datetime]


def sent(
    session: Session, members: Sequence[int], contacts: Sequence[int], since: datetime
) -> list[Row]:
    """What went out, or may have, to members by any contact and to contacts that are nobody's."""
    return [
        *_rows(session, _SENT_TO_MEMBERS, members, since),
        *_rows(session, _SENT_TO_CONTACTS, contacts, since),
        *_masses(session, members, contacts, since),
    ]


def sent_or_due(session: Session, members: Sequence[int], since: datetime) -> list[Row]:
    """What went out to members, and what waits to."""
    return [
        *_rows(session, _DUE_TO_MEMBERS, members, since),
        *_masses(session, members, (), since),
    ]


def _masses(
    session: Session, members: Sequence[int], contacts: Sequence[int], since: datetime
) -> list[Row]:
    sends = session.scalars(_MASSES, {"since": since}).all()
    if not sends:
        return []
    return [
        *_rows(session, _MASS_TO_MEMBERS, members, since, sends=sends),
        *_rows(session, _MASS_TO_CONTACTS, contacts, since, sends=sends),
    ]


def _rows(
    session: Session, statement: Executable, people: Sequence[int], since: datetime, **more: Any
) -> list[Row]:
    return [
        (row[0], row[1], row[2], row[3])
        for part in _parts(people)
        for row in session.execute(statement, {"people": part, "since": since, **more})
    ]


def _parts(people: Sequence[int]) -> list[list[int]]:
    return [list(people[at : at + BATCH]) for at in range(0, len(people), BATCH)]
