"""Accounts of staff, keys of other systems and lines of customers, as an operator types them."""

import json
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask

from api import keys
from bootstrap.app import assemble
from bootstrap.parts import Parts
from membership import customers, points
from membership.customer_values import CustomerIn
from tests.scenarios import house


@pytest.fixture
def built(store_url: str) -> Iterator[Parts]:
    yield from house.opened(store_url)


@pytest.fixture
def app(built: Parts) -> Flask:
    return assemble(built)


def said(app: Flask, *command: str, told: bytes = b"") -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(command), input=told)


def refused(app: Flask, *command: str, told: bytes = b"") -> str:
    """The sentence that a command ends with."""
    result = said(app, *command, told=told)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), "a traceback"
    return result.output


@pytest.mark.parametrize(
    ("password", "word"), [(b"\xff\xfe\xfd\xfc aaaaaaaa\n", "UTF-8"), (b"short\n", "8 characters")]
)
def test_a_password_that_cannot_be_one_is_refused(app: Flask, password: bytes, word: str) -> None:
    add = ("staff", "add", "bo", "--role", "agent", "--password-stdin")
    assert word in refused(app, *add, told=password)


def test_a_display_name_that_no_database_keeps_is_refused(app: Flask) -> None:
    add = ("staff", "add", "bo", "--role", "agent", "--password-stdin", "--display-name", "n" * 65)
    assert "display name" in refused(app, *add, told=b"correct horse\n")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "n" * 61])
def test_a_key_is_made_for_a_system_with_a_name(app: Flask, name: str) -> None:
    assert "name" in refused(app, "api-key", "add", name)


def test_the_longest_name_of_a_system_can_write_to_the_ledger(app: Flask, built: Parts) -> None:
    name = "n" * keys.LONGEST_NAME
    key = said(app, "api-key", "add", name).output.strip()
    with built.store.session() as session:
        now = built.clock.now()
        posted = customers.post(
            session, CustomerIn(external_id="V1"), now=now, privacy=built.privacy
        )
        points.earn(session, posted.member_id, 5, source="test", key="1", now=now)
    answer = app.test_client().post(
        "/api/v1/customers/V1/points/spend",
        json={"points": 5, "key": "k"},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert (answer.status_code, answer.get_json()["balance"]) == (200, 0)
    assert said(app, "api-key", "revoke", name).exit_code == 0


def test_every_line_is_classified_whatever_is_in_it(app: Flask) -> None:
    lines = [
        "我的积分还有多少".encode(),
        b"",
        b"a\rb",
        b"\xff\xfe\x00",
        b"\xe7" * 100_000,
        b"last",
    ]
    result = said(app, "intents", "classify", told=b"\n".join(lines))
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert len(answers) == len(lines)
    assert answers[0]["intent"] == "points_balance"
    assert {answer["intent"] for answer in answers[1:5]} == {"out_of_scope"}
