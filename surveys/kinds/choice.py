"""One of some choices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from messaging.messages import Menu, Option
from surveys import chat, choices
from surveys.kind import Kind
from surveys.values import Question, Value

_SKIP = {"zh": "不想说就回复「跳过」。", "en": "Reply “skip” to leave it."}


def read(path: str, given: Mapping[str, Any], bare: Question) -> Question:
    return replace(bare, choices=choices.read(f"{path}.choices", given.get("choices")))


def ask(question: Question, language: str, text: str) -> Menu:
    options = tuple(
        Option(chat.tap(question, choice.key), choice.label.say(language))
        for choice in question.choices
    )
    return Menu(text, options, tail=_SKIP[language] if question.optional else "")


def keep(question: Question, value: Value) -> Value:
    return choices.keep(question, value, most=1)


KIND = Kind("choice", ("choices",), read, ask, keep, inputs="choices")
