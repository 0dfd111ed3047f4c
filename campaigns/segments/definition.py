"""Reading a segment's document; what is wrong is named by its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.segments.fields import FIELDS, OPERATORS, Field
from membership import checks
from membership.errors import FieldError

MATCHES = ("all", "any", "none")
DEEPEST = 3
MOST_CONDITIONS = 20
MOST_OPTIONS = 100
MOST_DAYS = 3650
_CUSTOM_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
Value = int | float | str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """`key` names the custom field where `field` is "custom"."""

    field: str
    comparison: str
    value: Value
    key: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Conditions of which all, any or none must hold; a part may be a segment itself."""

    match: str
    parts: "tuple[Condition | Segment, ...]" = ()


EVERYBODY = Segment("all")


def parse(document: object) -> Segment:
    """Read a document; an empty one means everybody. Raise `FieldError` with the place, such as
    `conditions[2].value`."""
    return _segment(document, "", DEEPEST)


def _segment(document: object, path: str, depth: int) -> Segment:
    fields = _mapping(document, path or "segment", ("match", "conditions"))
    match = fields.get("match", "all")
    if match not in MATCHES:
        raise FieldError(f"{path}match", "not_an_option", ", ".join(MATCHES))
    items = fields.get("conditions", [])
    if not isinstance(items, Sequence) or isinstance(items, str):
        raise FieldError(f"{path}conditions", "wrong_type", "list")
    if len(items) > MOST_CONDITIONS:
        raise FieldError(f"{path}conditions", "too_long", MOST_CONDITIONS)
    if path and not items:
        raise FieldError(f"{path}conditions", "missing")
    parts = [_part(item, f"{path}conditions[{at}]", depth) for at, item in enumerate(items)]
    return Segment(match, tuple(parts))


def _part(item: object, path: str, depth: int) -> Condition | Segment:
    if isinstance(item, Mapping) and "conditions" in item:
        if depth == 1:
            raise FieldError(path, "too_long", DEEPEST)
        return _segment(item, f"{path}.", depth - 1)
    return _condition(_mapping(item, path, ("field", "is", "value", "key")), path)


def _condition(item: Mapping[str, Any], path: str) -> Condition:
    name = item.get("field")
    if not isinstance(name, str) or name not in FIELDS:
        raise FieldError(f"{path}.field", "not_an_option", ", ".join(FIELDS))
    field = FIELDS[name]
    comparison = item.get("is", OPERATORS[field.kind][0])
    if comparison not in OPERATORS[field.kind]:
        raise FieldError(f"{path}.is", "not_an_option", ", ".join(OPERATORS[field.kind]))
    value = _value(field, item.get("value"), f"{path}.value")
    return Condition(name, comparison, value, _key(field, item, f"{path}.key"))


def _key(field: Field, item: Mapping[str, Any], path: str) -> str:
    key = item.get("key", "")
    if field.kind != "custom":
        if key:
            raise FieldError(path, "unknown")
        return ""
    if not isinstance(key, str) or not _CUSTOM_KEY.fullmatch(key):
        raise FieldError(path, "malformed" if key else "missing", "a-z, 0-9, _")
    return key


def _value(field: Field, value: object, path: str) -> Value:
    if value is None:
        raise FieldError(path, "missing")
    match field.kind:
        case "number":
            return checks.whole(path, value)
        case "days":
            return checks.whole(path, value, least=1, most=MOST_DAYS)
        case "flag":
            if not isinstance(value, bool):
                raise FieldError(path, "wrong_type", "true or false")
            return value
        case "options":
            return _options(field, value, path)
        case "custom" if isinstance(value, int | float):
            return value
    if not isinstance(value, str) or not value.strip():
        raise FieldError(path, "wrong_type", "text")
    return value.strip()


def _options(field: Field, value: object, path: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise FieldError(path, "wrong_type", "list")
    if len(value) > MOST_OPTIONS:
        raise FieldError(path, "too_long", MOST_OPTIONS)
    for at, option in enumerate(value):
        if not isinstance(option, str) or (field.options and option not in field.options):
            raise FieldError(f"{path}[{at}]", "not_an_option", ", ".join(field.options))
    return tuple(dict.fromkeys(value))


def _mapping(document: object, path: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise FieldError(path, "wrong_type", "object")
    strange = sorted(set(document) - set(known))
    if strange:
        raise FieldError(f"{path}.{strange[0]}", "unknown")
    return document
