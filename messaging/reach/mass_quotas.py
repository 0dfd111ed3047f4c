"""The quotas of mass sends: what a send takes, and gives back when it surely did not go out.

A service account: 4 a month for each follower; a subscription account: 1 a day.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from messaging.reach import mass_repository, quotas, repository
from messaging.reach.choosing import MASS_A_DAY, MASS_A_MONTH
from messaging.reach.mass_values import LIST
from messaging.reach.models import MassSend
from messaging.reach.periods import day_of, month_of
from messaging.reach.values import BLOCKED_CONTACT, MASS, MASS_NEEDS_TWO, QUOTA_USED

MONTH_LETTERS = len("2026-11")


def take(session: Session, send: MassSend, kind: str, now: datetime) -> str:
    """Count the send against its quotas once; return the rule that forbids it, or ""."""
    if send.period is not None:
        return ""
    if kind == "subscription":
        return _take_day(session, send, now)
    month = month_of(now)
    if send.audience == "list":
        return _take_from_list(session, send, month, now)
    send.period = month
    named = mass_repository.receiver_contacts(session, send.id)
    for part in [named] if named else _followers(session, send.account):
        quotas.left(session, MASS, month, MASS_A_MONTH, part)
        quotas.spend(session, MASS, month, Counter(part))
    return ""


def _take_day(session: Session, send: MassSend, now: datetime) -> str:
    if _too_few(session, send, set(), now):
        return MASS_NEEDS_TWO
    day = day_of(now)
    if not repository.take_account_quota(session, send.account, MASS, day, MASS_A_DAY):
        return QUOTA_USED
    send.period = day
    return ""


def _take_from_list(session: Session, send: MassSend, month: str, now: datetime) -> str:
    contacts = sorted(mass_repository.receiver_contacts(session, send.id))
    left = quotas.left(session, MASS, month, MASS_A_MONTH, contacts)
    if _too_few(session, send, {one for one in contacts if left[one] < 1}, now):
        return MASS_NEEDS_TWO if any(left[one] > 0 for one in contacts) else QUOTA_USED
    going = mass_repository.receiver_contacts(session, send.id)
    quotas.spend(session, MASS, month, Counter(going))
    send.period = month
    return ""


def _too_few(session: Session, send: MassSend, used_up: set[int], now: datetime) -> bool:
    """Leave out receivers who may not have it; say whether too few for a list remain."""
    if send.audience != "list":
        return False
    rows = mass_repository.receivers(session, send.id)
    gone = {row[0]: BLOCKED_CONTACT for row in rows if not row[3]}
    gone |= dict.fromkeys(used_up, QUOTA_USED)
    if len(rows) - len(gone) < LIST[0]:
        return True
    for rule in sorted(set(gone.values())):
        outbox_rows = [row[2] for row in rows if gone.get(row[0]) == rule and row[2] is not None]
        mass_repository.end_rows(session, outbox_rows, rule, now)
    if gone:
        mass_repository.drop_receivers(session, send.id, list(gone))
        send.receivers = len(rows) - len(gone)
    return False


def _followers(session: Session, account: str) -> Iterator[list[int]]:
    after = 0
    while part := mass_repository.followers(session, account, after, quotas.BATCH):
        yield part
        after = part[-1]


def give_back(session: Session, send: MassSend) -> None:
    """Undo `take`."""
    if send.period is None:
        return
    if len(send.period) > MONTH_LETTERS:
        repository.give_back_account_quota(session, send.account, MASS, send.period)
    else:
        named = mass_repository.receiver_contacts(session, send.id)
        for part in [named] if named else _followers(session, send.account):
            quotas.give_back(session, MASS, send.period, part)
    send.period = None
