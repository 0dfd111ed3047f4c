"""Every page of the console on a phone at night: it fits, is readable by anybody, and runs."""

import re
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page

import console
from console.desk import Desk
from tests.browser.people import Agent
from tests.browser.shop import Shop

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
PREFIX = "/console"
NO_PAGES = {
    *("events", "poll", "list_part", "thread_part", "static", "htmx"),
    *("attachment", "answer_picture", "transcript_file"),
    *("export_entries", "export_points", "export_tickets"),
    *("survey_answers_csv", "survey_answers_xlsx", "survey_scores_csv", "survey_scores_xlsx"),
    *("campaign_count", "campaign_progress", "count_segment", "announcement_outcomes"),
    *("login_code", "lost"),
}
"""Files, parts of pages, and what only a step before makes: the code after a password."""
EXAMPLES: dict[str, Any] = {
    "number": 1001,
    "member_id": 1,
    "campaign_id": 1,
    "survey_id": 1,
    "inbox_id": 1,
    "announcement_id": 1,
    "incident_id": 1,
    "segment_id": 1,
    "tab": "staff",
}
MORE = (
    *("tickets?view=all", "tickets?view=done", "tickets?q=%E6%B2%A1%E6%9C%89", "tickets/1015"),
    *("tickets/new?q=%E7%8E%8B", "tickets/new?member=1", "tickets/4711", "members?q=zzz"),
    *("members/1/merge?q=V10002", "settings/teams", "settings/hours", "settings/sla"),
    *("settings/rules", "campaigns/new?kind=birthday", "campaigns/1/explain?member=1"),
    *("surveys/new?from=form", "failed?state=held", "knowledge?edit=1"),
)


def _pages() -> list[str]:
    """The address of each GET rule of the console, with an example for each part of it."""
    app = Flask("every-page")
    console.install(app, Desk(*[cast(Any, None)] * 5))
    return [
        str(rule.rule).removeprefix(f"{PREFIX}/").replace("<int:", "{").replace("<", "{")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint.startswith("console.")
        and rule.endpoint.removeprefix("console.") not in NO_PAGES
    ]


def _filled(pages: list[str]) -> list[str]:
    return sorted({page.replace(">", "}").format(**EXAMPLES) for page in pages})


def _furnish(agent: Agent, console_address: str) -> None:
    """What the demonstration begins without: an incident, a segment and an announcement."""
    page = agent.page
    page.goto(f"{console_address}incidents")
    page.fill("#f-title", "3 号会员系统故障，积分暂时查不到")
    page.get_by_role("button", name="新建").click()
    page.wait_for_url(re.compile(r"/incidents/\d+"))
    page.goto(f"{console_address}segments/new")
    page.locator(".condition [type=checkbox]").first.check()
    page.fill("#f-name", "三个月没来的老顾客")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(re.compile(r"/segments/\d+"))
    page.goto(f"{console_address}announcements/new")
    page.fill("#f-name", "周末上新")
    page.fill("#f-text", "海盐卷回来啦～")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(re.compile(r"/announcements/\d+"))


def test_every_page_fits_a_phone_and_can_be_read_at_night(
    context: BrowserContext, page: Page, shop: Shop, pictures: Path
) -> None:
    address = shop.addresses.console
    agent = Agent(page, shop.addresses)
    _furnish(agent, address)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.emulate_media(color_scheme="dark")
    problems: list[tuple[str, str]] = []
    page.on("pageerror", lambda error: problems.append((page.url, str(error))))
    for path in (*_filled(_pages()), *MORE):
        answer = page.goto(f"{address}{path}")
        assert answer is not None
        if answer.status >= 500:
            problems.append((path, f"status {answer.status}"))
        problems += [(path, told) for told in _unfit(page)]

    page.screenshot(path=pictures / "night.png")
    assert problems == []


def _unfit(page: Page) -> list[str]:
    width = page.evaluate("document.scrollingElement.scrollWidth")
    inner = page.evaluate("document.querySelector('main')?.scrollWidth ?? 0")
    wide = [f"{found} px wide" for found in (width, inner) if found > PHONE["width"]]
    return wide + [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
    ]
