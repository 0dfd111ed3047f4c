"""Queries on the ledgers of many contacts at once, for planning."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, select
from sqlalchemy.orm import Session

from messaging.models import Contact
from messaging.reach.models import AccountQuota, ContactQuota, NoticeConsent
from store.statements import table

C, N = table(Contact).c, table(NoticeConsent).c
Q, A = table(ContactQuota).c, table(AccountQuota).c
_people = bindparam("people", expanding=True, type_=BigInteger)
_CONTACTS = (
    select(
        C.member_id,
        C.id,
        C.account,
        C.subscribed,
        C.blocked,
        C.message_until,
        C.message_left,
        C.external_id,
    )
    .where(C.member_id.in_(_people))
    .order_by(C.id)
)
_CONSENTS = select(N.contact_id, N.template, N.remaining).where(
    N.contact_id.in_(_people),
    N.template.in_(bindparam("templates", expanding=True, type_=String)),
    N.remaining > 0,
)
_USED = select(Q.contact_id, Q.used).where(
    Q.contact_id.in_(_people),
    Q.channel == bindparam("channel", type_=String),
    Q.period == bindparam("period", type_=String),
)
_USED_TODAY = select(A.account, A.used).where(
    A.channel == bindparam("channel", type_=String),
    A.period == bindparam("period", type_=String),
)


def contacts(session: Session, members: Sequence[int]) -> list[Any]:
    """The contacts of members, oldest first."""
    return list(session.execute(_CONTACTS, {"people": members}))


def consents(
    session: Session, contact_ids: Sequence[int], templates: Sequence[str]
) -> dict[tuple[int, str], int]:
    values = {"people": contact_ids, "templates": templates}
    return {(row[0], row[1]): row[2] for row in session.execute(_CONSENTS, values)}


def used(
    session: Session, contact_ids: Sequence[int], channel: str, period: str
) -> dict[int, int]:
    values = {"people": contact_ids, "channel": channel, "period": period}
    return {row[0]: row[1] for row in session.execute(_USED, values)}


def used_today(session: Session, channel: str, day: str) -> dict[str, int]:
    rows = session.execute(_USED_TODAY, {"channel": channel, "period": day})
    return {row[0]: row[1] for row in rows}
