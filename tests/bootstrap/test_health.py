"""What tells the outside that the process is alive, ready, and what it has done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bootstrap.app import assemble
from scheduler import repository
from scheduler.lease import Lease
from store import migrate
from store.clock import SystemClock
from tests.scenarios import house
from tests.scenarios.posting import Account, Door, message

ACCOUNT = Account()
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
AWAY = "postgresql+psycopg://nobody@127.0.0.1:1/none"


@contextmanager
def client(database_url: str) -> Iterator[FlaskClient]:
    built = house.build(database_url, ACCOUNT)
    yield assemble(built).test_client()
    built.store.close()


@pytest.mark.dialect
def test_a_migrated_house_is_ready(store_url: str) -> None:
    with client(store_url) as web:
        assert web.get("/healthz").status_code == 200
        assert web.get("/readyz").status_code == 200


def test_a_house_without_a_clock_is_ready_and_says_so(sqlite_url: str) -> None:
    with client(sqlite_url) as web:
        migrate.upgrade(web.application.extensions["parts"].store.engine)
        answer = web.get("/readyz")
        assert answer.status_code == 200, "customers are answered without a clock too"
        assert answer.text.startswith("ok\nwarning: no clock holds the lease")
        assert "changke_clock_held 0.0" in web.get("/metrics").text


def test_a_clock_that_fires_nothing_is_told(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At one instant: a lease lasts seconds, which a busy machine may take for the test."""
    monkeypatch.setattr(SystemClock, "now", lambda _self: NOON)
    with client(sqlite_url) as web:
        store = web.application.extensions["parts"].store
        migrate.upgrade(store.engine)
        assert Lease(store, SystemClock(), "machine:7").keep()
        assert web.get("/readyz").text == "ok\n", "it has just begun"
        silent = "warning: the clock of machine:7 has fired nothing for 300 s"
        for minutes, word in ((5, silent), (0, "")):
            with store.session() as session:
                at = NOON - timedelta(minutes=minutes)
                repository.insert(session, "sla", at, 1, at, at)
            answer = web.get("/readyz")
            assert answer.status_code == 200
            assert answer.text.startswith(f"ok\n{word}")
            assert (answer.text == "ok\n") == (not word)
        assert "changke_clock_held 1.0" in web.get("/metrics").text


def test_a_house_without_tables_is_alive_but_not_ready(tmp_path: Path) -> None:
    with client(f"sqlite:///{tmp_path / 'empty.db'}") as web:
        assert web.get("/healthz").status_code == 200
        answer = web.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "the database wants `db upgrade`\n")
        assert web.get("/metrics").status_code == 200


def test_a_house_whose_database_is_away_is_alive_but_not_ready() -> None:
    with client(AWAY) as web:
        assert web.get("/healthz").status_code == 200
        answer = web.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "the database cannot be reached\n")
        assert web.get("/metrics").status_code == 200


def test_a_delivery_while_the_database_is_away_asks_for_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    built = house.build(AWAY, ACCOUNT)
    door = house.door(built, ACCOUNT)
    assert door.delivers(message()).status == 503
    assert [record.getMessage() for record in caplog.records] == ["the database is away"]
    assert caplog.records[0].exc_info is None
    built.store.close()


def test_metrics_count_deliveries_and_what_waits(store_url: str) -> None:
    built = house.build(store_url, ACCOUNT)
    app = assemble(built)
    web, door = app.test_client(), Door(app.wsgi_app, ACCOUNT)

    def figure(name: str) -> float:
        lines = web.get("/metrics").text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    answered = 'changke_deliveries_total{result="answered"}'
    refused = 'changke_deliveries_total{result="refused"}'
    repeated = 'changke_deliveries_total{result="repeated"}'
    before = [figure(name) for name in (answered, refused, repeated)]
    said = message(Content="谢谢")
    door.delivers(said)
    door.delivers(said)
    door.request("POST", "signature=x", b"<xml/>")
    after = [figure(name) for name in (answered, refused, repeated)]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1]
    assert figure("changke_delivery_seconds_count") >= 3
    built.store.close()


def test_every_answer_behind_the_door_has_a_request_id(store_url: str) -> None:
    with client(store_url) as web:
        ids = {web.get("/healthz").headers["X-Request-Id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(ids)
