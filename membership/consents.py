"""Who may be sent what: the answer of a contact, of the member behind it, and 退订."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from membership import checks, consent_repository, timeline
from membership import customer_repository as repository
from membership.errors import NotFoundError
from store.statements import Db

ALL = "*"
CHANNELS = ("wechat", "wecom", "sms", ALL)
KINDS = ("marketing", "survey", "notice", ALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said for a channel and kind (* for all)."""

    channel: str
    kind: str
    allowed: bool
    changed_at: datetime
    source: str


def allowed(
    db: Db, *, channel: str, kind: str, contact_id: int | None = None, member_id: int | None = None
) -> bool:
    """Whether a kind of message may go out by a channel.

    The latest answer that covers it counts, of the contact and of the member each; either may
    forbid. Silence allows; what needs an explicit yes (a subscription template) has its own quota.
    """
    latest: dict[str, Any] = {}
    for row in consent_repository.of_subjects(db, _subjects(contact_id, member_id)):
        if row.channel in {channel, ALL} and row.kind in {kind, ALL}:
            latest[row.subject] = row
    return all(row.allowed for row in latest.values())


def opt_out(
    db: Db,
    *,
    contact_id: int,
    now: datetime,
    source: str,
    channel: str = ALL,
    kind: str = "marketing",
) -> bool:
    """Note a 退订 of a contact and of the member behind it; say whether it is new."""
    return _answer(db, contact_id, channel, kind, False, now=now, source=source)


def opt_in(
    db: Db,
    *,
    contact_id: int,
    now: datetime,
    source: str,
    channel: str = ALL,
    kind: str = "marketing",
) -> bool:
    """Undo a 退订, and every earlier one for the same; say whether anything changed."""
    return _answer(db, contact_id, channel, kind, True, now=now, source=source)


def answers(
    db: Db, *, contact_id: int | None = None, member_id: int | None = None
) -> list[Answer]:
    """Return what a contact or member has said."""
    rows = consent_repository.of_subjects(db, _subjects(contact_id, member_id))
    return [
        Answer(row.channel, row.kind, row.allowed, row.changed_at, row.source)
        for row in sorted(rows, key=lambda row: int(row.id))
    ]


def set_for_member(
    db: Db,
    member_id: int,
    *,
    channel: str,
    kind: str,
    allow: bool,
    now: datetime,
    source: str,
) -> bool:
    """Note what a member said elsewhere (at the counter, by phone); say whether it is new."""
    _check(channel, kind, source)
    if not _put(db, f"member:{member_id}", channel, kind, allow, now, source):
        return False
    detail = {"channel": channel, "kind": kind, "allowed": allow}
    timeline.add(db, "consent", detail, member_id=member_id, now=now, actor=source)
    return True


def _subjects(contact_id: int | None, member_id: int | None) -> list[str]:
    named = (("contact", contact_id), ("member", member_id))
    return [f"{kind}:{number}" for kind, number in named if number is not None]


def _check(channel: str, kind: str, source: str) -> None:
    checks.option("channel", channel, CHANNELS)
    checks.option("kind", kind, KINDS)
    checks.text("source", source, most=64, least=1)


def _answer(
    db: Db,
    contact_id: int,
    channel: str,
    kind: str,
    allow: bool,
    *,
    now: datetime,
    source: str,
) -> bool:
    _check(channel, kind, source)
    contact = repository.lock_contact(db, contact_id)
    if contact is None:
        raise NotFoundError("contact", contact_id)
    changed = False
    for subject in _subjects(contact_id, contact.member_id):
        changed |= _put(db, subject, channel, kind, allow, now, source)
    if changed:
        timeline.add(
            db,
            "consent",
            {"channel": channel, "kind": kind, "allowed": allow},
            member_id=contact.member_id,
            contact_id=contact_id,
            now=now,
            actor=source,
        )
    return changed


def _put(
    db: Db, subject: str, channel: str, kind: str, allow: bool, now: datetime, source: str
) -> bool:
    rows = consent_repository.lock(db, subject)
    same = [row for row in rows if row.channel == channel and row.kind == kind]
    if all(row.allowed == allow for row in rows) and (allow or same):
        return False
    values = {"allowed": allow, "changed_at": now, "source": source}
    if not same:
        named = {"subject": subject, "channel": channel, "kind": kind}
        return consent_repository.add(db, {**named, **values})
    consent_repository.change(db, same[0].id, values)
    return True
