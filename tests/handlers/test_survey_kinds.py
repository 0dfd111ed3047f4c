"""A kind of question is a file: written down, asked, answered in the chat and behind a link, and
counted, with nothing else told of it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from console.public import form as public_form
from console.public.form import FormDoor
from surveys import definitions, kinds
from surveys.models import SurveyAnswer
from surveys.results import service as results
from surveys.results.values import Span
from tests.chat import NOON, SHANGHAI, Chat
from tests.surveys import people

YES_OR_NO = """
from dataclasses import replace

from surveys.kind import Kind
from surveys.kinds import choice
from surveys.values import Choice, Wording

OFFERED = (
    Choice("yes", Wording({("zh", ""): "会的"})),
    Choice("no", Wording({("zh", ""): "不会"})),
)


def read(_path, _given, bare):
    return replace(bare, choices=OFFERED)


KIND = Kind("yes_no", (), read, choice.ask, choice.keep, inputs="choices")
"""
SURVEY = {
    "name": "还会再来吗",
    "kind": "form",
    "relation": "relational",
    "questions": [
        {"key": "again", "kind": "yes_no", "text": "您还会再来吗？"},
        {
            "key": "why",
            "kind": "text",
            "text": "是什么让您不想再来？",
            "show_if": {"question": "again", "any_of": ["no"]},
        },
    ],
}


@pytest.fixture
def yes_or_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more file beside the kinds of questions."""
    (tmp_path / "yes_or_no.py").write_text(YES_OR_NO, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    kinds.every.cache_clear()
    yield
    kinds.every.cache_clear()
    del sys.modules["surveys.kinds.yes_or_no"]


@pytest.fixture
def invitation(chat: Chat, yes_or_no: None) -> int:
    """Who chats was just asked."""
    now = chat.clock.now()
    with chat.store.session() as session:
        survey = definitions.create(session, "again", SURVEY, actor="staff:1", now=now)
        definitions.switch(session, survey.id, on=True, actor="staff:1", now=now)
        member, _ = people.customer(session, chat.openid, now=now)
    return people.asked(chat.store, "again", member, now=now)


def test_it_is_answered_in_the_chat_and_counted(chat: Chat, invitation: int) -> None:
    assert "是什么让您不想再来" in chat.says("不会")
    chat.says("排队太久")

    with chat.session() as session:
        kept = session.scalars(sa.select(SurveyAnswer).order_by(SurveyAnswer.id)).all()
        assert [(one.kind, one.choices) for one in kept] == [("yes_no", ["no"]), ("text", [])]
        today = NOON.astimezone(SHANGHAI).date()
        survey = definitions.by_key(session, "again")
        (tally,) = results.tallies(session, survey.id, Span(today, today, SHANGHAI))
    assert (tally.question, tally.n, tally.counts) == ("again", 1, {"no": 1})


def test_it_is_answered_behind_a_link(chat: Chat, invitation: int) -> None:
    app = Flask("form-tests")
    door = FormDoor(chat.store, chat.clock, people.LINKS)
    app.register_blueprint(public_form.blueprint(door))
    address = people.LINKS.url(invitation).removeprefix("https://shop.example")
    with app.test_client() as client:
        page = client.get(address).text
        assert page.count('type="radio"') == 2
        assert "不会" in page
        given = {"question": "again", "value": "no"}
        assert "是什么让您不想再来" in client.post(address, data=given, follow_redirects=True).text


def test_the_name_of_a_kind_fits_its_column() -> None:
    column = SurveyAnswer.__table__.c.kind.type
    assert isinstance(column, sa.String)
    assert max(map(len, kinds.every())) <= (column.length or 0)
