"""How somebody becomes a member, and which contacts are theirs."""

from datetime import datetime
from typing import Any

from membership import checks, levels, tag_rules, timeline
from membership import customer_repository as repository
from membership.customer_values import Registered
from membership.errors import MembershipError, NotFoundError
from store.statements import Db


class AlreadyBoundError(MembershipError):
    """The contact belongs to another member."""

    def __init__(self, contact_id: int, member_id: int) -> None:
        super().__init__(contact_id, member_id)
        self.contact_id = contact_id
        self.member_id = member_id


def create(
    db: Db,
    *,
    now: datetime,
    actor: str,
    external_id: str | None = None,
    joined_at: datetime | None = None,
    contact_id: int | None = None,
) -> int | None:
    """Add an empty record and return its number; none when the external number is taken."""
    base = levels.load(db).base
    joined = checks.past("joined_at", joined_at or now, now=now)
    values: dict[str, Any] = {
        "external_id": external_id,
        "name": "",
        "joined_at": joined,
        "tags": [],
        "preferences": {},
        "custom": {},
        "level_id": base.id if base else None,
        "level_since": now,
        "growth": 0,
        "growth_offset": 0,
        "created_at": now,
        "updated_at": now,
    }
    member_id = repository.add(db, values)
    if member_id is not None:
        tag_rules.welcome(db, [member_id], now=now)
        detail = {"external_id": external_id}
        timeline.add(
            db, "joined", detail, member_id=member_id, contact_id=contact_id, now=now, actor=actor
        )
    return member_id


def register(db: Db, *, contact_id: int, now: datetime, name: str = "") -> Registered:
    """Make a member of whoever writes, once; a person known by their unionid is found again."""
    name = checks.text("name", name, most=64)
    contact = _contact(db, contact_id)
    if contact.member_id is not None:
        return Registered(contact.member_id, is_new=False)
    known = repository.member_of_unionid(db, contact.unionid) if contact.unionid else None
    if known is not None:
        attach(db, known, contact_id, now=now, actor=f"contact:{contact_id}")
        return Registered(known, is_new=False)
    member_id = create(db, now=now, actor=f"contact:{contact_id}", contact_id=contact_id)
    assert member_id is not None
    if name:
        repository.update(db, member_id, {"name": name})
    repository.attach(db, [contact_id], member_id)
    return Registered(member_id, is_new=True)


def attach(db: Db, member_id: int, contact_id: int, *, now: datetime, actor: str) -> None:
    """Say that a contact is this member's. Raises `AlreadyBoundError` when it is another's."""
    contact = _contact(db, contact_id)
    if contact.member_id == member_id:
        return
    if contact.member_id is not None:
        raise AlreadyBoundError(contact_id, contact.member_id)
    if repository.read(db, member_id) is None:
        raise NotFoundError("member", member_id)
    repository.attach(db, [contact_id], member_id)
    timeline.add(db, "bound", {}, member_id=member_id, contact_id=contact_id, now=now, actor=actor)


def detach(db: Db, contact_id: int, *, now: datetime, actor: str) -> int | None:
    """Say that a contact is nobody's; return whose it was."""
    contact = _contact(db, contact_id)
    if contact.member_id is None:
        return None
    repository.attach(db, [contact_id], None)
    timeline.add(
        db,
        "unbound",
        {},
        member_id=contact.member_id,
        contact_id=contact_id,
        now=now,
        actor=actor,
    )
    return int(contact.member_id)


def _contact(db: Db, contact_id: int) -> Any:
    contact = repository.lock_contact(db, contact_id)
    if contact is None:
        raise NotFoundError("contact", contact_id)
    return contact
