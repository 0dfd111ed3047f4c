"""Any of some choices, or at most a number of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from messaging.messages import Text
from surveys import choices, reading
from surveys.kind import Kind
from surveys.values import Question, Value

_HOW = {
    "zh": "可以选多个，比如回复「1 3」；最多 {most} 个。",
    "en": "Reply with numbers, such as 1 3; up to {most}.",
}


def read(path: str, given: Mapping[str, Any], bare: Question) -> Question:
    found = choices.read(f"{path}.choices", given.get("choices"))
    count = len(found)
    most = reading.whole(f"{path}.most", given.get("most", count), least=1, most=count)
    return replace(bare, choices=found, most=most)


def ask(question: Question, language: str, text: str) -> Text:
    lines = [
        f"{number}. {choice.label.say(language)}"
        for number, choice in enumerate(question.choices, 1)
    ]
    return Text("\n".join([text, *lines, _HOW[language].format(most=question.most)]))


def keep(question: Question, value: Value) -> Value:
    return choices.keep(question, value, most=question.most)


KIND = Kind("multi", ("choices", "most"), read, ask, keep, inputs="choices")
