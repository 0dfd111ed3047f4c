"""The pages of membership's rules in a real browser: readable by anybody, on a phone too."""

import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.console.rules.test_pages import PAGES
from tests.console.test_in_browser import address, page, pytestmark
from tests.tickets.people import Desk
from tickets.models import Staff

__all__ = ["address", "page", "pytestmark"]


def test_rules_can_be_read_by_anybody(page: Page, address: str, desk: Desk) -> None:
    with desk.session() as session:
        session.execute(sa.update(Staff).values(role="admin"))
    page.set_viewport_size({"width": 390, "height": 844})
    for tab in (*PAGES, "referrals"):
        page.goto(f"{address}/settings/{tab}")
        found = [
            (violation["id"], violation["nodes"][0]["html"][:120])
            for violation in Axe().run(page).response["violations"]
        ]
        assert found == [], tab
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab
