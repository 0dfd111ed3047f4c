"""The parts of a survey that staff change most, as fields: its words, its times, its consequences.

What is asked, and in which order, is changed in the definition itself.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from console.surveys.wording import BANDS, CHANNELS

Place = tuple[str | int, ...]
LANGUAGES = {"zh": "中文", "en": "英文"}
_TRIGGER = {
    "delay_minutes": ("工单结束后等几分钟", "whole"),
    "order": ("第几单", "whole"),
    "days": ("几天后", "whole"),
    "daily_share": ("每天抽多少会员（0.01 是百分之一）", "number"),
    "min_orders": ("至少下过几单", "whole"),
    "bought_within_days": ("最近多少天内买过（0 不限）", "whole"),
    "joined_days": ("入会至少多少天", "whole"),
}
_WHOLE = {
    "answer_within_hours": "多少小时内可以回答",
    "resurvey_days": "差评处理完几天后回访（0 不回访）",
}
_FLAGS = {"open_cases": "低分生成差评工单，24 小时内处理", "refer_promoters": "高分邀请推荐朋友"}


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `name` is the path that a `FieldError` would carry; `kind` is text, line,
    whole, number or flag."""

    place: Place
    label: str
    kind: str
    value: Any

    @property
    def name(self) -> str:
        written = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in self.place)
        return written.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together."""

    title: str
    fields: tuple[Field, ...]


def sections(document: Mapping[str, Any]) -> list[Section]:
    """The fields of a document that can be read as a definition."""
    made = [
        Section("问卷", tuple(_basics(document))),
        Section("什么时候问", tuple(_times(document))),
    ]
    for at, question in enumerate(document["questions"]):
        made.append(Section(f"第 {at + 1} 题", tuple(_question(at, question))))
    thanks = document.get("thanks")
    if thanks is not None:
        made.append(Section("答完说", tuple(_thanks(thanks))))
    return [one for one in made if one.fields]


def filled(document: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """The document with what was filled in; what is no number stays as typed, to be refused."""
    changed = copy.deepcopy(dict(document))
    for section in sections(document):
        for field in section.fields:
            if field.kind == "flag" or field.name in form:
                _put(changed, field.place, _read(field.kind, form.get(field.name, "")))
    return changed


def _basics(document: Mapping[str, Any]) -> Iterator[Field]:
    yield Field(("name",), "名字", "line", document["name"])
    for name, label in _WHOLE.items():
        if name in document:
            yield Field((name,), label, "whole", document[name])
    if document["kind"] != "form":
        for name, label in _FLAGS.items():
            yield Field((name,), label, "flag", document.get(name, name == "open_cases"))


def _times(document: Mapping[str, Any]) -> Iterator[Field]:
    given = document.get("trigger", {})
    for name, (label, kind) in _TRIGGER.items():
        if name in given:
            yield Field(("trigger", name), label, kind, given[name])


def _question(at: int, question: Mapping[str, Any]) -> Iterator[Field]:
    place: Place = ("questions", at)
    yield from _words((*place, "text"), "问题", question["text"], "text")
    for score, words in question.get("labels", {}).items():
        yield from _words((*place, "labels", score), f"{score} 分叫作", words, "line")
    for number, choice in enumerate(question.get("choices", [])):
        label = f"选项 {number + 1}"
        yield from _words((*place, "choices", number, "label"), label, choice["label"], "line")


def _thanks(thanks: Any) -> Iterable[Field]:
    if isinstance(thanks, str) or not any(key in ("", *BANDS) for key in thanks):
        yield from _words(("thanks",), "感谢的话", thanks, "text")
        return
    for band, words in thanks.items():
        yield from _words(("thanks", band), BANDS.get(band, "其他分数"), words, "text")


def _words(place: Place, label: str, value: Any, kind: str) -> Iterator[Field]:
    """A wording's texts: one for all, or by language, each of which may be by channel."""
    if isinstance(value, str):
        yield Field(place, label, kind, value)
        return
    for key, inner in value.items():
        called = LANGUAGES.get(key) or CHANNELS.get(key) or "其他渠道"
        yield from _words((*place, key), f"{label}，{called}", inner, kind)


def _put(document: Any, place: Place, value: Any) -> None:
    *way, last = place
    for step in way:
        document = document[step]
    document[last] = value


def _read(kind: str, text: str) -> Any:
    text = text.strip()
    if kind == "flag":
        return bool(text)
    try:
        if kind == "whole":
            return int(text)
        return float(text) if kind == "number" else text.replace("\r\n", "\n")
    except ValueError:
        return text
