"""A batch of customers posted together: the same effects as one by one, in fewer statements.

Customers whose number is new are written table by table; those known already go through
`customers.post`, which writes only what differs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from membership import checks, customers, levels, profiles, tag_rules
from membership.errors import FieldError
from membership.imports import repository
from membership.imports.customer_rows import CustomerRow
from membership.imports.outcomes import Outcomes
from membership.privacy import Privacy
from membership.registration import AlreadyBoundError
from messaging import contacts

ACTOR = "import"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every batch of an import needs; `account` is the official account openids are of."""

    privacy: Privacy
    timezone: ZoneInfo
    account: str | None
    base_level: int | None


def desk(db: Session, *, privacy: Privacy, timezone: ZoneInfo, account: str | None) -> Desk:
    base = levels.load(db).base
    return Desk(privacy, timezone, account, base.id if base else None)


def post_batch(db: Session, rows: Sequence[CustomerRow], at: Desk, *, now: datetime) -> Outcomes:
    """Post the rows of a batch, none of which has the external number of another."""
    outcomes = Outcomes()
    known = repository.members_by_external_id(db, {row.customer.external_id for row in rows})
    owners = _owners(db, rows, at)
    claimed: dict[str, int] = {}
    fresh: dict[int, dict[str, Any]] = {}
    new: list[CustomerRow] = []
    for row in rows:
        is_new = row.customer.external_id not in known
        try:
            columns = _columns(db, row, at, now) if is_new else {}
            _check_openid(row, known.get(row.customer.external_id), owners, at)
            if row.openid and claimed.setdefault(row.openid, row.number) != row.number:
                raise FieldError("openid", "taken")
        except FieldError as error:
            outcomes.refused[row.number] = error
            continue
        if is_new:
            fresh[row.number] = columns
            new.append(row)
    numbers = _create(db, new, fresh, at, now)
    for row in new:
        _attach(db, row.openid, numbers[row.customer.external_id], at, now)
        outcomes.done[row.number] = "created"
    for row in rows:
        if row.number in fresh or row.number in outcomes.refused:
            continue
        member = known[row.customer.external_id]
        if _says_nothing_new(db, row, member, owners, at, now):
            outcomes.done[row.number] = "same"
        else:
            outcomes.attempt(db, row.number, _posting(db, row, at, now))
    return outcomes


def _says_nothing_new(
    db: Session,
    row: CustomerRow,
    member: Any,
    owners: Mapping[str, Any],
    at: Desk,
    now: datetime,
) -> bool:
    if row.openid and row.openid not in owners:
        return False
    if row.openid and owners[row.openid].member_id != member.id:
        return False
    said = profiles.said_by(row.customer)
    try:
        columns = profiles.read(db, said, privacy=at.privacy, now=now, timezone=at.timezone)
    except FieldError:
        return False
    return not profiles.differing(member, columns)


def _owners(db: Session, rows: Sequence[CustomerRow], at: Desk) -> Mapping[str, Any]:
    wanted = {row.openid for row in rows if row.openid}
    if at.account is None:
        return {}
    return repository.contacts_by_openid(db, at.account, wanted)


def _check_openid(row: CustomerRow, member: Any, owners: Mapping[str, Any], at: Desk) -> None:
    if not row.openid:
        return
    if at.account is None:
        raise FieldError("openid", "no_account")
    owner = owners.get(row.openid)
    owned_by = owner.member_id if owner is not None else None
    if owned_by is not None and (member is None or owned_by not in _identities(member)):
        raise FieldError("openid", "taken")


def _identities(member: Any) -> tuple[int, ...]:
    merged = member.merged_into_id
    return (member.id,) if merged is None else (member.id, merged)


def _columns(db: Session, row: CustomerRow, at: Desk, now: datetime) -> dict[str, Any]:
    """The checked columns of a new member, as `customers.post` would leave them."""
    checks.text("external_id", row.customer.external_id, most=64, least=1)
    said = profiles.said_by(row.customer)
    columns = profiles.read(db, said, privacy=at.privacy, now=now, timezone=at.timezone)
    values: dict[str, Any] = {}
    for part in columns.values():
        values |= part
    return values


def _create(
    db: Session,
    rows: Sequence[CustomerRow],
    columns: Mapping[int, Mapping[str, Any]],
    at: Desk,
    now: datetime,
) -> dict[str, int]:
    blank = dict.fromkeys(_OPTIONAL)
    members = [
        {
            **blank,
            "external_id": row.customer.external_id,
            "name": "",
            "joined_at": now,
            "tags": [],
            "preferences": {},
            "custom": {},
            "level_id": at.base_level,
            "level_since": now,
            "growth": 0,
            "growth_offset": 0,
            "created_at": now,
            "updated_at": now,
            **columns[row.number],
        }
        for row in rows
    ]
    repository.add_all(db, repository.MEMBERS, members)
    wanted = {row.customer.external_id for row in rows}
    found = repository.members_by_external_id(db, wanted)
    numbers = {external_id: int(member.id) for external_id, member in found.items()}
    accounts = [
        {"member_id": number, "balance": 0, "held": 0, "debt": 0} for number in numbers.values()
    ]
    repository.add_all(db, repository.ACCOUNTS, accounts)
    tag_rules.welcome(db, list(numbers.values()), now=now)
    events = [event for row in rows for event in _events(row, numbers, now)]
    repository.add_all(db, repository.EVENTS, events)
    return numbers


_OPTIONAL = (
    "phone_sealed",
    "phone_index",
    "phone_hint",
    "gender",
    "birthday_calendar",
    "birthday_year",
    "birthday_month",
    "birthday_day",
)


def _events(row: CustomerRow, numbers: Mapping[str, int], now: datetime) -> list[dict[str, Any]]:
    external_id = row.customer.external_id
    event: dict[str, Any] = {
        "member_id": numbers[external_id],
        "contact_id": None,
        "occurred_at": now,
        "actor": ACTOR,
    }
    events = [{**event, "kind": "joined", "detail": {"external_id": external_id}}]
    said = sorted(field.removeprefix("more_") for field in profiles.said_by(row.customer))
    told = [field for field in said if field != "joined_at"]
    if told:
        events.append({**event, "kind": "profile", "detail": {"fields": told}})
    return events


def _posting(db: Session, row: CustomerRow, at: Desk, now: datetime) -> Any:
    def post() -> str:
        posted = customers.post(
            db,
            row.customer,
            now=now,
            privacy=at.privacy,
            actor=ACTOR,
            timezone=at.timezone,
        )
        bound = _attach(db, row.openid, posted.member_id, at, now)
        return "changed" if bound and posted.outcome == "same" else posted.outcome

    return post


def _attach(db: Session, openid: str, member_id: int, at: Desk, now: datetime) -> bool:
    """Bind the contact of an openid; say whether it was not bound before."""
    if not openid or at.account is None:
        return False
    contact = contacts.ensure(db, at.account, openid, now=now)
    if contact.member_id == member_id:
        return False
    try:
        customers.attach(db, member_id, contact.id, now=now, actor=ACTOR)
    except AlreadyBoundError:
        raise FieldError("openid", "taken") from None
    return True
