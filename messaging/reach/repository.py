"""Queries on the ledgers of one contact or account."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messaging.reach.models import AccountQuota, ContactQuota, NoticeConsent, SendingAccount
from store.statements import changed, insert_once

N, Q, A = NoticeConsent, ContactQuota, AccountQuota


def grant(session: Session, contact_id: int, template: str, now: datetime) -> None:
    values = {"remaining": N.remaining + 1, "given": N.given + 1, "changed_at": now}
    _put(session, contact_id, template, values, {"remaining": 1, "given": 1, "changed_at": now})


def refuse(session: Session, contact_id: int, template: str, now: datetime) -> None:
    """A tap on "refuse" leaves what was given before."""
    values = {"refused_at": now, "changed_at": now}
    _put(session, contact_id, template, values, {"remaining": 0, "given": 0, **values})


def empty(session: Session, contact_id: int, template: str | None, now: datetime) -> None:
    """Nothing is left, of one template or with None of any."""
    mine = update(N).where(N.contact_id == contact_id, N.remaining > 0)
    if template is not None:
        mine = mine.where(N.template == template)
    session.execute(mine.values(remaining=0, changed_at=now))


def lock_consents(
    session: Session, wanted: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], tuple[int, int]]:
    """(contact, template) → (row, how many are left), locked, of those with any left."""
    statement = (
        select(N.contact_id, N.template, N.id, N.remaining)
        .where(
            N.contact_id.in_(sorted({contact for contact, _ in wanted})),
            N.template.in_(sorted({template for _, template in wanted})),
            N.remaining > 0,
        )
        .order_by(N.id)
        .with_for_update()
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(statement)}


def spend_consents(session: Session, spent: Counter[int], now: datetime) -> None:
    for times in sorted(set(spent.values())):
        ids = [row for row, count in spent.items() if count == times]
        values = {"remaining": N.remaining - times, "changed_at": now}
        session.execute(update(N).where(N.id.in_(ids)).values(**values))


def give_back_consent(session: Session, contact_id: int, template: str) -> None:
    session.execute(_consent(contact_id, template).values(remaining=N.remaining + 1))


def consents(session: Session, contact_id: int) -> list[Any]:
    statement = select(N.template, N.remaining, N.given, N.changed_at, N.refused_at)
    return list(session.execute(statement.where(N.contact_id == contact_id).order_by(N.id)))


def give_back_quota(session: Session, contact_id: int, channel: str, period: str) -> None:
    mine = update(Q).where(Q.contact_id == contact_id, Q.channel == channel, Q.period == period)
    session.execute(mine.where(Q.used > 0).values(used=Q.used - 1))


def take_account_quota(
    session: Session, account: str, channel: str, period: str, most: int
) -> bool:
    mine = _account_quota(account, channel, period).where(A.used < most)
    counted = mine.values(used=A.used + 1)
    if changed(session, counted):
        return True
    row = {"account": account, "channel": channel, "period": period, "used": 1}
    return insert_once(session, A, row) or changed(session, counted) == 1


def give_back_account_quota(session: Session, account: str, channel: str, period: str) -> None:
    mine = _account_quota(account, channel, period).where(A.used > 0)
    session.execute(mine.values(used=A.used - 1))


def sending_accounts(session: Session) -> list[Any]:
    S = SendingAccount  # noqa: N806
    return list(session.execute(select(S.account, S.kind, S.templates).order_by(S.id)))


def note_account(
    session: Session, account: str, kind: str, templates: dict[str, str], now: datetime
) -> None:
    row = {"account": account, "kind": kind, "templates": templates, "changed_at": now}
    if not insert_once(session, SendingAccount, row):
        known = update(SendingAccount).where(SendingAccount.account == account)
        session.execute(known.values(kind=kind, templates=templates, changed_at=now))


def _put(
    session: Session, contact_id: int, template: str, change: dict[str, Any], new: dict[str, Any]
) -> None:
    """Change the row, or make it; somebody else may make it meanwhile."""
    mine = _consent(contact_id, template).values(**change)
    if changed(session, mine):
        return
    if not insert_once(session, N, {"contact_id": contact_id, "template": template, **new}):
        session.execute(mine)


def _consent(contact_id: int, template: str) -> Any:
    return update(N).where(N.contact_id == contact_id, N.template == template)


def _account_quota(account: str, channel: str, period: str) -> Any:
    return update(A).where(A.account == account, A.channel == channel, A.period == period)
