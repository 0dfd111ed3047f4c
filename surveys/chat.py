"""Questions as chat messages: choices to tap where the account may, else to type."""

from messaging.messages import Menu, Text
from surveys import kinds
from surveys.values import MESSAGE, Question

NAME = "survey"
_SCORES = {
    "zh": "回复 {low}–{high} 的数字就行～",
    "en": "Just reply with a number, {low} to {high}.",
}
_POINTS = {"zh": "{score} 分", "en": "{score}"}


def ask(question: Question, language: str, lead: str = "") -> Menu | Text:
    """One question as one message, `lead` first: a tap opens a window of three messages only."""
    text = "\n".join(filter(None, [lead, question.text.say(language, MESSAGE)]))
    return kinds.every()[question.kind].ask(question, language, text)


def ask_in_words(question: Question, language: str, lead: str = "") -> Text:
    """The same to be typed: it fits into the response of a tap and costs no message."""
    asked = ask(question, language, lead)
    return asked.as_text() if isinstance(asked, Menu) else asked


def hint(question: Question, language: str) -> str:
    """How to answer a score in a line."""
    return _SCORES[language].format(low=question.low, high=question.high)


def label(question: Question, score: int, language: str) -> str:
    """What a score is called where it is tapped."""
    named = question.labels.get(score)
    return named.say(language) if named else _POINTS[language].format(score=score)


def tap(question: Question, answer: int | str) -> str:
    """What tells that this answer was tapped, a score or the key of a choice."""
    return f"{NAME}:{question.key}:{answer}"
