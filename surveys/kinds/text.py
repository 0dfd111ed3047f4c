"""Words of their own."""

from collections.abc import Mapping
from typing import Any

from messaging.messages import Text
from surveys.errors import AnswerError
from surveys.kind import Kind
from surveys.values import TEXT_LENGTH, Question, Value


def read(_path: str, _given: Mapping[str, Any], bare: Question) -> Question:
    return bare


def ask(_question: Question, _language: str, text: str) -> Text:
    return Text(text)


def keep(question: Question, value: Value) -> Value:
    """Words without what no database keeps; such alone are none."""
    if not isinstance(value, str):
        raise AnswerError(question.key, "not_an_option")
    said = "".join(letter for letter in value.replace("\r\n", "\n") if _is_kept(letter)).strip()
    if len(said) > TEXT_LENGTH:
        raise AnswerError(question.key, "too_long")
    if not said and not question.optional:
        raise AnswerError(question.key, "missing")
    return said or None


def _is_kept(letter: str) -> bool:
    return letter in "\n\t" or (letter >= " " and not "\ud800" <= letter <= "\udfff")


KIND = Kind("text", (), read, ask, keep, inputs="words", optional=True)
