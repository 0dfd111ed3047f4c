"""The questions of a definition, and how they branch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from membership.errors import FieldError
from surveys import reading
from surveys.values import END, Choice, Condition, Jump, Question, Wording

MOST_QUESTIONS = 12
MOST_CHOICES = 10
LABEL_LENGTH = 40
KINDS: Mapping[str, tuple[str, ...]] = {
    "score": ("from", "to", "labels"),
    "choice": ("choices",),
    "multi": ("choices", "most"),
    "text": (),
}
COMMON = ("key", "kind", "text", "optional", "show_if", "jumps")
HIGHEST = 10


def questions(path: str, value: object) -> tuple[Question, ...]:
    """Read the list; conditions look back, jumps lead forward, so that every path ends."""
    given = reading.items(path, value, least=1, most=MOST_QUESTIONS)
    found: list[Question] = []
    for at, document in enumerate(given):
        found.append(_question(f"{path}[{at}]", document, found))
    _check_jumps(path, found)
    return tuple(found)


def _question(path: str, document: object, earlier: Sequence[Question]) -> Question:
    every = {name for names in KINDS.values() for name in names} | set(COMMON)
    given = reading.fields(path, document, every)
    kind = reading.option(f"{path}.kind", given.get("kind"), KINDS)
    reading.fields(path, given, (*COMMON, *KINDS[kind]))
    key = reading.key(f"{path}.key", given.get("key"))
    if key == END or any(one.key == key for one in earlier):
        raise FieldError(f"{path}.key", "taken", key)
    low, high = _scale(path, given) if kind == "score" else (0, 0)
    choices = _choices(f"{path}.choices", given.get("choices")) if "choices" in KINDS[kind] else ()
    bare = Question(
        key=key,
        kind=kind,
        text=reading.wording(f"{path}.text", given.get("text")),
        low=low,
        high=high,
        labels=_labels(f"{path}.labels", given.get("labels", {}), low, high),
        choices=choices,
        most=_most(f"{path}.most", given, len(choices)) if kind == "multi" else 0,
        optional=reading.yes_no(f"{path}.optional", given.get("optional", kind == "text")),
    )
    return _branched(path, given, bare, earlier)


def _branched(
    path: str, given: Mapping[str, Any], bare: Question, earlier: Sequence[Question]
) -> Question:
    shown = given.get("show_if")
    jumps = reading.items(f"{path}.jumps", given.get("jumps", []), most=MOST_CHOICES)
    return replace(
        bare,
        show_if=None if shown is None else _condition(f"{path}.show_if", shown, earlier),
        jumps=tuple(
            _jump(f"{path}.jumps[{at}]", jump, [*earlier, bare]) for at, jump in enumerate(jumps)
        ),
    )


def _scale(path: str, given: Mapping[str, Any]) -> tuple[int, int]:
    low = reading.whole(f"{path}.from", given.get("from"), least=0, most=HIGHEST - 1)
    high = reading.whole(f"{path}.to", given.get("to"), least=low + 1, most=HIGHEST)
    return low, high


def _labels(path: str, value: object, low: int, high: int) -> dict[int, Wording]:
    if not isinstance(value, Mapping):
        raise FieldError(path, "wrong_type", "object")
    found = {}
    for score, words in value.items():
        if not str(score).isdecimal() or not low <= int(score) <= high:
            raise FieldError(f"{path}.{score}", "unknown", f"{low} to {high}")
        found[int(score)] = reading.wording(f"{path}.{score}", words, most=LABEL_LENGTH)
    return found


def _choices(path: str, value: object) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for at, document in enumerate(reading.items(path, value, least=2, most=MOST_CHOICES)):
        given = reading.fields(f"{path}[{at}]", document, ("key", "label"))
        key = reading.key(f"{path}[{at}].key", given.get("key"))
        if any(one.key == key for one in found):
            raise FieldError(f"{path}[{at}].key", "taken", key)
        label = reading.wording(f"{path}[{at}].label", given.get("label"), most=LABEL_LENGTH)
        found.append(Choice(key, label))
    return tuple(found)


def _most(path: str, given: Mapping[str, Any], choices: int) -> int:
    return reading.whole(path, given.get("most", choices), least=1, most=choices)


def _jump(path: str, document: object, known: Sequence[Question]) -> Jump:
    given = reading.fields(path, document, ("if", "go"))
    when = given.get("if")
    if isinstance(when, Mapping) and "question" not in when:
        when = {**when, "question": known[-1].key}
    condition = _condition(f"{path}.if", when, known)
    return Jump(condition, reading.text(f"{path}.go", given.get("go"), most=32))


def _condition(path: str, document: object, known: Sequence[Question]) -> Condition:
    given = reading.fields(path, document, ("question", "at_least", "at_most", "any_of"))
    by_key = {one.key: one for one in known}
    about = by_key[reading.option(f"{path}.question", given.get("question"), by_key)]
    if about.kind == "score":
        reading.fields(path, given, ("question", "at_least", "at_most"))
        return _between(path, given, about)
    if about.kind == "text":
        raise FieldError(f"{path}.question", "not_an_option", "a score or a choice")
    reading.fields(path, given, ("question", "any_of"))
    names = {choice.key for choice in about.choices}
    chosen = reading.items(f"{path}.any_of", given.get("any_of", []), least=1, most=MOST_CHOICES)
    return Condition(
        about.key,
        any_of=frozenset(
            reading.option(f"{path}.any_of[{at}]", name, names) for at, name in enumerate(chosen)
        ),
    )


def _between(path: str, given: Mapping[str, Any], about: Question) -> Condition:
    ends = [given.get("at_least"), given.get("at_most")]
    if ends == [None, None]:
        raise FieldError(f"{path}.at_least", "missing")
    for name, end in zip(("at_least", "at_most"), ends, strict=True):
        if end is not None:
            reading.whole(f"{path}.{name}", end, least=about.low, most=about.high)
    return Condition(about.key, at_least=ends[0], at_most=ends[1])


def _check_jumps(path: str, found: Sequence[Question]) -> None:
    for at, one in enumerate(found):
        later = {other.key for other in found[at + 1 :]} | {END}
        for number, jump in enumerate(one.jumps):
            reading.option(f"{path}[{at}].jumps[{number}].go", jump.go, sorted(later))
