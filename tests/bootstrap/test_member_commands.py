"""Two members merged and parted on the command line."""

from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask

from bootstrap.app import assemble
from bootstrap.parts import Parts
from membership import customers, points
from membership.customer_values import CustomerIn
from store.clock import SystemClock
from tests.scenarios import house
from tickets import audit

NOW = SystemClock().now()


@pytest.fixture
def built(store_url: str) -> Iterator[Parts]:
    yield from house.opened(store_url)


@pytest.fixture
def app(built: Parts) -> Flask:
    with built.store.session() as session:
        for number in ("V1", "V2"):
            customers.post(session, CustomerIn(number), now=NOW, privacy=built.privacy)
        found = customers.by_external_id(session, "V2")
        assert found is not None
        points.earn(session, found.id, 50, source="t", key="k", now=NOW)
    return assemble(built)


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["members", *arguments])


def _balance(built: Parts) -> int:
    with built.store.reading() as session:
        found = customers.by_external_id(session, "V1")
        assert found is not None
        return points.summary(session, found.id, now=NOW).balance


def test_merged_by_the_shops_numbers_and_parted_by_the_merges(app: Flask, built: Parts) -> None:
    merged = run(app, "merge", "V1", "V2")
    assert merged.exit_code == 0, merged.output
    assert _balance(built) == 50
    number = merged.output.split()[-1]
    assert run(app, "unmerge", number).exit_code == 0
    assert _balance(built) == 0
    with built.store.reading() as session:
        actions = [line.action for line in audit.lines(session)]
    assert actions == ["part_members", "merge_members"]


def test_what_cannot_be_is_said_in_a_sentence(app: Flask) -> None:
    for args, said in (
        (["merge", "V1", "nobody"], "there is no member nobody."),
        (["merge", "V1", "id:999999"], "there is no member id:999999."),
        (["merge", "V1", "V1"], "the same member."),
        (["unmerge", "999999"], "there is no merge 999999."),
    ):
        answer = run(app, *args)
        assert (answer.exit_code, said in answer.output) == (1, True), answer.output
