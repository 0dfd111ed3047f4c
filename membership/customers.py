"""Members: people the shop knows, with their profile and the contacts they write from."""

from datetime import datetime
from zoneinfo import ZoneInfo

from membership import checks, profiles
from membership import customer_repository as repository
from membership.business_time import CHINA
from membership.customer_values import CustomerIn, PostedCustomer, Profile
from membership.errors import MembershipError, NotFoundError
from membership.privacy import Privacy, normal_phone
from membership.registration import attach, create, detach, register
from store.statements import Db

__all__ = [
    "attach",
    "by_external_id",
    "by_phone",
    "contacts_of",
    "create",
    "detach",
    "get",
    "post",
    "register",
    "search",
    "update",
]

MERGES_FOLLOWED = 16


def get(db: Db, member_id: int) -> Profile:
    """Return a member's profile (of a merged one, their own, with `merged_into_id` set)."""
    if (row := repository.read(db, member_id)) is None:
        raise NotFoundError("member", member_id)
    return repository.profile(row)


def by_external_id(db: Db, external_id: str) -> Profile | None:
    """Return the member with the shop system's number, or whom they were merged into."""
    row = repository.by_external_id(db, external_id)
    for _ in range(MERGES_FOLLOWED):
        if row is None or row.merged_into_id is None:
            break
        row = repository.read(db, row.merged_into_id)
    return None if row is None else repository.profile(row)


def by_phone(db: Db, phone: str, *, privacy: Privacy) -> list[Profile]:
    """Return the members with this phone, found by its blind index."""
    index = privacy.index(normal_phone(phone))
    return [repository.profile(row) for row in repository.by_phone_index(db, index)]


def search(db: Db, text: str, *, privacy: Privacy, limit: int = 20) -> list[Profile]:
    """Find members by whole phone, or the beginning of their name or external number."""
    text = checks.text("text", text, most=64)
    try:
        return by_phone(db, text, privacy=privacy)
    except MembershipError:
        rows = repository.by_name(db, text, limit) if text else []
    return [repository.profile(row) for row in rows]


def contacts_of(db: Db, member_id: int) -> list[int]:
    """Return the contacts that are a member's."""
    return repository.contacts_of(db, member_id)


def post(
    db: Db,
    customer: CustomerIn,
    *,
    now: datetime,
    privacy: Privacy,
    actor: str = "import",
    timezone: ZoneInfo = CHINA,
) -> PostedCustomer:
    """Take in what another system says about a customer; the same again changes nothing.

    What it does not say is kept; tags are added. Raises `FieldError` naming the field.
    """
    external_id = checks.text("external_id", customer.external_id, most=64, least=1)
    said = profiles.said_by(customer)
    known = repository.by_external_id(db, external_id)
    created = None
    if known is None:
        profiles.read(db, said, privacy=privacy, now=now, timezone=timezone)
        created = create(
            db, now=now, actor=actor, external_id=external_id, joined_at=customer.joined_at
        )
    if created is not None:
        profiles.write(db, created, said, now=now, privacy=privacy, actor=actor, timezone=timezone)
        return PostedCustomer(created, "created")
    member_id = known.id if known is not None else repository.by_external_id(db, external_id).id
    changed = profiles.write(
        db, member_id, said, now=now, privacy=privacy, actor=actor, timezone=timezone
    )
    return PostedCustomer(member_id, "changed" if changed else "same")


def update(
    db: Db,
    member_id: int,
    changes: dict[str, object],
    *,
    now: datetime,
    privacy: Privacy,
    actor: str,
    timezone: ZoneInfo = CHINA,
) -> Profile:
    """Change fields of a profile: name, phone, gender, birthday (a `Birthday`), preferences,
    custom, tags (all of them). None empties a field.

    A customer may change a birthday once a year (`FieldError` changed_too_soon, with the instant
    from which it is allowed); staff always may.
    """
    profiles.write(
        db, member_id, changes, now=now, privacy=privacy, actor=actor, timezone=timezone
    )
    return get(db, member_id)
