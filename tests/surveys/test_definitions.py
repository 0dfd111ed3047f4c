"""Definitions: what is accepted, which field is named when it is not, versions."""

import copy
from typing import Any

import pytest
from sqlalchemy.orm import Session

from membership.errors import FieldError
from surveys import definitions
from surveys.defaults import DEFAULTS, NPS
from surveys.definition import parse
from surveys.errors import NotFoundError
from surveys.values import DETRACTOR, END, PASSIVE, PROMOTER
from tests.surveys.people import NOON


def changed(path: str, value: Any) -> dict[str, Any]:
    """The default NPS with one field changed; a path such as `questions.1.key`."""
    document = copy.deepcopy(dict(NPS))
    place: Any = document
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step)] if step.isdecimal() else place[step]
    if last.isdecimal():
        place[int(last)] = value
    else:
        place[last] = value
    return document


WRONG: list[tuple[str, Any, str, str]] = [
    ("name", "", "name", "missing"),
    ("name", 7, "name", "wrong_type"),
    ("kind", "stars", "kind", "not_an_option"),
    ("relation", None, "relation", "missing"),
    ("colour", "red", "colour", "unknown"),
    ("trigger", {"on": "tuesday"}, "trigger.on", "not_an_option"),
    ("trigger", {"on": "sample"}, "trigger.daily_share", "missing"),
    ("trigger", {"on": "sample", "daily_share": 2}, "trigger.daily_share", "too_large"),
    ("trigger", {"on": "hand", "days": 2}, "trigger.days", "unknown"),
    ("trigger", {"on": "nth_order"}, "trigger.order", "missing"),
    ("channels", [], "channels", "too_short"),
    ("channels", ["pigeon"], "channels[0]", "not_an_option"),
    ("channels", ["message", "message"], "channels[1]", "taken"),
    ("answer_within_hours", 0, "answer_within_hours", "too_small"),
    ("invite", "请填问卷", "invite.zh", "missing"),
    ("invite", {"zh": {"": "{link}", "sms": "无"}}, "invite.zh.sms", "missing"),
    ("thanks", {"en": "Thanks"}, "thanks.zh", "missing"),
    ("thanks", {"detractor": "对不起"}, "thanks", "missing"),
    ("questions", [], "questions", "too_short"),
    ("questions.0.kind", "text", "questions[0].from", "unknown"),
    ("questions.0.from", 1, "questions[0].from", "not_an_option"),
    ("questions.0.to", 11, "questions[0].to", "too_large"),
    ("questions.0.text", {"zh": {"sms": "短"}}, "questions[0].text.zh", "missing"),
    ("questions.0.labels", {"11": "好"}, "questions[0].labels.11", "unknown"),
    ("questions.1.key", "score", "questions[1].key", "taken"),
    ("questions.1.key", "why?", "questions[1].key", "malformed"),
    ("questions.1.show_if", {"question": "why_high"}, "questions[1].show_if.question",
     "not_an_option"),
    ("questions.1.show_if", {"question": "score"}, "questions[1].show_if.at_least", "missing"),
    ("questions.1.show_if", {"question": "score", "at_most": 12},
     "questions[1].show_if.at_most", "too_large"),
    ("questions.2.jumps", [{"if": {"question": "score", "at_most": 3}, "go": "score"}],
     "questions[2].jumps[0].go", "not_an_option"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "field", "problem"), WRONG)
def test_the_wrong_field_is_named(path: str, value: Any, field: str, problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse(changed(path, value))

    assert (caught.value.field, caught.value.problem) == (field, problem)


def test_no_survey_begins_with_free_words() -> None:
    question = {"key": "why", "kind": "text", "text": "说说看"}
    form = {"name": "x", "kind": "form", "relation": "relational", "questions": [question]}

    with pytest.raises(FieldError) as caught:
        parse(form)

    assert (caught.value.field, caught.value.problem) == ("questions[0].kind", "not_an_option")


def test_words_are_found_by_language_and_channel() -> None:
    words = {"zh": {"": "您好", "sms": "好"}, "en": "Hello"}
    text = parse(changed("questions.0.text", words)).questions[0].text

    assert text.say("zh") == "您好"
    assert text.say("zh", "sms") == "好"
    assert text.say("en", "sms") == "Hello"
    assert text.say("fr") == "您好"


def test_the_open_question_fits_the_score() -> None:
    definition = parse(NPS)

    def following(score: int) -> str | None:
        one = definition.next_after("score", {"score": score})
        return None if one is None else one.key

    assert [following(score) for score in (0, 6, 7, 8, 9, 10)] == [
        *["why_low"] * 2,
        *["why_middle"] * 2,
        *["why_high"] * 2,
    ]
    assert [one.key for one in definition.path({"score": 3, "why_low": "慢"})] == [
        "score",
        "why_low",
    ]


def test_an_answer_may_jump_to_the_end() -> None:
    document = changed("questions.0.jumps", [{"if": {"at_least": 9}, "go": END}])
    definition = parse(document)

    assert definition.next_after("score", {"score": 9}) is None
    assert definition.next_after("score", {"score": 8}) is not None


@pytest.mark.parametrize(
    ("key", "bands"),
    [
        ("nps", {0: DETRACTOR, 6: DETRACTOR, 7: PASSIVE, 8: PASSIVE, 9: PROMOTER, 10: PROMOTER}),
        ("csat", {1: DETRACTOR, 2: DETRACTOR, 3: PASSIVE, 4: PROMOTER, 5: PROMOTER}),
        ("ces", {1: DETRACTOR, 3: DETRACTOR, 4: PASSIVE, 5: PROMOTER, 7: PROMOTER}),
    ],
)
def test_bands_of_each_kind(key: str, bands: dict[int, str]) -> None:
    definition = parse(DEFAULTS[key][0])

    assert {score: definition.band(score) for score in bands} == bands


def test_defaults_come_once(session: Session) -> None:
    assert definitions.ensure_defaults(session, now=NOON) == 3
    assert definitions.ensure_defaults(session, now=NOON) == 0
    found = {one.key: one for one in definitions.listed(session)}
    assert {key: one.active for key, one in found.items()} == {
        "nps": False,
        "csat": True,
        "ces": False,
    }
    assert found["nps"].definition.trigger.on == "sample"
    assert found["csat"].definition.trigger.on == "ticket_closed"


def test_each_save_is_a_version_and_the_earlier_ones_stay(session: Session) -> None:
    definitions.ensure_defaults(session, now=NOON)
    survey = definitions.by_key(session, "nps")
    saved = definitions.save(
        session,
        survey.id,
        changed("questions.0.text", "您会推荐我们吗？"),
        based_on=1,
        actor="staff:1",
        now=NOON,
    )

    assert saved.version == 2
    assert saved.definition.questions[0].text.say() == "您会推荐我们吗？"
    first = definitions.at_version(session, survey.id, 1)
    assert "多大可能" in first.questions[0].text.say()
    assert [one.number for one in definitions.versions(session, survey.id)] == [2, 1]


def test_the_second_of_two_editors_is_told(session: Session) -> None:
    definitions.ensure_defaults(session, now=NOON)
    survey = definitions.by_key(session, "nps")
    save = {"actor": "staff:1", "now": NOON, "based_on": 1}
    definitions.save(session, survey.id, changed("name", "甲"), **save)  # type: ignore[arg-type]

    with pytest.raises(FieldError) as caught:
        definitions.save(session, survey.id, changed("name", "乙"), **save)  # type: ignore[arg-type]

    assert (caught.value.field, caught.value.problem) == ("version", "changed")


def test_a_key_is_used_once_and_an_unknown_survey_is_not_found(session: Session) -> None:
    definitions.ensure_defaults(session, now=NOON)
    with pytest.raises(FieldError) as caught:
        definitions.create(session, "nps", NPS, actor="staff:1", now=NOON)
    assert (caught.value.field, caught.value.problem) == ("key", "taken")
    with pytest.raises(NotFoundError):
        definitions.by_key(session, "nothing")
