"""Two people had the same form open: the later one is told what the other changed meanwhile.

A form carries what its inputs showed when it was opened; saving compares that with what they
would show now, inside the transaction that writes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from console.rules import forms
from console.rules.forms import Form, Input, RuleForm, Section

SEEN = "seen"
NOTHING = "（空）"
Shown = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One input: what it showed when the form was opened, what it shows now, what was typed."""

    label: str
    seen: str
    present: str
    typed: str


class ChangedMeanwhileError(Exception):
    """Somebody else saved after this form was opened."""

    def __init__(self, differences: list[Difference]) -> None:
        super().__init__(differences)
        self.differences = differences


def seen(form: RuleForm) -> str:
    """What a form shows, to travel with it."""
    return json.dumps(_shown(form.sections, form.values), ensure_ascii=False)


def check(form: RuleForm, posted: Form) -> None:
    """Raise `ChangedMeanwhileError` when `form` no longer shows what the sender saw."""
    before = _read(posted.get(SEEN, ""))
    if before is None:
        return
    present = _shown(form.sections, form.values)
    if _said(before) == _said(present):
        return
    typed = _shown(form.sections, forms.typed(form.sections, posted))
    raise ChangedMeanwhileError(
        [
            Difference(
                (present.get(name) or before[name])[0],
                before.get(name, ("", NOTHING))[1] or NOTHING,
                present.get(name, ("", NOTHING))[1] or NOTHING,
                typed.get(name, ("", posted.get(name, "")))[1] or NOTHING,
            )
            for name in dict.fromkeys([*before, *present])
            if before.get(name) != present.get(name)
        ]
    )


def _said(shown: Shown) -> dict[str, str]:
    """Without blanks, for an empty row to add by is no change."""
    return {name: said for name, (_, said) in shown.items() if said}


def _shown(sections: Iterable[Section], values: Mapping[str, Any]) -> Shown:
    return {
        one.name: (f"{section.title} {one.label}".strip(), _in_words(one, values))
        for section in sections
        for one in section.inputs
        if not one.name.endswith(f".{forms.REMOVE}")
    }


def _in_words(one: Input, values: Mapping[str, Any]) -> str:
    value = forms.shown(one, values)
    if one.kind == "flag":
        return "是" if value else "否"
    if one.kind == "choices":
        return "、".join(text for key, text in one.options.items() if key in value)
    if one.kind == "choice":
        return str(one.options.get(value, value))
    return str(value).replace("\r\n", "\n").strip()


def _read(text: str) -> Shown | None:
    try:
        found = json.loads(text)
        return {str(name): (str(label), str(said)) for name, (label, said) in found.items()}
    except (ValueError, TypeError, AttributeError):
        return None
