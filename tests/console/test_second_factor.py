"""The second factor at the console: turned on, asked for, used once, lost, and required."""

import re

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from store.clock import ManualClock
from tests.console.conftest import Browser
from tests.tickets.people import PASSWORD, Desk
from tickets import second_factor, throttle
from tickets.models import Staff


class Phone:
    """An authenticator."""

    def __init__(self, secret: str, clock: ManualClock) -> None:
        self._totp = pyotp.TOTP(secret)
        self._clock = clock

    def code(self) -> str:
        return self._totp.at(int(self._clock.now().timestamp()))


def _enrolled(browser: Browser, clock: ManualClock) -> tuple[Phone, list[str]]:
    page = browser.get("/account/second-factor").text
    assert "<svg" in page
    found = re.search(r'class="num code">([A-Z2-7 ]+)<', page)
    assert found
    phone = Phone(found[1].replace(" ", ""), clock)
    done = _enter(browser, phone.code())
    assert done.status_code == 200
    return phone, re.findall(r'<li class="code">([0-9a-f-]+)</li>', done.text)


def _enter(browser: Browser, code: str) -> TestResponse:
    """Submit the page that is open: asking for it again would show another secret."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/account").text)
    token = token or re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/login").text)
    assert token
    return browser.bare_post("/account/second-factor", csrf_token=token[1], code=code)


def _again(app: Flask, name: str = "amy") -> Browser:
    browser = Browser(app.test_client())
    assert browser.login(name).location == "/console/login/code"
    return browser


@pytest.mark.dialect
def test_a_password_alone_no_longer_opens_the_console(
    app: Flask, agent: Browser, clock: ManualClock
) -> None:
    phone, codes = _enrolled(agent, clock)
    assert len(codes) == 10
    browser = _again(app)
    assert browser.get("/tickets").status_code == 302
    wrong = browser.post("/login/code", "/login/code", code="000000")
    assert wrong.status_code == 422

    clock.advance(seconds=60)
    right = browser.post("/login/code", "/login/code", code=phone.code())
    assert right.location == "/console/tickets"
    assert browser.get("/tickets").status_code == 200


def test_a_code_that_was_used_is_refused(app: Flask, agent: Browser, clock: ManualClock) -> None:
    phone, _ = _enrolled(agent, clock)
    clock.advance(seconds=60)
    code = phone.code()

    assert _again(app).post("/login/code", "/login/code", code=code).status_code == 302
    assert _again(app).post("/login/code", "/login/code", code=code).status_code == 422


def test_each_recovery_code_works_once(app: Flask, agent: Browser, clock: ManualClock) -> None:
    _, codes = _enrolled(agent, clock)

    assert _again(app).post("/login/code", "/login/code", code=codes[0]).status_code == 302
    assert _again(app).post("/login/code", "/login/code", code=codes[0]).status_code == 422
    assert _again(app).post("/login/code", "/login/code", code=codes[1].upper()).status_code == 302


def test_guessing_codes_is_slowed_down(app: Flask, agent: Browser, clock: ManualClock) -> None:
    phone, _ = _enrolled(agent, clock)
    browser = _again(app)
    for _ in range(throttle.NAME_LIMIT):
        browser.post("/login/code", "/login/code", code="000000")
    clock.advance(seconds=60)

    assert browser.post("/login/code", "/login/code", code=phone.code()).status_code == 429


@pytest.mark.dialect
def test_the_secret_is_sealed_at_rest(agent: Browser, desk: Desk, clock: ManualClock) -> None:
    phone, _ = _enrolled(agent, clock)

    with desk.store.reading() as session:
        sealed = session.query(Staff).one().totp_secret
    assert sealed is not None
    assert phone._totp.secret not in sealed


def test_a_half_login_ends_after_five_minutes(
    app: Flask, agent: Browser, clock: ManualClock
) -> None:
    _enrolled(agent, clock)
    browser = _again(app)
    clock.advance(minutes=6)

    assert browser.get("/login/code").location == "/console/login"


@pytest.mark.dialect
def test_an_administrator_resets_it(
    app: Flask, agent: Browser, admin: Browser, clock: ManualClock
) -> None:
    _enrolled(agent, clock)
    admin.post("/settings/second-factor/reset/save", "/settings/staff", id=1)

    assert agent.get("/tickets").status_code == 302
    assert Browser(app.test_client()).login("amy").location == "/console/tickets"


def test_a_role_that_must_have_it_gets_no_further_without(
    agent: Browser, admin: Browser, clock: ManualClock
) -> None:
    admin.post("/settings/second-factor/save", "/settings/staff", roles="agent")
    assert agent.get("/tickets").location == "/console/account/second-factor"
    assert admin.get("/tickets").status_code == 200
    page = agent.get("/account/second-factor").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    secret = re.search(r'class="num code">([A-Z2-7 ]+)<', page)
    assert token
    assert secret
    phone = Phone(secret[1].replace(" ", ""), clock)
    agent.bare_post("/account/second-factor", csrf_token=token[1], code=phone.code())
    assert agent.get("/tickets").status_code == 200
    refused = agent.post("/account/second-factor/off", "/account", old=PASSWORD)
    assert refused.status_code == 409


def test_it_may_be_turned_off_with_the_password(agent: Browser, clock: ManualClock) -> None:
    _enrolled(agent, clock)
    assert agent.post("/account/second-factor/off", "/account", old="no").status_code == 422
    assert agent.post("/account/second-factor/off", "/account", old=PASSWORD).status_code == 302
    assert "已开启" not in agent.get("/account").text


@pytest.mark.parametrize(("seconds", "right"), [(-30, True), (0, True), (30, True), (90, False)])
def test_a_clock_may_be_half_a_minute_off(desk: Desk, seconds: int, right: bool) -> None:
    amy = desk.colleague()
    secret = second_factor.new_secret()
    totp = pyotp.TOTP(secret)
    start = int(desk.now.timestamp())
    with desk.session() as session:
        second_factor.enrol(session, amy.id, secret, totp.at(start), seal=str, now=desk.now)
        now = desk.later(minutes=10)
        code = totp.at(int(now.timestamp()) + seconds)
        assert second_factor.check(session, amy.id, code, unseal=str, now=now) is right


def test_another_phone_takes_the_place_of_the_first_only_with_the_password(
    agent: Browser, clock: ManualClock
) -> None:
    _enrolled(agent, clock)
    page = agent.get("/account/second-factor").text
    found = re.search(r'class="num code">([A-Z2-7 ]+)<', page)
    assert found
    other = Phone(found[1].replace(" ", ""), clock)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"csrf_token": token[1], "code": other.code()}

    for old in ("", "a wrong one"):
        refused = agent.bare_post("/account/second-factor", old=old, **form)
        assert refused.status_code == 422
        assert found[1] in refused.text, "the code that was scanned stays"
    assert agent.bare_post("/account/second-factor", old=PASSWORD, **form).status_code == 200


def test_a_password_is_guessed_no_faster_in_a_session_that_is_open(agent: Browser) -> None:
    forms = {"password": {"new": "another password"}, "second-factor/off": {}}
    for _ in range(throttle.NAME_LIMIT // 2):
        for path, more in forms.items():
            answer = agent.post(f"/account/{path}", "/account", old="a wrong one", **more)
            assert answer.status_code == 422

    for path, more in forms.items():
        answer = agent.post(f"/account/{path}", "/account", old=PASSWORD, **more)
        assert answer.status_code == 429


def test_a_code_may_be_typed_in_full_width(app: Flask, agent: Browser, clock: ManualClock) -> None:
    phone, _ = _enrolled(agent, clock)
    clock.advance(seconds=60)
    wide = "".join(chr(ord("０") + int(digit)) for digit in phone.code())

    assert _again(app).post("/login/code", "/login/code", code=wide).status_code == 302


@pytest.mark.parametrize(("late", "status"), [(-30, 302), (30, 302), (-60, 422), (90, 422)])
def test_a_phone_may_go_half_a_minute_wrong(
    app: Flask, agent: Browser, clock: ManualClock, late: int, status: int
) -> None:
    phone, _ = _enrolled(agent, clock)
    clock.advance(seconds=300)
    browser = _again(app)
    at = int(clock.now().timestamp()) - late

    code = phone._totp.at(at)
    assert browser.post("/login/code", "/login/code", code=code).status_code == status
