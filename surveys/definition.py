"""A definition read from the document that staff write."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from membership import checks
from membership.errors import FieldError
from surveys import reading
from surveys.questions import questions
from surveys.values import (
    CHANNELS,
    DETRACTOR,
    KINDS,
    PASSIVE,
    PROMOTER,
    RELATIONS,
    SCALES,
    SCORE,
    WEB,
    WORDS,
    Definition,
    Question,
    Trigger,
    Wording,
)

FIELDS = (
    "name",
    "kind",
    "relation",
    "trigger",
    "channels",
    "answer_within_hours",
    "invite",
    "questions",
    "thanks",
    "refer_promoters",
    "open_cases",
    "resurvey_days",
)
TRIGGERS: Mapping[str, tuple[str, ...]] = {
    "ticket_closed": ("on", "delay_minutes", "ticket_kinds"),
    "nth_order": ("on", "order", "days"),
    "days_after_order": ("on", "days"),
    "sample": ("on", "daily_share", "min_orders", "bought_within_days", "joined_days"),
    "hand": ("on",),
}
TICKET_KINDS = ("complaint", "after_sale", "enquiry", "suggestion")
SENT_BY = tuple(channel for channel in CHANNELS if channel != WEB)
BANDS = ("", DETRACTOR, PASSIVE, PROMOTER)
INVITE = {
    "zh": "诚邀您花一分钟告诉我们这次体验如何：{link}",
    "en": "A minute to tell us how we did? {link}",
}
THANKS = {"zh": "谢谢您的反馈，我们都会认真看～", "en": "Thank you, we read every word."}


def parse(document: object) -> Definition:
    """Read a definition; raise `FieldError` naming a path such as `questions[1].key`."""
    given = reading.fields("", document, FIELDS)
    kind = reading.option("kind", given.get("kind"), KINDS)
    asked = questions("questions", given.get("questions"))
    _check_first(kind, asked)
    hours = reading.whole(
        "answer_within_hours", given.get("answer_within_hours", 72), least=1, most=24 * 60
    )
    return Definition(
        name=reading.text("name", given.get("name"), most=64),
        kind=kind,
        relation=reading.option("relation", given.get("relation"), RELATIONS),
        trigger=_trigger(given.get("trigger", {"on": "hand"})),
        channels=_channels(given.get("channels", ["message"])),
        answer_within=timedelta(hours=hours),
        invite=_invite(given.get("invite", INVITE)),
        questions=asked,
        thanks=_thanks(given.get("thanks", THANKS)),
        refer_promoters=reading.yes_no("refer_promoters", given.get("refer_promoters", False)),
        open_cases=reading.yes_no("open_cases", given.get("open_cases", True)),
        resurvey_days=reading.whole(
            "resurvey_days", given.get("resurvey_days", 0), least=0, most=90
        ),
    )


def _check_first(kind: str, asked: tuple[Question, ...]) -> None:
    """NPS, CSAT and CES begin with the one score that makes them comparable.

    None begins with free words: in a chat nobody could tell them from something else.
    """
    first = asked[0]
    if first.answer == WORDS:
        raise FieldError("questions[0].kind", "not_an_option", "a score or a choice")
    if kind not in SCALES:
        return
    if first.answer != SCORE:
        raise FieldError("questions[0].kind", "not_an_option", "score")
    low, high = SCALES[kind]
    if first.low != low:
        raise FieldError("questions[0].from", "not_an_option", low)
    if first.high != high:
        raise FieldError("questions[0].to", "not_an_option", high)
    if first.optional:
        raise FieldError("questions[0].optional", "not_an_option", False)


def _trigger(value: object) -> Trigger:
    every = {name for names in TRIGGERS.values() for name in names}
    given = reading.fields("trigger", value, every)
    on = reading.option("trigger.on", given.get("on"), TRIGGERS)
    reading.fields("trigger", given, TRIGGERS[on])
    match on:
        case "ticket_closed":
            return Trigger(
                on,
                delay_minutes=_count(given, "delay_minutes", 5, most=24 * 60),
                ticket_kinds=_kinds(given.get("ticket_kinds", [])),
            )
        case "nth_order":
            order = _count(given, "order", None, least=1, most=1000)
            return Trigger(on, order=order, days=_count(given, "days", 1, most=365))
        case "days_after_order":
            return Trigger(on, days=_count(given, "days", None, least=1, most=365))
        case "sample":
            return Trigger(
                on,
                daily_share=reading.share("trigger.daily_share", given.get("daily_share")),
                min_orders=_count(given, "min_orders", 1, most=1000),
                bought_within_days=_count(given, "bought_within_days", 365, most=3660),
                joined_days=_count(given, "joined_days", 30, most=3660),
            )
    return Trigger(on)


def _count(
    given: Mapping[str, Any], name: str, default: int | None, *, least: int = 0, most: int
) -> int:
    return reading.whole(f"trigger.{name}", given.get(name, default), least=least, most=most)


def _kinds(value: object) -> frozenset[str]:
    path = "trigger.ticket_kinds"
    return frozenset(
        reading.option(f"{path}[{at}]", kind, TICKET_KINDS)
        for at, kind in enumerate(reading.items(path, value, most=len(TICKET_KINDS)))
    )


def _channels(value: object) -> tuple[str, ...]:
    given = reading.items("channels", value, least=1, most=len(SENT_BY))
    found = [reading.option(f"channels[{at}]", one, SENT_BY) for at, one in enumerate(given)]
    for at, one in enumerate(found):
        if one in found[:at]:
            raise FieldError(f"channels[{at}]", "taken", one)
    return tuple(found)


def _invite(value: object) -> Wording:
    """What goes out where the questions cannot: it leads to the form."""
    words = reading.wording("invite", value)
    for (language, channel), said in words.texts.items():
        if "{link}" not in said:
            path = ".".join(filter(None, ["invite", language, channel]))
            raise FieldError(path, "missing", "{link}")
    return words


def _thanks(value: object) -> dict[str, Wording]:
    if not _is_by_band(value):
        return {"": reading.wording("thanks", value)}
    given = reading.fields("thanks", value, BANDS)
    if "" not in given:
        raise FieldError("thanks", "missing", "words for every other score")
    return {
        band: reading.wording(checks.below("thanks", band), words) for band, words in given.items()
    }


def _is_by_band(value: object) -> bool:
    keys: Collection[Any] = value.keys() if isinstance(value, Mapping) else ()
    return any(key in BANDS for key in keys)
