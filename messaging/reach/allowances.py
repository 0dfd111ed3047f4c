"""What sending uses up, besides the windows that `claims` keeps: taken before, settled after.

The deliverer asks for the channels in `LEDGERS` while it claims a row, in the same transaction,
and settles with the row's result. Mass sends take theirs by the batch (`messaging.reach.mass`):
the deliverer leaves rows of the channel "mass" alone.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from messaging.reach import accounts, quotas, repository, rules
from messaging.reach.periods import month_of
from messaging.reach.values import NO_CONSENT, QUOTA_USED, SUBSCRIBE, WECOM

LEDGERS = {SUBSCRIBE: NO_CONSENT, WECOM: QUOTA_USED}
"""Channels that need an allowance to be claimed → the rule that blocks when there is none."""

REFUSED_CONSENT = 43101
"""The platform knows of no consent (message/subscribe/bizsend)."""


@dataclass(frozen=True, slots=True)
class Need:
    """A row that wants an allowance. `template` is our name or the platform's id."""

    id: int
    contact_id: int
    account: str
    channel: str
    template: str = ""


def take_many(session: Session, needs: Sequence[Need], *, now: datetime) -> dict[int, str]:
    """Use up one message for each row that can have it: its id → the allowance to settle later.

    Rows that are not named have none: block them by the rule in `LEDGERS`. Ledger rows are locked
    and counted down together, so that two workers never use the same one.
    """
    consents = [need for need in needs if need.channel == SUBSCRIBE]
    wecom = [need for need in needs if need.channel == WECOM]
    return {
        **(_consents(session, consents, now) if consents else {}),
        **(_months(session, wecom, now) if wecom else {}),
    }


def take(
    session: Session,
    *,
    contact_id: int,
    account: str,
    channel: str,
    template: str = "",
    now: datetime,
) -> str:
    """The same for one message; "" for none."""
    need = Need(0, contact_id, account, channel, template)
    return take_many(session, [need], now=now).get(0, "")


def settle(
    session: Session,
    *,
    contact_id: int,
    allowance: str,
    state: str,
    code: int | None = None,
    now: datetime,
) -> None:
    """Give back what a message that surely did not go out had taken.

    `state` and `code` are the row's result. What may have arrived stays used. Where the platform
    says that there is no consent, we believe it, whatever our ledger said.
    """
    channel, _, subject = allowance.partition(":")
    if channel == SUBSCRIBE and code == REFUSED_CONSENT:
        repository.empty(session, contact_id, subject, now)
    elif state not in {"queued", "failed"}:
        return
    elif channel == SUBSCRIBE:
        repository.give_back_consent(session, contact_id, subject)
    elif channel == WECOM:
        repository.give_back_quota(session, contact_id, channel, subject)


def _consents(session: Session, needs: Sequence[Need], now: datetime) -> dict[int, str]:
    known = accounts.read(session)
    wanted = {
        need.id: (need.contact_id, known.template_id(need.account, need.template))
        for need in needs
    }
    locked = repository.lock_consents(session, list(wanted.values()))
    granted = _granted(wanted, {key: left for key, (_, left) in locked.items()})
    spent = Counter(locked[wanted[one]][0] for one in granted)
    repository.spend_consents(session, spent, now)
    return {one: f"{SUBSCRIBE}:{wanted[one][1]}" for one in granted}


def _months(session: Session, needs: Sequence[Need], now: datetime) -> dict[int, str]:
    most, month = rules.in_force(session).wecom_a_month, month_of(now)
    wanted = {need.id: need.contact_id for need in needs}
    left = quotas.left(session, WECOM, month, most, sorted(set(wanted.values())))
    granted = _granted(wanted, left)
    quotas.spend(session, WECOM, month, Counter(wanted[one] for one in granted))
    return dict.fromkeys(granted, f"{WECOM}:{month}")


K = TypeVar("K", bound=Hashable)


def _granted(wanted: Mapping[int, K], left: Mapping[K, int]) -> list[int]:
    """First come, first served."""
    still, granted = dict(left), []
    for one, key in wanted.items():
        if still.get(key, 0) > 0:
            still[key] -= 1
            granted.append(one)
    return granted
