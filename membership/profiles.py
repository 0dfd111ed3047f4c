"""The fields of a profile: checked one by one, written together, noted on the timeline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import birthdays, checks, custom_fields, timeline
from membership import customer_repository as repository
from membership.birthdays import Birthday
from membership.customer_values import CustomerIn
from membership.errors import FieldError, NotFoundError
from membership.privacy import Privacy, normal_phone, phone_hint
from store.statements import Db

GENDERS = ("male", "female", "other")
CUSTOMER = "contact:"
BIRTHDAY_REST = timedelta(days=365)
MOST_TAGS = 100
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What reading a field may need."""

    db: Db
    privacy: Privacy
    now: datetime
    timezone: ZoneInfo


def said_by(customer: CustomerIn) -> dict[str, object]:
    """Return the fields that an outside system said something about."""
    said: dict[str, object] = {
        "name": customer.name,
        "phone": customer.phone,
        "gender": customer.gender,
        "birthday": customer.birthday,
        "custom": customer.custom,
        "preferences": customer.preferences,
        "more_tags": customer.tags,
        "joined_at": customer.joined_at,
    }
    return {field: value for field, value in said.items() if value}


def read(
    db: Db, changes: Mapping[str, object], *, privacy: Privacy, now: datetime, timezone: ZoneInfo
) -> dict[str, Columns]:
    """Check each field and return its columns; raise `FieldError` naming the wrong one."""
    desk = _Desk(db, privacy, now, timezone)
    columns: dict[str, Columns] = {}
    for field, value in changes.items():
        if field not in _READERS:
            raise FieldError(field, "unknown", ", ".join(sorted(_READERS)))
        columns[field] = _READERS[field](desk, value)
    return columns


def write(
    db: Db,
    member_id: int,
    changes: Mapping[str, object],
    *,
    now: datetime,
    privacy: Privacy,
    actor: str,
    timezone: ZoneInfo,
) -> bool:
    """Write what differs from the member's row; say whether anything did."""
    fields = read(db, changes, privacy=privacy, now=now, timezone=timezone)
    row = repository.lock(db, member_id)
    if row is None:
        raise NotFoundError("member", member_id)
    different = differing(row, fields)
    if not different:
        return False
    if "birthday" in different and row.birthday_calendar is not None:
        _check_rest(row, actor, now)
    values: Columns = {"updated_at": now}
    for columns in different.values():
        values |= columns
    if "birthday" in different and actor.startswith(CUSTOMER):
        values["birthday_changed_at"] = now
    repository.update(db, member_id, values)
    detail = {"fields": sorted(field.removeprefix("more_") for field in different)}
    timeline.add(db, "profile", detail, member_id=member_id, now=now, actor=actor)
    return True


def differing(row: Any, fields: dict[str, Columns]) -> dict[str, Columns]:
    """Return those of the read fields that would change a member's row."""
    _join(row, fields)
    return {
        field: columns
        for field, columns in fields.items()
        if any(_differs(row, name, value) for name, value in columns.items())
    }


def _join(row: Any, fields: dict[str, Columns]) -> None:
    """Let mappings and added tags join what is there instead of replacing it."""
    for field in ("custom", "preferences"):
        if field in fields:
            joined = {**getattr(row, field), **fields[field][field]}
            fields[field] = {field: {k: v for k, v in joined.items() if v is not None}}
    if "more_tags" in fields:
        fields["more_tags"] = {"tags": tags([*row.tags, *fields["more_tags"]["tags"]])}


def _differs(row: Any, name: str, value: object) -> bool:
    if name == "phone_sealed":
        return False
    return bool(getattr(row, name) != value)


def birthday_rests_until(changed_at: datetime | None, *, now: datetime) -> datetime | None:
    """Until when customers may not change a birthday they gave at `changed_at`; None: they may."""
    if changed_at is None or now >= changed_at + BIRTHDAY_REST:
        return None
    return changed_at + BIRTHDAY_REST


def _check_rest(row: Any, actor: str, now: datetime) -> None:
    if not actor.startswith(CUSTOMER):
        return
    if (until := birthday_rests_until(row.birthday_changed_at, now=now)) is not None:
        raise FieldError("birthday", "changed_too_soon", until)


def tags(value: object) -> list[str]:
    """Check tags and return each once, in their order."""
    found = checks.items("tags", value, most=2 * MOST_TAGS)
    unique = dict.fromkeys(
        checks.text(f"tags[{at}]", tag, most=32, least=1) for at, tag in enumerate(found)
    )
    if len(unique) > MOST_TAGS:
        raise FieldError("tags", "too_long", MOST_TAGS)
    return list(unique)


def _name(_desk: _Desk, value: object) -> Columns:
    return {"name": "" if value is None else checks.text("name", value, most=64)}


def _phone(desk: _Desk, value: object) -> Columns:
    if value is None:
        return {"phone_sealed": None, "phone_index": None, "phone_hint": None}
    phone = normal_phone(value)
    return {
        "phone_sealed": desk.privacy.seal(phone),
        "phone_index": desk.privacy.index(phone),
        "phone_hint": phone_hint(phone),
    }


def _gender(_desk: _Desk, value: object) -> Columns:
    return {"gender": None if value is None else checks.option("gender", value, GENDERS)}


def _birthday(desk: _Desk, value: object) -> Columns:
    if value is None:
        parts: tuple[object, ...] = (None, None, None, None)
    elif isinstance(value, Birthday):
        kept = birthdays.checked(value, now=desk.now, timezone=desk.timezone)
        parts = (kept.calendar, kept.year, kept.month, kept.day)
    else:
        raise FieldError("birthday", "wrong_type", "birthday")
    names = ("birthday_calendar", "birthday_year", "birthday_month", "birthday_day")
    return dict(zip(names, parts, strict=True))


def _joined_at(desk: _Desk, value: object) -> Columns:
    return {"joined_at": checks.past("joined_at", value, now=desk.now)}


def _preferences(_desk: _Desk, value: object) -> Columns:
    if not isinstance(value, Mapping):
        raise FieldError("preferences", "wrong_type", "object")
    if len(value) > 50:
        raise FieldError("preferences", "too_long", 50)
    kept: Columns = {}
    for key, preference in value.items():
        name = checks.text("preferences", key, most=32, least=1)
        path = f"preferences.{name}"
        kept[name] = None if preference is None else checks.text(path, preference, most=200)
    return {"preferences": kept}


def _custom(desk: _Desk, value: object) -> Columns:
    return {"custom": custom_fields.checked(desk.db, value)}


def _tags(_desk: _Desk, value: object) -> Columns:
    return {"tags": tags(value)}


_READERS: Mapping[str, Callable[[_Desk, object], Columns]] = {
    "name": _name,
    "phone": _phone,
    "gender": _gender,
    "birthday": _birthday,
    "joined_at": _joined_at,
    "preferences": _preferences,
    "custom": _custom,
    "tags": _tags,
    "more_tags": _tags,
}
