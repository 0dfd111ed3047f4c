"""The questions of a definition, and how they branch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from membership.errors import FieldError
from surveys import choices, kinds, reading
from surveys.values import END, SCORE, WORDS, Condition, Jump, Question

MOST_QUESTIONS = 12
COMMON = ("key", "kind", "text", "optional", "show_if", "jumps")


def questions(path: str, value: object) -> tuple[Question, ...]:
    """Read the list; conditions look back, jumps lead forward, so that every path ends."""
    given = reading.items(path, value, least=1, most=MOST_QUESTIONS)
    found: list[Question] = []
    for at, document in enumerate(given):
        found.append(_question(f"{path}[{at}]", document, found))
    _check_jumps(path, found)
    return tuple(found)


def _question(path: str, document: object, earlier: Sequence[Question]) -> Question:
    every = kinds.every()
    fields = {name for kind in every.values() for name in kind.fields} | set(COMMON)
    given = reading.fields(path, document, fields)
    kind = every[reading.option(f"{path}.kind", given.get("kind"), every)]
    reading.fields(path, given, (*COMMON, *kind.fields))
    key = reading.key(f"{path}.key", given.get("key"))
    if key == END or any(one.key == key for one in earlier):
        raise FieldError(f"{path}.key", "taken", key)
    bare = Question(
        key=key,
        kind=kind.name,
        text=reading.wording(f"{path}.text", given.get("text")),
        optional=reading.yes_no(f"{path}.optional", given.get("optional", kind.optional)),
    )
    return _branched(path, given, kind.read(path, given, bare), earlier)


def _branched(
    path: str, given: Mapping[str, Any], plain: Question, earlier: Sequence[Question]
) -> Question:
    shown = given.get("show_if")
    jumps = reading.items(f"{path}.jumps", given.get("jumps", []), most=choices.MOST)
    return replace(
        plain,
        show_if=None if shown is None else _condition(f"{path}.show_if", shown, earlier),
        jumps=tuple(
            _jump(f"{path}.jumps[{at}]", jump, [*earlier, plain]) for at, jump in enumerate(jumps)
        ),
    )


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
    if about.answer == SCORE:
        reading.fields(path, given, ("question", "at_least", "at_most"))
        return _between(path, given, about)
    if about.answer == WORDS:
        raise FieldError(f"{path}.question", "not_an_option", "a score or a choice")
    reading.fields(path, given, ("question", "any_of"))
    names = {choice.key for choice in about.choices}
    chosen = reading.items(f"{path}.any_of", given.get("any_of", []), least=1, most=choices.MOST)
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
