"""Choices of a question: read from a definition, and chosen."""

from membership.errors import FieldError
from surveys import reading
from surveys.errors import AnswerError
from surveys.values import LABEL_LENGTH, Choice, Question, Value

MOST = 10


def read(path: str, value: object) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for at, document in enumerate(reading.items(path, value, least=2, most=MOST)):
        given = reading.fields(f"{path}[{at}]", document, ("key", "label"))
        key = reading.key(f"{path}[{at}].key", given.get("key"))
        if any(one.key == key for one in found):
            raise FieldError(f"{path}[{at}].key", "taken", key)
        label = reading.wording(f"{path}[{at}].label", given.get("label"), most=LABEL_LENGTH)
        found.append(Choice(key, label))
    return tuple(found)


def keep(question: Question, value: Value, *, most: int) -> Value:
    """`value` when it names up to `most` of the question's choices; else raise `AnswerError`."""
    if not isinstance(value, list):
        raise AnswerError(question.key, "not_an_option")
    if len(set(value)) > most:
        raise AnswerError(question.key, "too_many")
    if not set(value) <= {choice.key for choice in question.choices}:
        raise AnswerError(question.key, "not_an_option")
    return value
