"""The pages of surveys in a real browser: readable by anybody, on a phone too."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from console.public import form as public_form
from console.public.form import FormDoor
from store.clock import ManualClock
from store.transactions import Store
from tests import patience
from tests.console.public.test_form import LINKS
from tests.console.test_in_browser import address, page, pytestmark
from tests.surveys.results.asked import Asked, survey
from tests.tickets.people import NOON, Desk
from tickets.models import Staff

__all__ = ["address", "page", "pytestmark"]
PAGES = ("", "/new?from=form", "/1", "/1/answers", "/1/edit", "/1/edit?as=data", "/1/send")


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """SQLite alone: the pages ask services that are tried on every database."""
    return sqlite_store


@pytest.fixture
def app(app: Flask, store: Store) -> Flask:
    """The console with the customers' page beside it."""
    app.register_blueprint(public_form.blueprint(FormDoor(store, ManualClock(NOON), LINKS)))
    return app


def _shop(desk: Desk) -> int:
    """A supervisor, and an NPS with answers; returns an invitation that is open."""
    with desk.session() as session:
        session.execute(sa.update(Staff).values(role="supervisor"))
        asked = Asked(session, survey(session))
        for at in range(60):
            bad = at % 4 == 0
            said = "快递太慢" if bad else "味道好"
            asked.one(2 if bad else 10, said, at=NOON - timedelta(days=at), store="天河店")
        return asked.one(state="shown")


def _violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in found]


def test_surveys_can_be_read_by_anybody(page: Page, address: str, desk: Desk) -> None:
    _shop(desk)
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 844})
        for path in PAGES:
            page.goto(f"{address}/surveys{path}")
            assert _violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_editor_answers_while_typing(page: Page, address: str, desk: Desk) -> None:
    _shop(desk)
    page.goto(f"{address}/surveys/1/edit")
    page.get_by_label("问题，中文").first.fill("会推荐我们吗？")
    expect(page.locator("#preview")).to_contain_text("会推荐我们吗？")
    page.goto(f"{address}/surveys/1/edit?as=data")
    page.fill("#f-document", '{"name": "x"')
    expect(page.locator("#preview")).to_contain_text("格式不对")
    page.fill("#f-document", '{"name": "x", "kind": "stars"}')
    expect(page.locator("#preview")).to_contain_text("kind：只能是")


def test_a_customer_answers_on_a_phone_without_a_script(
    page: Page, address: str, desk: Desk
) -> None:
    token = LINKS.token(_shop(desk))
    assert page.context.browser is not None
    context = page.context.browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(patience.MILLISECONDS)
    phone = context.new_page()
    phone.goto(f"{address.removesuffix('/console')}/s/{token}")
    phone.locator("input[value='10']").check(force=True)
    phone.get_by_role("button", name="提交").click()
    phone.locator("textarea").fill("味道好")
    phone.get_by_role("button", name="提交").click()

    expect(phone.get_by_role("heading", name="收到啦")).to_be_visible()
    context.close()
