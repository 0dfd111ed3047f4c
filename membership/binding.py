"""Binding a chat contact to the member record it belongs to, by a one-time code to its phone.

Whoever asks with a phone gets the same answer, on record or not: only its owner learns more.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from membership import binding_repository as repository
from membership import customer_repository, customers, merging
from membership.business_time import CHINA
from membership.codes import CodeMaker, one_time_code
from membership.errors import MergeError
from membership.privacy import Privacy, normal_phone
from messaging import outbox
from store.columns import dump

SMS = "sms"
TEMPLATE = "binding_code"
LIFETIME = timedelta(minutes=10)
ATTEMPTS = 5
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PER_CONTACT = ((HOUR, 3), (DAY, 6))
PER_PHONE = ((HOUR, 3), (DAY, 6))
Requested = Literal["sent", "too_many_requests"]
Confirmed = Literal["bound", "merged", "wrong_code", "expired", "too_many_attempts", "refused"]


@dataclass(frozen=True, slots=True)
class Binding:
    """What a code led to; `member_id` is set when the contact is bound now."""

    outcome: Confirmed
    member_id: int | None = None


def request_code(
    session: Session,
    *,
    contact_id: int,
    phone: str,
    privacy: Privacy,
    now: datetime,
    make: CodeMaker = one_time_code,
) -> Requested:
    """Send a code to the phone if a member has it; "sent" does not say whether one does.

    Limits count every request, per contact and per phone. Raises `FieldError` for what cannot be
    a phone.
    """
    number = normal_phone(phone)
    index = privacy.index(number)
    customer_repository.lock_contact(session, contact_id)
    if _too_many(session, contact_id, index, now):
        return "too_many_requests"
    members = customer_repository.by_phone_index(session, index)
    code = make()
    request_id = repository.add(
        session,
        {
            "contact_id": contact_id,
            "member_id": members[0].id if members else None,
            "phone_index": index,
            "code_hash": _hash(privacy, contact_id, code),
            "created_at": now,
            "expires_at": now + LIFETIME,
            "attempts": 0,
        },
    )
    if members:
        _send(session, contact_id, request_id, number, code, privacy, now)
    return "sent"


def _too_many(session: Session, contact_id: int, index: str, now: datetime) -> bool:
    by_contact = any(
        repository.of_contact(session, contact_id, now - within) >= most
        for within, most in PER_CONTACT
    )
    return by_contact or any(
        repository.of_phone(session, index, now - within) >= most for within, most in PER_PHONE
    )


def _send(
    session: Session,
    contact_id: int,
    request_id: int,
    phone: str,
    code: str,
    privacy: Privacy,
    now: datetime,
) -> None:
    """Queue the message; phone and code stay sealed until the channel sends them."""
    message = {"phone": phone, "template": TEMPLATE, "values": [code, str(LIFETIME.seconds // 60)]}
    outbox.queue(
        session,
        contact_id=contact_id,
        account=SMS,
        channel=SMS,
        payload={"type": SMS, "sealed": privacy.seal(dump(message))},
        category="service",
        author="bot",
        dedupe_key=f"binding:{request_id}",
        now=now,
    )


def _hash(privacy: Privacy, contact_id: int, code: str) -> str:
    return privacy.index(f"binding:{contact_id}:{code}")


def confirm_code(
    session: Session,
    *,
    contact_id: int,
    code: str,
    privacy: Privacy,
    now: datetime,
    timezone: ZoneInfo = CHINA,
) -> Binding:
    """Bind the contact if the code is the last one sent for it, in time, within the attempts.

    A record the contact made by itself is merged into the one on file. The outcome is a value and
    not an error, so that the attempt counts even when it fails.
    """
    contact = customer_repository.lock_contact(session, contact_id)
    request = repository.latest(session, contact_id)
    if contact is None or request is None or request.expires_at <= now:
        return Binding("expired")
    if request.attempts >= ATTEMPTS:
        return Binding("too_many_attempts")
    given = _hash(privacy, contact_id, code.strip())
    if request.member_id is None or not hmac.compare_digest(given, request.code_hash):
        repository.count_attempt(session, request.id)
        left = request.attempts + 1 < ATTEMPTS
        return Binding("wrong_code" if left else "too_many_attempts")
    repository.use(session, request.id, now=now)
    return _bind(session, contact_id, contact.member_id, request.member_id, now, timezone)


def _bind(
    session: Session,
    contact_id: int,
    current: int | None,
    on_file: int,
    now: datetime,
    timezone: ZoneInfo,
) -> Binding:
    actor = f"contact:{contact_id}"
    on_file = _latest_of(session, on_file)
    if current is None:
        customers.attach(session, on_file, contact_id, now=now, actor=actor)
    if current is None or current == on_file:
        return Binding("bound", on_file)
    if customers.get(session, current).external_id is not None:
        return Binding("refused")
    try:
        merging.merge(
            session, kept_id=on_file, gone_id=current, actor=actor, now=now, timezone=timezone
        )
    except MergeError:
        return Binding("refused")
    return Binding("merged", on_file)


def _latest_of(session: Session, member_id: int) -> int:
    """Return the member, or the one they were merged into since the code was sent."""
    while (into := customers.get(session, member_id).merged_into_id) is not None:
        member_id = into
    return member_id


def unbind(session: Session, *, contact_id: int, now: datetime) -> int | None:
    """Take the contact away from its member; return whose it was."""
    return customers.detach(session, contact_id, now=now, actor=f"contact:{contact_id}")
