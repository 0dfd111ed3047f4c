"""Who gets in where: every address of the console says so."""

from typing import Any

import pytest
from flask import Flask

from console.access import ACCESS, PUBLIC
from tests.console.conftest import Browser
from tests.tickets.people import PASSWORD, Desk
from tickets import staff, throttle
from tickets.values import ROLES

PUBLIC_VIEWS = {"console.login", "console.login_code", "console.static", "console.htmx"}


def rules(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console")]


def path(rule: Any) -> str:
    """An address of this rule with some values filled in."""
    named = {"filename": "tokens.css", "tab": "staff", "form": "csv"}
    values = dict.fromkeys(rule.arguments, 1) | named
    with_values = {name: values[name] for name in rule.arguments}
    return str(rule.build(with_values)[1]).removeprefix("/console")


def test_every_view_declares_who_may_come(app: Flask) -> None:
    declared = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], ACCESS, None)
        for rule in rules(app)
    }

    assert {name for name, role in declared.items() if role not in {PUBLIC, *ROLES}} == set()
    assert {name for name, role in declared.items() if role == PUBLIC} == PUBLIC_VIEWS


def test_a_stranger_is_sent_to_the_login_from_everywhere(app: Flask, browser: Browser) -> None:
    for rule in rules(app):
        if rule.endpoint in PUBLIC_VIEWS:
            continue
        if "GET" in rule.methods:
            answer = browser.get(path(rule))
            assert (answer.status_code, rule.endpoint) in {
                (302, rule.endpoint),
                (401, rule.endpoint),
            }
        if "POST" in rule.methods:
            assert browser.bare_post(path(rule)).status_code == 401


def test_an_agent_is_kept_out_of_what_is_a_supervisors(app: Flask, agent: Browser) -> None:
    checked = 0
    for rule in rules(app):
        role = getattr(app.view_functions[rule.endpoint], ACCESS)
        if role in {PUBLIC, "agent"}:
            continue
        checked += 1
        if "GET" in rule.methods:
            assert agent.get(path(rule)).status_code == 403, rule.endpoint
        if "POST" in rule.methods:
            assert agent.post(path(rule)).status_code == 403, rule.endpoint
    assert checked > 5


def test_every_form_needs_its_token(app: Flask, admin: Browser) -> None:
    for rule in rules(app):
        if "POST" in rule.methods:
            assert admin.bare_post(path(rule)).status_code == 400, rule.endpoint


@pytest.mark.dialect
def test_every_page_opens_for_an_administrator(app: Flask, admin: Browser, desk: Desk) -> None:
    desk.ticket(desk.customer())
    for rule in rules(app):
        if "GET" in rule.methods and not rule.arguments and not rule.rule.endswith("/events"):
            assert admin.get(path(rule)).status_code in {200, 302}, rule.endpoint


def test_the_headers_allow_no_foreign_and_no_inline_script(browser: Browser) -> None:
    headers = browser.get("/login").headers

    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "http" not in browser.get("/login").text.split("</head>")[0].replace("http-equiv", "")


def test_a_wrong_password_says_nothing_of_the_name(browser: Browser, desk: Desk) -> None:
    desk.colleague("amy")
    wrong, unknown = browser.login("amy", "wrong password"), browser.login("nobody", "wrong")

    assert wrong.status_code == unknown.status_code == 422
    assert "账号或密码不对" in wrong.text
    assert "账号或密码不对" in unknown.text


def test_guessing_is_stopped_even_with_the_right_password(browser: Browser, desk: Desk) -> None:
    desk.colleague("amy")
    for _ in range(throttle.NAME_LIMIT):
        browser.login("amy", "wrong password")

    stopped = browser.login("amy", PASSWORD)
    assert stopped.status_code == 429
    assert "分钟后再试" in stopped.text


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/console/members", "/console/members"),
        ("https://evil.example/console/", "/console/tickets"),
        ("//evil.example", "/console/tickets"),
        ("/console/\\evil.example", "/console/tickets"),
        ("javascript:alert(1)", "/console/tickets"),
    ],
)
def test_the_login_leads_back_only_into_the_console(
    browser: Browser, desk: Desk, target: str, lands: str
) -> None:
    desk.colleague("amy")

    assert browser.login("amy", next=target).location == lands


def test_a_new_password_ends_the_session_everywhere(agent: Browser, desk: Desk) -> None:
    assert agent.get("/tickets").status_code == 200
    with desk.session() as session:
        amy = staff.everyone(session)[0]
        staff.change(
            session,
            amy.id,
            display_name="",
            role="agent",
            capacity=8,
            active=True,
            password="another password",
        )

    assert agent.get("/tickets").status_code == 302


def test_logging_out_is_logging_out(agent: Browser) -> None:
    agent.post("/logout")

    assert agent.get("/tickets").status_code == 302


def test_the_cookie_is_the_consoles_own(app: Flask, browser: Browser, desk: Desk) -> None:
    desk.colleague("amy")
    cookie = browser.login("amy").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "Path=/console" in cookie
    assert "SameSite=Lax" in cookie


def test_the_rest_of_the_application_needs_no_token(app: Flask) -> None:
    @app.post("/elsewhere")
    def elsewhere() -> str:
        return "fine"

    assert app.test_client().post("/elsewhere").text == "fine"


def test_no_other_method_gets_past_the_door(app: Flask, agent: Browser, browser: Browser) -> None:
    for rule in rules(app):
        role = getattr(app.view_functions[rule.endpoint], ACCESS)
        where = f"/console{path(rule)}"
        for method in rule.methods - {"GET", "POST"}:
            if role != PUBLIC:
                answer = browser._client.open(where, method=method)
                assert answer.status_code == 401, (method, where)
            if method == "HEAD" and role not in {PUBLIC, "agent"}:
                answer = agent._client.open(where, method=method)
                assert answer.status_code == 403, (method, where)
