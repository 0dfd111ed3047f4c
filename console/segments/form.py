"""The builder's form: numbered rows of inputs to a segment's document, and back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.datastructures import MultiDict

from campaigns.segments import FIELDS, Condition, Segment
from campaigns.segments.fields import OPERATORS
from console.segments.wording import FEN_PER_YUAN

Form = MultiDict[str, str]
MOST_ROWS = 20
MOST_YUAN = Decimal(10**9)


@dataclass
class Row:
    """One condition as typed. `prefix` names its inputs; `values` are those chosen."""

    prefix: str
    name: str
    comparison: str
    values: list[str] = field(default_factory=list)
    key: str = ""

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


@dataclass
class Builder:
    """Conditions that must hold, and those that leave a member out."""

    match: str = "all"
    wanted: list[Row] = field(default_factory=list)
    unwanted: list[Row] = field(default_factory=list)
    plain: bool = True
    """Whether the segment is one that the builder can show."""


def read(form: Form) -> Builder:
    """What is in the form, with a row more or less when a button asked for it."""
    builder = Builder("any" if form.get("match") == "any" else "all")
    builder.wanted = list(_rows(form, "w"))
    builder.unwanted = list(_rows(form, "u"))
    asked = form.get("do", "")
    for side, rows in (("w", builder.wanted), ("u", builder.unwanted)):
        rows[:] = [row for row in rows if asked != f"drop:{row.prefix}"]
        if asked == f"add:{side}" and len(rows) < MOST_ROWS:
            rows.append(Row("", "stage" if side == "w" else "tag", ""))
        _number(rows, side)
    return builder


def document(builder: Builder) -> dict[str, Any]:
    """The segment's document; what cannot be read is left for `parse` to name."""
    wanted = [_condition(row) for row in builder.wanted]
    unwanted = [_condition(row) for row in builder.unwanted]
    if not unwanted:
        return {"match": builder.match, "conditions": wanted}
    parts: list[dict[str, Any]] = [{"match": "none", "conditions": unwanted}]
    if builder.match == "all":
        return {"match": "all", "conditions": [*wanted, *parts]}
    if wanted:
        parts.insert(0, {"match": "any", "conditions": wanted})
    return {"match": "all", "conditions": parts}


def written(segment: Segment) -> Builder:
    """The builder that shows a segment."""
    builder = Builder(segment.match if segment.match in {"all", "any"} else "all")
    wanted: list[Condition] = []
    for part in segment.parts:
        if isinstance(part, Condition):
            wanted.append(part)
        elif part.match == "none" and _flat(part) and segment.match == "all":
            builder.unwanted = [_row(one) for one in part.parts if isinstance(one, Condition)]
        elif part.match == "any" and _flat(part) and segment.match == "all" and not wanted:
            builder.match = "any"
            wanted += [one for one in part.parts if isinstance(one, Condition)]
        else:
            builder.plain = False
    builder.wanted = [_row(one) for one in wanted]
    _number(builder.wanted, "w")
    _number(builder.unwanted, "u")
    return builder


def place(path: str, builder: Builder) -> str:
    """The input that `FieldError.field` speaks of: `conditions[1].conditions[0].value`."""
    numbers = [int(part.split("]")[0]) for part in path.split("[")[1:] if part[0].isdigit()]
    if not numbers:
        return path
    if builder.match == "all":
        if numbers[0] < len(builder.wanted):
            return f"w{numbers[0]}"
        return f"u{numbers[1]}" if len(numbers) > 1 else "u0"
    if len(numbers) == 1:
        return f"w{numbers[0]}"
    side = "w" if builder.wanted and numbers[0] == 0 else "u"
    return f"{side}{numbers[1]}"


def _flat(segment: Segment) -> bool:
    return all(isinstance(part, Condition) for part in segment.parts)


def _rows(form: Form, side: str) -> Iterator[Row]:
    for at in range(MOST_ROWS):
        prefix = f"{side}{at}"
        name = form.get(f"{prefix}.field", "")
        if name in FIELDS:
            known = form.get(f"{prefix}.was", name) == name
            yield Row(
                prefix,
                name,
                form.get(f"{prefix}.is", "") if known else "",
                [one.strip() for one in form.getlist(f"{prefix}.value")] if known else [],
                form.get(f"{prefix}.key", "") if known else "",
            )


def _number(rows: list[Row], side: str) -> None:
    for at, row in enumerate(rows):
        row.prefix = f"{side}{at}"
        choices = OPERATORS[FIELDS[row.name].kind]
        if row.comparison not in choices:
            row.comparison = choices[0]


def _condition(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"field": row.name, "is": row.comparison}
    if row.key:
        found["key"] = row.key
    value = _value(row)
    return found if value is None else {**found, "value": value}


def _value(row: Row) -> object:
    measure = FIELDS[row.name]
    typed = [one for one in row.values if one]
    match measure.kind:
        case "options":
            return typed or None
        case "flag":
            return row.value != "no"
        case "number" | "days" if typed:
            return _whole(typed[0], measure.unit == "fen")
        case "custom" if typed and row.comparison in {">=", "<="}:
            return _whole(typed[0], False)
        case "custom" if typed and typed[0] in {"是", "否"}:
            return typed[0] == "是"
    return typed[0] if typed else None


def _whole(typed: str, money: bool) -> object:
    """A whole number, money in fen; what is none stays text and is refused by its name."""
    try:
        number = Decimal(typed.replace(",", "").replace("，", ""))
        exact = number * FEN_PER_YUAN if money else number
        if abs(number) <= MOST_YUAN and exact == exact.to_integral_value():
            return int(exact)
    except InvalidOperation:
        pass
    return typed


def _row(condition: Condition) -> Row:
    value = condition.value
    if isinstance(value, tuple):
        values = list(value)
    elif isinstance(value, bool):
        flag = FIELDS[condition.field].kind == "flag"
        values = [("yes" if value else "no") if flag else ("是" if value else "否")]
    elif FIELDS[condition.field].unit == "fen" and isinstance(value, int):
        yuan, fen = divmod(value, FEN_PER_YUAN)
        values = [f"{yuan}.{fen:02}" if fen else str(yuan)]
    else:
        values = [str(value)]
    return Row("", condition.field, condition.comparison, values, condition.key)
