"""What a kind of question is. Each file in surveys/kinds/ declares one as `KIND`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from messaging.messages import Menu, Text
from surveys.values import Question, Value


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: how it is written down, asked and answered.

    `fields` are those it has in a definition besides what every question has; `read` adds them to
    the question, given their path. `ask` puts it into the chat in a language, after a text. `keep`
    is given an answer that is not empty and returns it as it is kept, or raises `AnswerError`.
    `inputs` names the file in console/templates/public/inputs/ that draws it in the form.
    """

    name: str
    fields: tuple[str, ...]
    read: Callable[[str, Mapping[str, Any], Question], Question]
    ask: Callable[[Question, str, str], Menu | Text]
    keep: Callable[[Question, Value], Value]
    inputs: str
    optional: bool = False
