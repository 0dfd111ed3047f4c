"""The survey's web page: as a customer without login, cookies or scripts sees it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from console.public import form as public_form
from console.public.form import FormDoor
from membership import referral
from store.clock import ManualClock
from store.transactions import Store
from surveys import definitions
from surveys.defaults import NPS
from surveys.links import Links
from surveys.repository.rows import answer, invitation, response
from tests.surveys import people
from tests.surveys.results.asked import NOON, Asked, survey

LINKS = Links("a secret that only the tests know", "https://shop.example")
FORM = {
    "name": "新品口味小调查",
    "kind": "form",
    "relation": "transactional",
    "questions": [
        {
            "key": "liked",
            "kind": "multi",
            "text": {"zh": "您喜欢哪些口味？", "en": "Which did you like?"},
            "choices": [
                {"key": key, "label": {"zh": zh, "en": key}}
                for key, zh in (("taro", "芋泥"), ("mango", "芒果"), ("none", "都不喜欢"))
            ],
            "most": 2,
        },
        {"key": "more", "kind": "text", "text": {"zh": "还想吃到什么？", "en": "What else?"}},
    ],
}


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """SQLite alone: the pages ask services that are tried on every database."""
    return sqlite_store


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def client(store: Store, clock: ManualClock) -> Iterator[FlaskClient]:
    app = Flask("form-tests")
    app.register_blueprint(public_form.blueprint(FormDoor(store, clock, LINKS)))
    with app.test_client() as opened:
        yield opened


@pytest.fixture
def address(store: Store) -> str:
    """The link of somebody who is asked an NPS."""
    with store.session() as session:
        number = survey(session)
        closes = NOON + timedelta(hours=72)
        asked = Asked(session, number)
        invited = asked.one(state="queued", shown_at=None, closes_at=closes)
    return LINKS.url(invited).removeprefix("https://shop.example")


def test_a_score_then_the_question_that_fits_it(
    client: FlaskClient, address: str, store: Store
) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert "您有多大可能把我们推荐给朋友或同事" in page.text
    assert page.text.count('type="radio"') == 11

    page = client.post(address, data={"question": "score", "value": "3"}, follow_redirects=True)
    assert "最让您不满意的是什么" in page.text
    data = {"question": "why_low", "value": "快递太慢"}
    page = client.post(address, data=data, follow_redirects=True)

    assert "收到啦" in page.text
    assert "24 小时内" in page.text
    with store.reading() as session:
        row = session.execute(sa.select(response)).one()
        state = session.execute(sa.select(invitation.c.state)).scalar_one()
    assert (row.score, row.band, row.comment, row.source) == (3, "detractor", "快递太慢", "web")
    assert state == "finished"


def test_it_asks_for_no_cookie_no_script_and_no_login(client: FlaskClient, address: str) -> None:
    page = client.get(address)

    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    for sheet in re.findall(r'href="(/s/static/[^"]+)"', page.text):
        with client.get(sheet) as style:
            assert style.status_code == 200
    assert client.get("/s/static/layout.css").status_code == 404


def test_a_question_is_answered_once(client: FlaskClient, address: str, store: Store) -> None:
    client.post(address, data={"question": "score", "value": "9"})
    again = client.post(address, data={"question": "score", "value": "1"}, follow_redirects=True)

    assert "以第一次的回答为准" in again.text
    with store.reading() as session:
        assert session.execute(sa.select(answer.c.score)).scalars().all() == [9]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"question": "score"}, "还没有选"),
        ({"question": "score", "value": "11"}, "请从下面的选项里选"),
        ({"question": "score", "value": "九"}, "请从下面的选项里选"),
        ({"question": "score", "value": "9" * 400}, "请从下面的选项里选"),
    ],
)
def test_what_is_no_answer_is_asked_again(
    client: FlaskClient, address: str, data: dict[str, str], words: str
) -> None:
    page = client.post(address, data=data)

    assert page.status_code == 422
    assert words in page.text
    assert 'type="radio"' in page.text


@pytest.mark.parametrize(("length", "shown"), [(2001, 2001), (10_000, 10_000), (40_000, 0)])
def test_too_many_words_are_asked_again_not_lost(
    client: FlaskClient, address: str, length: int, shown: int
) -> None:
    client.post(address, data={"question": "score", "value": "3"})
    page = client.post(address, data={"question": "why_low", "value": "慢" * length})

    assert page.status_code == 422
    assert "控制在 2,000 字以内" in page.text
    assert page.text.count("慢") == shown
    assert 'maxlength="2000"' in page.text


def test_a_question_that_was_not_put_shows_the_one_that_is(
    client: FlaskClient, address: str, store: Store
) -> None:
    page = client.post(address, data={"question": "why_high", "value": "好"})

    assert page.status_code == 422
    assert "您有多大可能" in page.text
    with store.reading() as session:
        assert session.execute(sa.select(response)).all() == []


def test_a_question_that_is_not_there_leads_back(client: FlaskClient, address: str) -> None:
    page = client.post(address, data={"question": "what", "value": "1"})

    assert page.status_code == 303


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAA", "%E5%B8%B8", "a" * 500])
def test_a_damaged_link_says_what_to_do(client: FlaskClient, address: str, token: str) -> None:
    for answered in (client.get(f"/s/{token}"), client.post(f"/s/{token}", data={"value": "1"})):
        assert answered.status_code == 404
        assert "从收到的消息里重新点开" in answered.text
    assert "open it again" in client.get("/s/x?lang=en").text


def test_a_link_of_nobody(client: FlaskClient, store: Store) -> None:
    assert client.get(f"/s/{LINKS.token(12345)}").status_code == 404


def test_in_english(client: FlaskClient, address: str) -> None:
    page = client.get(f"{address}?lang=en")
    assert '<html lang="en">' in page.text
    assert "How likely are you to recommend us?" in page.text

    data = {"question": "score", "value": "10", "lang": "en"}
    page = client.post(address, data=data, follow_redirects=True)
    assert "What do you like most?" in page.text


def test_after_the_deadline_it_says_so_and_still_listens(
    client: FlaskClient, address: str, clock: ManualClock, store: Store
) -> None:
    client.get(address)
    clock.set(NOON + timedelta(days=8))
    page = client.get(address)
    assert "已经过了截止时间" in page.text
    client.post(address, data={"question": "score", "value": "8"})

    with store.reading() as session:
        assert session.execute(sa.select(response.c.late)).scalar_one()


def test_somebody_who_does_not_want_to(client: FlaskClient, address: str, store: Store) -> None:
    page = client.post(address, data={"go": "end"}, follow_redirects=True)
    assert "问卷已结束" in page.text
    with store.reading() as session:
        assert session.execute(sa.select(invitation.c.state)).scalar_one() == "dismissed"


def test_a_form_of_choices_and_words(client: FlaskClient, store: Store) -> None:
    with store.session() as session:
        number = definitions.create(session, "taste", FORM, actor="test", now=NOON).id
        invited = Asked(session, number).one(state="shown")
    address = f"/s/{LINKS.token(invited)}"

    assert "最多选 2 项" in client.get(address).text
    too_many = {"question": "liked", "value": ["taro", "mango", "none"]}
    refused = client.post(address, data=too_many)
    assert refused.status_code == 422
    assert "选得太多了" in refused.text
    assert refused.text.count("checked") == 3
    client.post(address, data={"question": "liked", "value": ["taro", "mango"]})
    page = client.post(address, data={"question": "more", "go": "skip"}, follow_redirects=True)

    assert "收到啦" in page.text
    with store.reading() as session:
        asked = sa.select(answer.c.question, answer.c.choices, answer.c.text)
        rows = session.execute(asked.order_by(answer.c.id)).all()
    assert [tuple(row) for row in rows] == [("liked", ["taro", "mango"], None), ("more", [], None)]


def test_a_promoter_reads_their_code_for_friends(client: FlaskClient, store: Store) -> None:
    with store.session() as session:
        people.seed(session, "nps")
        member, _ = people.customer(session, now=people.NOON)
        code = referral.code_of(session, member, now=people.NOON)
    address = f"/s/{LINKS.token(people.asked(store, 'nps', member, now=people.NOON))}"
    client.post(address, data={"question": "score", "value": "10"})
    client.post(address, data={"question": "why_high", "go": "skip"})

    assert f"您的推荐码 {code}" in client.get(address).text
    assert f"Your code for friends: {code}." in client.get(f"{address}?lang=en").text


def test_words_are_escaped(client: FlaskClient, store: Store) -> None:
    with store.session() as session:
        document = {**NPS, "name": "<b>新店</b>"}
        number = definitions.create(session, "x", document, actor="test", now=NOON).id
        invited = Asked(session, number).one(state="shown")
    page = client.get(f"/s/{LINKS.token(invited)}")

    assert "&lt;b&gt;新店" in page.text
