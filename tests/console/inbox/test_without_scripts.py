"""A shift without scripts, on a phone: what must work wherever a page opens at all."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as ChromiumBrowser
from playwright.sync_api import Page, expect

from membership import registration
from messaging import contacts
from tests import patience
from tests.console.conftest import CHROMIUM
from tests.console.test_in_browser import address
from tests.tickets.people import PASSWORD, Desk

__all__ = ["address"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]
Enter = Callable[[str], Page]


@pytest.fixture
def enter(chromium: ChromiumBrowser, address: str) -> Iterator[Enter]:
    """Log somebody in on a phone that runs no scripts."""
    opened = []

    def log_in(name: str) -> Page:
        context = chromium.new_context(
            java_script_enabled=False,
            viewport={"width": 390, "height": 844},
        )
        context.set_default_timeout(patience.MILLISECONDS)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{address}/login")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/tickets")
        return page

    yield log_in
    for context in opened:
        context.close()


def _say(page: Page, text: str, *, mode: str = "reply", how: str = "now") -> None:
    page.locator(f"label:has([name=mode][value={mode}])").click()
    page.fill("#text", text)
    if how in ("hold", "wait"):
        page.get_by_label("其他发送方式").click()
    page.click(f"button[name=how][value={how}]")
    expect(page.locator("#thread")).to_contain_text(text)


def test_a_ticket_is_served_from_its_claim_to_its_end(
    enter: Enter, address: str, desk: Desk
) -> None:
    desk.colleague("amy")
    desk.colleague("boss", "supervisor")
    contact = desk.customer()
    with desk.session() as session:
        member = registration.create(session, now=desk.now, actor="test")
        assert member is not None
        contacts.bind(session, contact, member)
    desk.ticket(contact, "保温杯漏水")
    page = enter("amy")
    page.click("a.ticket")
    page.click("#claim")
    expect(page.locator("#claim")).to_have_count(0)
    _say(page, "马上为您看")
    _say(page, "您下次来再说的话", how="hold")
    _say(page, "等仓库回话", mode="note", how="note")
    expect(page.locator(".note")).to_contain_text("等仓库回话")

    expect(page.locator("#panel")).to_be_hidden()
    page.click("#panel-toggle")
    page.locator("#panel summary").first.click()
    page.fill("#panel [name=points]", "9000")
    page.fill("#panel [name=reason] >> nth=0", "漏水")
    page.locator("#panel form.compensate button").first.click()
    expect(page.locator(".toast")).to_contain_text("已提交主管审批")

    page.click("#resolve")
    page.select_option("[name=cause]", index=1)
    page.select_option("[name=outcome]", index=1)
    page.get_by_role("button", name="结束工单").click()
    expect(page.locator(".toast")).to_contain_text("#1001 已解决")

    boss = enter("boss")
    boss.goto(f"{address}/approvals")
    boss.click("button[value=grant]")
    expect(boss.locator(".toast")).to_contain_text("已同意")
    boss.goto(f"{address}/settings/rules")
    boss.fill("[name=points_per_ticket]", "600")
    boss.get_by_role("button", name="保存").click()
    expect(boss.locator("[name=points_per_ticket]")).to_have_value("600")
