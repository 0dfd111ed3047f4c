"""Profile fields that staff define as data, and the check of what is entered in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from membership import checks
from membership import customer_repository as repository
from membership.errors import FieldError
from store import statements
from store.statements import Db

KINDS = ("text", "number", "date", "choice", "yes_no")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
MOST_TEXT = 500


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of members' profiles; `options` are those of a choice."""

    key: str
    label: str
    kind: str
    options: tuple[str, ...] = ()
    position: int = 0
    archived: bool = False


def save(db: Db, field: CustomField, *, now: datetime) -> None:
    """Add a field, or change the one with its key. Its kind stays, for the values it has."""
    if not isinstance(field.key, str) or not _KEY.fullmatch(field.key):
        raise FieldError("key", "malformed", "a-z, 0-9, _")
    options = [
        checks.text(f"options[{at}]", option, most=64, least=1)
        for at, option in enumerate(checks.items("options", field.options))
    ]
    kind = checks.option("kind", field.kind, KINDS)
    if (kind == "choice") != bool(options):
        raise FieldError("options", "missing" if kind == "choice" else "unknown")
    values = {
        "key": field.key,
        "label": checks.text("label", field.label, most=64, least=1),
        "kind": kind,
        "options": options,
        "position": checks.whole("position", field.position, most=1000),
        "archived_at": now if field.archived else None,
    }
    known = {row.key: row for row in repository.custom_fields(db)}.get(field.key)
    if known is None:
        statements.insert(db, repository.fields, values)
    elif known.kind != kind:
        raise FieldError("kind", "changed", known.kind)
    else:
        table = repository.fields
        db.execute(table.update().where(table.c.id == known.id).values(values))


def all_fields(db: Db, *, archived: bool = False) -> list[CustomField]:
    """Return the fields in the order staff gave them."""
    return [
        CustomField(
            row.key,
            row.label,
            row.kind,
            tuple(row.options),
            row.position,
            row.archived_at is not None,
        )
        for row in repository.custom_fields(db)
        if archived or row.archived_at is None
    ]


def checked(db: Db, values: object) -> dict[str, Any]:
    """Return values by field key, each as its kind wants it (empty: to be removed)."""
    fields = {field.key: field for field in all_fields(db)}
    found: Mapping[str, Any] = checks.mapping("custom", values, fields)
    return {key: _value(fields[key], value) for key, value in found.items()}


def _value(field: CustomField, value: object) -> object:
    path = f"custom.{field.key}"
    if value is None or value == "":
        return None
    match field.kind:
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise FieldError(path, "wrong_type", "number")
            if not -1e15 < value < 1e15:
                raise FieldError(path, "too_large", 10**15)
            return value
        case "yes_no":
            if not isinstance(value, bool):
                raise FieldError(path, "wrong_type", "yes or no")
            return value
        case "choice":
            return checks.option(path, value, field.options)
        case "date":
            return _date(path, value)
    return checks.text(path, value, most=MOST_TEXT)


def _date(path: str, value: object) -> str:
    try:
        return date.fromisoformat(checks.text(path, value, most=10)).isoformat()
    except ValueError:
        raise FieldError(path, "malformed", "date") from None
