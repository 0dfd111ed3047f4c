"""What goes wrong is told on a page of the console that needs nothing of what is broken."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from store.transactions import Store
from tests.console.conftest import Browser
from tests.tickets.people import Desk


def test_a_ticket_that_is_not_there_is_not_found(agent: Browser) -> None:
    answer = agent.get("/tickets/4711")

    assert answer.status_code == 404
    assert "<h1>没有找到</h1>" in answer.text


def test_what_a_role_may_not_do_is_said_with_a_way_on(agent: Browser) -> None:
    answer = agent.get("/audit")

    assert answer.status_code == 403
    assert "没有权限" in answer.text
    assert "回到工单" in answer.text


def test_a_form_that_is_too_large_is_told(agent: Browser) -> None:
    answer = agent.post("/tickets/new", "/tickets/new", description="长" * 2_000_000)

    assert answer.status_code == 413
    assert "文件太大" in answer.text


def test_a_broken_store_is_told_without_asking_it(
    agent: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    assert agent.get("/tickets").status_code == 200
    monkeypatch.setattr(Store, "reading", broken)
    monkeypatch.setattr(Store, "session", broken)
    answer = agent.get("/tickets")

    assert answer.status_code == 500
    assert "草稿不会丢" in answer.text
    assert "主导航" not in answer.text


BEYOND = (2**31, 2**63, 10**30)
NUMBERED = (
    "/tickets/{}",
    "/tickets?page={}",
    "/members/{}",
    "/members?page={}",
    "/members?level={}",
    "/audit?before={}",
    "/media/{}",
    "/incidents/{}",
)
DATED = (
    "/reports?from=9999-12-31",
    "/reports?from=0001-01-01&to=0001-01-01",
    "/surveys?from=9999-12-31",
    "/calendar?from=9999-12-31",
    "/calendar?from=0001-01-01",
    "/review?month=9999-12",
    "/review?month=0001-01",
)


@pytest.mark.dialect
def test_what_no_column_and_no_calendar_holds_is_refused(boss: Browser) -> None:
    numbered = [path.format(number) for path in NUMBERED for number in BEYOND]
    said = {path: boss.get(path).status_code for path in (*numbered, *DATED)}

    assert {path for path, status in said.items() if status not in {200, 400, 404}} == set()


@pytest.mark.dialect
def test_a_text_that_a_database_cannot_hold_is_refused(agent: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())
    for path in (f"/tickets/{ticket.number}/reply", "/login"):
        answer = agent.post(
            path, text="a\x00b", mode="note", name="a\x00b", password="long enough"
        )
        assert answer.status_code in {302, 400, 422}
