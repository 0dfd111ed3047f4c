"""Where RFM and the lifecycle draw their lines, and who would fall where before it is saved."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, RuleForm, Section
from membership import lifecycle, rfm, rfm_classes, rule_repository, stages
from membership.errors import FieldError

RFM = (
    Input("recency_days", "多少天内买过算最近", "whole"),
    Input("frequency", "买过几单算常来", "whole"),
    Input("monetary", "累计消费多少元算高", "yuan"),
)
LIFECYCLE = (
    Input("loyal_orders", "买过几单、又按时来，算忠诚", "whole"),
    Input("risk", "超过平时间隔几倍以内算流失风险", "number", hint="例如 2；超过就是休眠"),
    Input("dormant", "超过平时间隔几倍算流失", "number", hint="例如 4"),
    Input("own_gaps", "有几次间隔才用自己的节奏", "whole", hint="不够时用全店的节奏"),
    Input("store_cycle", "全店节奏还没算出来时按几天", "whole"),
    Input("shortest_cycle", "节奏最短按几天", "whole"),
)
Parts = Mapping[str, tuple[tuple[Input, ...], Callable[..., object], Callable[..., object]]]
KINDS: Parts = {
    rfm_classes.KIND: (RFM, rfm.read_thresholds, rfm_classes.set_thresholds),
    lifecycle.KIND: (LIFECYCLE, stages.read_rules, lifecycle.set_rules),
}
SUGGESTED = "suggest"


@dataclass(frozen=True, slots=True)
class Trial:
    """How many members are in each class now, and would be by what was typed."""

    rows: list[tuple[str, int, int | None]]
    total: int
    values: Mapping[str, Any] | None = None


def form(session: Session, _edit: str | None, now: datetime) -> RuleForm:
    """Both kinds of lines as they are in force."""
    present = {kind: _in_force(session, kind, now) for kind in KINDS}
    return RuleForm(
        title="RFM 与生命周期",
        sections=[
            _section("RFM：最近、常来、高消费", rfm_classes.KIND, RFM),
            _section("生命周期：按各人平时的间隔", lifecycle.KIND, LIFECYCLE),
        ],
        values=forms.flat(present),
    )


def save(session: Session, form: Form, actor: str, now: datetime) -> str:
    """Write a version of each kind that was changed; past stages stay as they were recorded."""
    changed = []
    for kind, (inputs, _read, put) in KINDS.items():
        document = forms.read(inputs, form, kind)
        try:
            if _complete(kind, document) != _in_force(session, kind, now):
                put(session, document, author=actor, now=now)
                changed.append(kind)
        except FieldError as error:
            raise error.within(kind) from None
    return ",".join(changed)


def trial(session: Session, form: Form | None, now: datetime) -> Trial:
    """Count the members of each class; with `form`, by its thresholds too, or the suggested."""
    present = rfm_classes.counts(session, now=now)
    by, values = None, None
    if form is not None and form.get("try") == SUGGESTED:
        by = rfm_classes.suggest(session, now=now)
        values = forms.flat({rfm_classes.KIND: asdict(by)}) if by else None
    elif form is not None:
        try:
            by = rfm.read_thresholds(forms.read(RFM, form, rfm_classes.KIND))
        except FieldError as error:
            prefix = f"{rfm_classes.KIND}."
            raise error if error.field.startswith(prefix) else error.within("rfm") from None
    would = rfm_classes.counts(session, now=now, by=by) if by else None
    rows = [
        (f"{rfm.CLASSES[digits]}（{digits}）", count, would[digits] if would else None)
        for digits, count in present.items()
    ]
    return Trial(rows, sum(present.values()), values)


def _section(title: str, kind: str, inputs: tuple[Input, ...]) -> Section:
    return Section(title, [one.within(kind) for one in inputs])


def _in_force(session: Session, kind: str, now: datetime) -> dict[str, Any]:
    saved = rule_repository.current(session, kind, now=now)
    return _complete(kind, saved.document if saved else {})


def _complete(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the defaults, and write whole numbers without a point, as the form shows them."""
    read: Any = KINDS[kind][1](document)
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value
        for key, value in asdict(read).items()
    }
