"""The shop's own profile fields as columns of a customer file."""

from collections.abc import Mapping, Sequence
from typing import Any

from membership.custom_fields import CustomField
from membership.errors import FieldError
from membership.imports import cells

OWNER = "custom."
YES_NO = {
    **dict.fromkeys(("是", "有", "yes", "y", "true", "1"), "yes"),
    **dict.fromkeys(("否", "无", "no", "n", "false", "0"), "no"),
}


def columns(fields: Sequence[CustomField]) -> dict[str, Sequence[str]]:
    """The column of each field, called `custom.key`, with its label as its other name."""
    return {f"{OWNER}{field.key}": (field.label.strip().lower(),) for field in fields}


def read(said: Mapping[str, str], fields: Sequence[CustomField]) -> dict[str, Any]:
    """Return the filled ones by key, as their kinds want them; raise `FieldError`."""
    found: dict[str, Any] = {}
    for field in fields:
        column = f"{OWNER}{field.key}"
        if text := said.get(column, "").strip():
            found[field.key] = _value(field, column, text)
    return found


def _value(field: CustomField, column: str, text: str) -> Any:
    match field.kind:
        case "number":
            return _number(column, text)
        case "yes_no":
            return cells.option(column, text, YES_NO, "") == "yes"
        case "date":
            return text.removesuffix(" 00:00:00").replace("/", "-")
    return text


def _number(column: str, text: str) -> int | float:
    try:
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise FieldError(column, "wrong_type", "数字") from None
