"""Forms for rules that staff write: inputs are named by the path that a `FieldError` carries."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from membership.errors import FieldError

REMOVE = "remove"
_WORDS = re.compile(r"[,,、;;\n]")
_YUAN = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_WHOLE = re.compile(r"-?\d{1,12}")
Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `kind`: text, whole, number, date, time, yuan (kept as fen), words (a list),
    lines (a text to be read by its page), picture (the name of one), flag, choice, choices. It is
    shown `when` one of some `name=value` of other inputs is chosen, or always."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    fixed: bool = False
    when: str = ""

    def within(self, owner: str) -> "Input":
        return replace(self, name=f"{owner}.{self.name}")


@dataclass(frozen=True, slots=True)
class Section:
    """Inputs that stand together."""

    title: str
    inputs: Sequence[Input]
    is_row: bool = False
    """One of several alike, which folds."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a list that can be chosen for editing."""

    key: str
    title: str
    about: str
    off: bool = False


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What a page shows: the list of what there is, and one form with its present values."""

    title: str
    sections: Sequence[Section]
    values: Mapping[str, Any]
    lines: Sequence[Line] = ()
    listed: bool = False


def read(inputs: Iterable[Input], form: Form, owner: str = "") -> dict[str, Any]:
    """Return what was entered by the inputs' names without `owner`; blanks are left out."""
    found: dict[str, Any] = {}
    for one in inputs:
        path = f"{owner}.{one.name}" if owner else one.name
        value = _value(one.kind, path, form)
        if value is not None:
            found[one.name] = value
    return found


def read_rows(
    name: str, inputs: Sequence[Input], form: Form
) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the rows that are filled in and not marked for removal, and the place of each."""
    rows, places, at = [], [], 0
    while any(key.startswith(f"{name}[{at}].") for key in form):
        owner = f"{name}[{at}]"
        blank = not any(form.get(f"{owner}.{one.name}", "").strip() for one in inputs)
        if not blank and not form.get(f"{owner}.{REMOVE}"):
            rows.append(read(inputs, form, owner))
            places.append(at)
        at += 1
    return rows, places


def at_its_place(error: FieldError, name: str, places: Sequence[int]) -> FieldError:
    """Return the error of the n-th row that was read as that of the row in the form."""
    found = re.match(rf"{re.escape(name)}\[(\d+)\]", error.field)
    if found is None or int(found[1]) >= len(places):
        return error
    rest = error.field[found.end() :]
    return FieldError(f"{name}[{places[int(found[1])]}]{rest}", error.problem, error.limit)


def row_sections(
    name: str, title: str, inputs: Sequence[Input], filled: int, *, fixed: str = ""
) -> list[Section]:
    """Return a section for each row that there is, its `fixed` input locked, and one to add by."""
    removal = Input(REMOVE, "删除这一项", "flag")
    locked = [replace(one, fixed=one.name == fixed) for one in inputs]
    there = [
        Section(
            f"{title} {at + 1}", [one.within(f"{name}[{at}]") for one in (*locked, removal)], True
        )
        for at in range(filled)
    ]
    new = [one.within(f"{name}[{filled}]") for one in inputs]
    return [*there, Section(f"新增{title}", new, True)]


def check_new(form: Form, key: object, known: Iterable[str]) -> None:
    """Refuse a key that is there already, unless it is the one being edited."""
    if key != form.get("edit") and key in set(known):
        raise FieldError("key", "taken")


def flat(values: object, name: str = "") -> dict[str, Any]:
    """Return a document's values by path, as the inputs are named."""
    if isinstance(values, Mapping):
        inner = {f"{name}.{key}" if name else str(key): value for key, value in values.items()}
    elif isinstance(values, list) and values and isinstance(values[0], Mapping):
        inner = {f"{name}[{at}]": value for at, value in enumerate(values)}
    else:
        return {name: values}
    return {path: value for key, one in inner.items() for path, value in flat(one, key).items()}


def shown(one: Input, values: Mapping[str, Any]) -> Any:
    """Return a stored value as its input shows it."""
    value = values.get(one.name)
    if one.kind in {"choices", "flag"}:
        return value or ()
    if value is None:
        return ""
    if one.kind == "words" and not isinstance(value, str):
        return "、".join(sorted(value))
    if one.kind == "yuan" and isinstance(value, int):
        return yuan(value)
    return value


def typed(sections: Sequence[Section], form: Form) -> dict[str, Any]:
    """Return what was typed as the inputs show it again."""
    return {
        one.name: form.getlist(one.name) if one.kind == "choices" else form.get(one.name, "")
        for section in sections
        for one in section.inputs
    }


def nearest(path: str, inputs: Iterable[str]) -> str | None:
    """The input that an error's path names, or the one that contains it."""
    found = [name for name in inputs if path == name or path.startswith((f"{name}[", f"{name}."))]
    return max(found, key=len, default=None)


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}" if fen % 100 else str(fen // 100)


def fen(path: str, text: str) -> int:
    """Return an amount of yuan such as 9.90 in fen; raise `FieldError` for anything else."""
    found = _YUAN.fullmatch(text.strip())
    if found is None:
        raise FieldError(path, "wrong_type", "yuan")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def whole(path: str, text: str) -> int:
    """Return a whole number; raise `FieldError` for anything else."""
    if not _WHOLE.fullmatch(text.strip()):
        raise FieldError(path, "wrong_type", "whole number")
    return int(text)


def number(path: str, text: str) -> int | float:
    """Return a number such as 36 or 36.5; raise `FieldError` for anything else."""
    if not _NUMBER.fullmatch(text.strip()):
        raise FieldError(path, "wrong_type", "number")
    return float(text) if "." in text else int(text)


def _value(kind: str, path: str, form: Form) -> Any:
    if kind == "flag":
        return bool(form.get(path))
    if kind == "choices":
        return form.getlist(path)
    text = form.get(path, "").strip()
    if kind == "words":
        return [word.strip() for word in _WORDS.split(text) if word.strip()]
    if not text:
        return None
    if kind == "whole":
        return whole(path, text)
    if kind == "number":
        return number(path, text)
    return fen(path, text) if kind == "yuan" else text
