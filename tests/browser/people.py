"""A customer and a member of staff, each at a page, doing what people do there."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.shop import Addresses

SINCE_I_SPOKE = ".log .row:not(.mine):not(:has(~ .row.mine))"


class Customer:
    """Someone chatting on the simulated phone."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)
        page.locator("[data-people] .person").first.wait_for()

    def is_called(self, name: str) -> None:
        """Become this customer of the list."""
        person = self.page.locator("[data-people] .person").filter(has_text=name).first
        person.click()
        expect(person).to_have_attribute("aria-current", "true")

    def names(self) -> list[str]:
        return self.page.locator("[data-people] .person strong").all_inner_texts()

    def says(self, words: str) -> None:
        keyboard = self.page.get_by_label("切换到键盘")
        box = self.page.get_by_role("textbox", name="消息")
        expect(keyboard.or_(box).first).to_be_visible()
        if keyboard.is_visible():
            keyboard.click()
        box.fill(words)
        box.press("Enter")
        self._has_said(words)

    def taps(self, choice: str) -> None:
        """Tap a line of the newest menu in the chat."""
        self.page.locator(".menu-line").filter(has_text=choice).last.click()
        self._has_said(choice)

    def _has_said(self, words: str) -> None:
        """What was heard before does not answer it."""
        expect(self.page.locator(".log .row.mine").last).to_contain_text(words)

    def hears(self, words: str | re.Pattern[str]) -> Locator:
        """Wait until the account says so, whatever else it says."""
        heard = self.page.locator(SINCE_I_SPOKE).filter(has_text=words).first
        expect(heard).to_be_visible()
        return heard


class Agent:
    """Someone at the console."""

    def __init__(self, page: Page, addresses: Addresses) -> None:
        self.page = page
        page.goto(addresses.console)
        page.get_by_label("账号").fill(addresses.staff)
        page.get_by_label("密码").fill(addresses.password)
        page.get_by_label("密码").press("Enter")
        page.wait_for_url("**/console/tickets**")

    def opens(self, words: str) -> None:
        """Open the ticket in the list whose line has these words, when it has come."""
        self.page.locator("a.ticket").filter(has_text=words).first.click()
        expect(self.page.locator("#composer")).to_be_visible()

    def replies(self, words: str) -> None:
        self.page.locator("#text").fill(words)
        self.page.locator("#send").click()

    def sees(self, words: str) -> Locator:
        """Wait until the open thread shows these words."""
        said = self.page.locator(".said").filter(has_text=words).last
        expect(said).to_be_visible()
        return said
