"""The form of a campaign over its document: inputs are named by the path an error carries."""

from collections.abc import Mapping
from typing import Any

from campaigns import kinds, segments
from campaigns.segments import Segment
from console.campaigns.inputs import (
    GOAL,
    KEPT,
    LIMITS,
    NOTICE_FIELDS,
    OWN,
    PERIOD,
    SMS_VALUES,
    STEP,
    STEPS,
    of_occasion,
    step_inputs,
)
from console.rules import forms as rule_forms
from console.rules.forms import Form, Input
from console.segments import form as segments_form
from console.segments.form import Builder
from membership.errors import FieldError

_TOP = (Input("name", ""), Input("channels", "", "choices"))


def document(
    form: Form, kind: str, before: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[int]]:
    """The document in a form, and the place in the form of each step. What the form does not show
    of the document `before` stays: an audience with nested conditions, the channels of a step."""
    rows, places = rule_forms.read_rows(STEPS, step_inputs(kind), form)
    top = rule_forms.read(_TOP, form)
    body: dict[str, Any] = {"kind": kind, **({"name": top["name"]} if "name" in top else {})}
    if channels := [one for one in dict.fromkeys(top["channels"]) if one]:
        body["channels"] = channels
    if audience := _audience(form, before):
        body["audience"] = audience
    body["occasion"] = _occasion(form, kind)
    body.update(_nested(_filled(rule_forms.read((*LIMITS, *GOAL, *PERIOD), form))))
    body.setdefault("goal", {})["stops"] = bool(form.get("goal.stops"))
    old = (before or {}).get(STEPS, ())
    body[STEPS] = [
        {**_unshown(old[place] if place < len(old) else {}), **_nested(_filled(_read_lines(row)))}
        for row, place in zip(rows, places, strict=True)
    ]
    return body, places


def values(body: Mapping[str, Any]) -> dict[str, Any]:
    """A document by the names of the inputs."""
    steps = [_with_lines(step) for step in body.get(STEPS, ())]
    found = rule_forms.flat({**body, STEPS: steps})
    found["channels"] = list(body.get("channels", ()))
    found.setdefault("goal.stops", kinds.grammars()[body["kind"]].stops_on_order)
    if own_audience(body):
        found["audience.segment"] = OWN if builder(body).plain else KEPT
    if (line := found.get("occasion.cron")) is not None:
        found |= {f"occasion.{name}": value for name, value in _rhythm(line).items()}
    return found


def own_audience(body: Mapping[str, Any]) -> bool:
    """Whether the campaign has conditions of its own."""
    audience = body.get("audience") or {}
    return bool(audience) and "segment" not in audience


def builder(body: Mapping[str, Any]) -> Builder:
    """The builder with the campaign's own conditions."""
    own = segments.parse(body["audience"]) if own_audience(body) else Segment("all", ())
    return segments_form.written(own)


def at_its_place(error: FieldError, form: Form, places: list[int]) -> FieldError:
    """The error of what was read as that of the input in the form."""
    if error.field.startswith("audience.") and form.get("audience.segment") == OWN:
        path = error.field.removeprefix("audience.")
        place = segments_form.place(path, segments_form.read(form))
        return FieldError(place, error.problem, error.limit)
    return rule_forms.at_its_place(error, STEPS, places)


def _audience(form: Form, before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    saved = form.get("audience.segment", "")
    if saved == OWN:
        return segments_form.document(segments_form.read(form))
    if saved == KEPT:
        return before["audience"] if before else {}
    return {"segment": rule_forms.whole("audience.segment", saved)} if saved else {}


def _occasion(form: Form, kind: str) -> dict[str, Any]:
    inputs = [Input("at", ""), *of_occasion(kind)]
    read = _filled(rule_forms.read(inputs, form, "occasion"))
    days, numbers = read.pop("weekdays", []), read.pop("monthdays", [])
    match read.pop("rhythm", "cron"):
        case "daily":
            read["cron"] = "* * *"
        case "weekly":
            read["cron"] = f"* * {_named(days, 'weekdays')}"
        case "monthly":
            whole = [str(rule_forms.whole("occasion.monthdays", one)) for one in numbers]
            read["cron"] = f"{_named(whole, 'monthdays')} * *"
    return read


def _named(days: list[str], name: str) -> str:
    if not days:
        raise FieldError(f"occasion.{name}", "missing")
    return ",".join(days)


def _rhythm(line: str) -> dict[str, Any]:
    """The inputs of a cron line: in words where it is a plain one."""
    days, months, weekdays = [*line.split(), "", "", ""][:3]
    if (days, months, weekdays) == ("*", "*", "*"):
        return {"rhythm": "daily"}
    if (days, months) == ("*", "*") and set(weekdays) <= set("01234567,"):
        return {"rhythm": "weekly", "weekdays": weekdays.replace("0", "7").split(",")}
    if (months, weekdays) == ("*", "*") and set(days) <= set("0123456789,"):
        return {"rhythm": "monthly", "monthdays": days.replace(",", "、")}
    return {"rhythm": "cron"}


def _read_lines(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed a line each: the fields of a notice, the values of a short message."""
    read = dict(row)
    if (typed := read.get(NOTICE_FIELDS)) is not None:
        pairs = [line.partition("=") for line in typed.splitlines() if line.strip()]
        read[NOTICE_FIELDS] = {name.strip(): text.strip() for name, _, text in pairs}
    if (typed := read.get(SMS_VALUES)) is not None:
        read[SMS_VALUES] = [line.strip() for line in typed.splitlines() if line.strip()]
    return read


def _with_lines(step: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(step)
    if notice := step.get("notice"):
        lines = [f"{name}={text}" for name, text in notice.get("fields", {}).items()]
        shown["notice"] = {**notice, "fields": "\n".join(lines)}
    if sms := step.get("sms"):
        shown["sms"] = {**sms, "values": "\n".join(sms.get("values", ()))}
    return shown


def _unshown(step: Mapping[str, Any]) -> dict[str, Any]:
    shown = {one.name.partition(".")[0] for one in STEP}
    return {name: value for name, value in step.items() if name not in shown}


def _filled(read: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty or not ticked: a document says only what is meant."""
    return {
        name: value for name, value in read.items() if value is not False and value not in ([], "")
    }


def _nested(read: Mapping[str, Any]) -> dict[str, Any]:
    """{"gift.points": 5} as {"gift": {"points": 5}}."""
    found: dict[str, Any] = {}
    for name, value in read.items():
        owner, _, field = name.rpartition(".")
        (found.setdefault(owner, {}) if owner else found)[field] = value
    return found
