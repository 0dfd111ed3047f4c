"""Queries on mass sends and their receivers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from messaging.models import Contact, Outbox
from messaging.reach.mass_values import MassCounts, MassSending
from messaging.reach.models import MassReceiver, MassResult, MassSend
from store.statements import changed, insert_once, insert_once_id, table

M, R, F, O, C = MassSend, MassReceiver, MassResult, Outbox, Contact  # noqa: E741
_FIELDS = tuple(name for name in MassSending.__dataclass_fields__ if name != "counts")
_SHOWN = select(
    *(getattr(M, name) for name in _FIELDS), F.status, F.total, F.filtered, F.sent, F.errors
).join(F, and_(F.account == M.account, F.platform_id == M.platform_id), isouter=True)


def add(session: Session, row: dict[str, Any]) -> int | None:
    """The new send's number; None when its client_id is there already."""
    return insert_once_id(session, table(M), row)


def by_client_id(session: Session, client_id: str) -> int:
    return int(session.scalars(select(M.id).where(M.client_id == client_id)).one())


def add_receivers(session: Session, send_id: int, rows: Sequence[dict[str, Any]]) -> None:
    session.execute(insert(table(R)), [{"mass_send_id": send_id, **row} for row in rows])


def claimable(
    session: Session, accounts: Sequence[str], now: datetime, stale: datetime, limit: int
) -> list[MassSend]:
    """Due ones, and those whose submitter died: their client_id makes a second call harmless."""
    statement = (
        select(M)
        .where(
            M.account.in_(accounts),
            or_(
                and_(M.state == "queued", M.due_at <= now),
                and_(M.state == "inflight", M.claimed_at < stale),
            ),
        )
        .order_by(M.due_at, M.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(statement))


def get(session: Session, send_id: int) -> MassSend | None:
    return session.scalars(select(M).where(M.id == send_id).with_for_update()).one_or_none()


def receivers(session: Session, send_id: int) -> list[Any]:
    """(contact, openid, outbox row, may it be reached) of each receiver."""
    statement = (
        select(
            R.contact_id,
            C.external_id,
            R.outbox_id,
            and_(C.subscribed.is_(True), C.blocked.is_(False)),
        )
        .join(C, C.id == R.contact_id)
        .where(R.mass_send_id == send_id)
        .order_by(R.id)
    )
    return list(session.execute(statement))


def receiver_contacts(session: Session, send_id: int) -> list[int]:
    return list(session.scalars(select(R.contact_id).where(R.mass_send_id == send_id)))


def drop_receivers(session: Session, send_id: int, contacts: Sequence[int]) -> None:
    session.execute(delete(table(R)).where(R.mass_send_id == send_id, R.contact_id.in_(contacts)))


def followers(session: Session, account: str, after: int, limit: int) -> list[int]:
    """Contacts who follow an account, by number."""
    statement = select(C.id).where(C.account == account, C.subscribed.is_(True), C.id > after)
    return list(session.scalars(statement.order_by(C.id).limit(limit)))


def settle_rows(session: Session, send_id: int, values: dict[str, Any]) -> int:
    """Write what became of the outbox rows of a send that are still on their way."""
    mine = select(R.outbox_id).where(R.mass_send_id == send_id, R.outbox_id.is_not(None))
    statement = update(table(O)).where(O.id.in_(mine), O.state == "inflight")
    return changed(session, statement.values(**values))


def fail_rows(session: Session, send_id: int, values: dict[str, Any]) -> int:
    """The platform took them and then sent none."""
    mine = select(R.outbox_id).where(R.mass_send_id == send_id, R.outbox_id.is_not(None))
    statement = update(table(O)).where(O.id.in_(mine), O.state == "accepted")
    return changed(session, statement.values(**values))


def end_rows(session: Session, rows: Sequence[int], rule: str, now: datetime) -> None:
    values = {"state": "blocked", "reason": rule, "finished_at": now}
    session.execute(update(table(O)).where(O.id.in_(rows)).values(**values))


def keep_result(
    session: Session, account: str, platform_id: str, counts: MassCounts, now: datetime
) -> bool:
    row = {
        "account": account,
        "platform_id": platform_id,
        "status": counts.status[:64],
        "total": counts.total,
        "filtered": counts.filtered,
        "sent": counts.sent,
        "errors": counts.errors,
        "received_at": now,
    }
    return insert_once(session, F, row)


def result_of(session: Session, account: str, platform_id: str) -> MassCounts | None:
    statement = select(F.status, F.total, F.filtered, F.sent, F.errors)
    found = session.execute(
        statement.where(F.account == account, F.platform_id == platform_id)
    ).one_or_none()
    return None if found is None else MassCounts(*found)


def by_platform_id(session: Session, account: str, platform_id: str) -> MassSend | None:
    mine = select(M).where(M.account == account, M.platform_id == platform_id)
    return session.scalars(mine.with_for_update()).first()


def sendings(
    session: Session, author: str, states: Sequence[str], limit: int
) -> list[MassSending]:
    statement = _SHOWN.order_by(M.id.desc()).limit(limit)
    if author:
        statement = statement.where(M.author == author)
    if states:
        statement = statement.where(M.state.in_(states))
    return [_shown(row) for row in session.execute(statement)]


def sending(session: Session, send_id: int) -> MassSending | None:
    row = session.execute(_SHOWN.where(M.id == send_id)).one_or_none()
    return None if row is None else _shown(row)


def _shown(row: Any) -> MassSending:
    values, counts = row[: len(_FIELDS)], row[len(_FIELDS) :]
    reported = MassCounts(*counts) if counts[0] is not None else None
    return replace(MassSending(*values), counts=reported)


_DUE = (O.channel == "mass", O.state == "queued")


def due_groups(session: Session, wanted: Sequence[str], now: datetime) -> list[Any]:
    """Rows that say the same for the same author: how many, and when the last one was written."""
    alike = (O.account, O.author, O.category, O.payload)
    statement = (
        select(*alike, func.count().label("rows"), func.max(O.created_at).label("newest"))
        .where(*_DUE, O.account.in_(wanted), O.due_at <= now)
        .group_by(*alike)
    )
    return list(session.execute(statement))


def due_rows(session: Session, group: Any, now: datetime, limit: int) -> list[Any]:
    """Rows of a group with their contacts, locked, oldest first."""
    statement = (
        select(
            O.id,
            O.contact_id,
            C.member_id,
            O.account,
            O.channel,
            O.category,
            O.author,
            O.created_at,
            O.due_at,
            O.expires_at,
            O.attempts,
            C.subscribed,
            C.blocked,
        )
        .join(C, C.id == O.contact_id)
        .where(
            *_DUE,
            O.account == group.account,
            O.author == group.author,
            O.category == group.category,
            O.payload == group.payload,
            O.due_at <= now,
        )
        .order_by(O.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.execute(statement))


def lock_people(session: Session, rows: Sequence[Any]) -> None:
    """Lock all contacts of the rows' members, in one order: gates count what members get."""
    contacts = sorted({row.contact_id for row in rows})
    members = sorted({row.member_id for row in rows if row.member_id is not None})
    theirs = or_(C.id.in_(contacts), C.member_id.in_(members))
    session.execute(select(C.id).where(theirs).order_by(C.id).with_for_update()).all()


def postpone_rows(session: Session, rows: Sequence[int], rule: str, until: datetime) -> None:
    values = {"due_at": until, "reason": rule}
    session.execute(update(table(O)).where(O.id.in_(rows)).values(**values))


def hold_rows(session: Session, rows: Sequence[int], worker: str, now: datetime) -> None:
    values = {"state": "inflight", "claimed_at": now, "claimed_by": worker}
    counted = {"attempts": O.attempts + 1}
    session.execute(update(table(O)).where(O.id.in_(rows)).values(**values, **counted))
