"""What does not exist, is refused or breaks is told on the console's own page, in Chinese."""

import pytest
from flask import Flask

import console.app
from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import lists


@pytest.mark.parametrize("address", ["/nothing", "/members/1/nothing", "/tickets/99999"])
def test_an_unknown_address_is_told_within_the_console(agent: Browser, address: str) -> None:
    answer = agent.get(address)

    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "回到工单" in answer.text
    assert "Not Found" not in answer.text


def test_the_address_of_a_form_opened_again_leads_to_the_ticket(
    agent: Browser, desk: Desk
) -> None:
    desk.ticket(desk.customer())

    assert agent.get("/tickets/1001/reply").location == "/console/tickets/1001"


def test_a_file_that_is_too_large_is_told_with_its_limit(
    agent: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ticket(desk.customer())
    monkeypatch.setattr(console.app, "MAX_FORM_BYTES", 1_000)

    answer = agent.post("/tickets/1001/reply", "/tickets/1001", text="x" * 2_000)

    assert answer.status_code == 413
    assert "2 MB" in answer.text


def test_a_broken_page_is_told_in_chinese(
    app: Flask, agent: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("broken on purpose")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(lists, "page", broken)

    answer = agent.get("/tickets")

    assert answer.status_code == 500
    assert "出了点问题" in answer.text
