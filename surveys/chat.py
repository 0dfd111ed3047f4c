"""Questions as chat messages: choices to tap where the account may, else to type."""

from messaging.messages import Menu, Option, Text
from surveys.values import MESSAGE, Question

NAME = "survey"
_SCORES = {
    "zh": "回复 {low}–{high} 的数字就行～",
    "en": "Just reply with a number, {low} to {high}.",
}
_MULTI = {
    "zh": "可以选多个，比如回复「1 3」；最多 {most} 个。",
    "en": "Reply with numbers, such as 1 3; up to {most}.",
}
_SKIP = {"zh": "不想说就回复「跳过」。", "en": "Reply “skip” to leave it."}
_POINTS = {"zh": "{score} 分", "en": "{score}"}


def ask(question: Question, language: str, lead: str = "") -> Menu | Text:
    """One question as one message, `lead` first: a tap opens a window of three messages only."""
    text = "\n".join(filter(None, [lead, question.text.say(language, MESSAGE)]))
    match question.kind:
        case "score":
            return _score(question, language, text)
        case "choice":
            options = tuple(
                Option(f"{NAME}:{question.key}:{choice.key}", choice.label.say(language))
                for choice in question.choices
            )
            return Menu(text, options, tail=_SKIP[language] if question.optional else "")
        case "multi":
            lines = [
                f"{number}. {choice.label.say(language)}"
                for number, choice in enumerate(question.choices, 1)
            ]
            return Text("\n".join([text, *lines, _MULTI[language].format(most=question.most)]))
    return Text(text)


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


def _score(question: Question, language: str, text: str) -> Menu:
    scores = range(question.low, question.high + 1)
    options = tuple(
        Option(f"{NAME}:{question.key}:{score}", label(question, score, language))
        for score in scores
    )
    named = [
        f"{score} {question.labels[score].say(language)}"
        for score in scores
        if score in question.labels
    ]
    typed = [text, "  ".join(named), hint(question, language)]
    return Menu(text, options, typed="\n".join(filter(None, typed)))
