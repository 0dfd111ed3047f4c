"""A score on a scale of up to eleven, such as 0 to 10, some of which may have a name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from membership.errors import FieldError
from messaging.messages import Menu, Option
from surveys import chat, reading
from surveys.errors import AnswerError
from surveys.kind import Kind
from surveys.values import LABEL_LENGTH, Question, Value, Wording

HIGHEST = 10


def read(path: str, given: Mapping[str, Any], bare: Question) -> Question:
    low = reading.whole(f"{path}.from", given.get("from"), least=0, most=HIGHEST - 1)
    high = reading.whole(f"{path}.to", given.get("to"), least=low + 1, most=HIGHEST)
    labels = _labels(f"{path}.labels", given.get("labels", {}), low, high)
    return replace(bare, low=low, high=high, labels=labels)


def _labels(path: str, value: object, low: int, high: int) -> dict[int, Wording]:
    if not isinstance(value, Mapping):
        raise FieldError(path, "wrong_type", "object")
    found = {}
    for score, words in value.items():
        if not str(score).isdecimal() or not low <= int(score) <= high:
            raise FieldError(f"{path}.{score}", "unknown", f"{low} to {high}")
        found[int(score)] = reading.wording(f"{path}.{score}", words, most=LABEL_LENGTH)
    return found


def ask(question: Question, language: str, text: str) -> Menu:
    scores = range(question.low, question.high + 1)
    options = tuple(
        Option(chat.tap(question, score), chat.label(question, score, language))
        for score in scores
    )
    named = [
        f"{score} {question.labels[score].say(language)}"
        for score in scores
        if score in question.labels
    ]
    typed = [text, "  ".join(named), chat.hint(question, language)]
    return Menu(text, options, typed="\n".join(filter(None, typed)))


def keep(question: Question, value: Value) -> Value:
    if not isinstance(value, int) or not question.low <= value <= question.high:
        raise AnswerError(question.key, "not_an_option")
    return value


KIND = Kind("score", ("from", "to", "labels"), read, ask, keep, inputs="scores")
