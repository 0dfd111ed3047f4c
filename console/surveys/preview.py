"""A survey as its customers would see it: each question, and when it comes."""

from dataclasses import dataclass

from surveys.values import END, SCORE, Condition, Definition, Question


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the preview. `when` says in words after which answers it comes."""

    text: str
    english: str
    when: str
    options: tuple[str, ...]
    note: str


def preview(definition: Definition) -> tuple[Step, ...]:
    """The questions in their order."""
    return tuple(_step(definition, question) for question in definition.questions)


def _step(definition: Definition, question: Question) -> Step:
    english = question.text.say("en")
    chinese = question.text.say("zh")
    notes = ["可以跳过"] if question.optional else []
    notes += [
        f"{_said(definition, jump.when)} → {_target(definition, jump.go)}"
        for jump in question.jumps
    ]
    return Step(
        chinese,
        english if english != chinese else "",
        _said(definition, question.show_if) if question.show_if else "",
        _options(question),
        "；".join(notes),
    )


def _options(question: Question) -> tuple[str, ...]:
    if question.answer == SCORE:
        return tuple(
            f"{score} {question.labels[score].say()}" if score in question.labels else str(score)
            for score in range(question.low, question.high + 1)
        )
    return tuple(choice.label.say() for choice in question.choices)


def _said(definition: Definition, condition: Condition) -> str:
    about = definition.question(condition.question)
    place = definition.questions.index(about) + 1
    if condition.any_of:
        labels = {choice.key: choice.label.say() for choice in about.choices}
        chosen = "、".join(labels[key] for key in labels if key in condition.any_of)
        return f"第 {place} 题选了 {chosen}"
    low = about.low if condition.at_least is None else condition.at_least
    high = about.high if condition.at_most is None else condition.at_most
    return f"第 {place} 题打 {low}–{high} 分" if low != high else f"第 {place} 题打 {low} 分"


def _target(definition: Definition, go: str) -> str:
    if go == END:
        return "结束"
    return f"第 {definition.questions.index(definition.question(go)) + 1} 题"
