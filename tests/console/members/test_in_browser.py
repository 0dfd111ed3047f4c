"""A member's pages in a real browser: readable by anybody, on a phone too."""

import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from membership import custom_fields, customers
from membership.custom_fields import CustomField
from membership.customer_values import CustomerIn
from tests.console.conftest import PRIVACY
from tests.console.test_in_browser import address, page, pytestmark
from tests.tickets.people import Desk
from tickets.models import Staff

__all__ = ["address", "page", "pytestmark"]


def test_a_members_pages_can_be_read_by_anybody(page: Page, address: str, desk: Desk) -> None:
    with desk.session() as session:
        session.execute(sa.update(Staff).values(role="supervisor"))
        custom_fields.save(
            session, CustomField("skin", "肤质", "choice", ("干", "油")), now=desk.now
        )
        kept, gone = (
            customers.post(session, CustomerIn(number), now=desk.now, privacy=PRIVACY).member_id
            for number in ("V1", "V2")
        )
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        for path in (
            f"members/{kept}",
            f"members/{kept}/edit",
            f"members/{kept}/merge?q=V2",
            f"members/{kept}/merge?other={gone}",
            "members/gifts",
        ):
            page.goto(f"{address}/{path}")
            found = [
                (violation["id"], violation["nodes"][0]["html"][:120])
                for violation in Axe().run(page).response["violations"]
            ]
            assert found == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
