"""Two people at the desk and one customer on the phone, side by side, over the running house."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import patience
from tests.browser.people import Agent, Customer
from tests.browser.shop import Shop

pytestmark = pytest.mark.browser

TROUBLE = "订的鲜花全蔫了，花瓣掉了一半，太失望了"
FIRST = "非常抱歉，我们下午三点前重新送一束"
SECOND = "您好，请把照片发我看看"
LATER = "新的花已经出库，预计两点半到"
PASSWORD = "a password of the second"
SEND_AS_SEEN = """seen => {
    document.querySelector('#seen-field').value = seen;
    document.querySelector('#send').click();
}"""
"""In one breath: the page notes by itself, at any moment, what it has shown meanwhile."""


@pytest.fixture
def others(browser: Browser, context: BrowserContext) -> Iterator[BrowserContext]:
    """The browser of the second colleague, with cookies of its own."""
    opened = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
    )
    opened.set_default_timeout(patience.MILLISECONDS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shop(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop of its own: elsewhere the customer may have another ticket with staff."""
    running = Shop(tmp_path_factory.mktemp("two"))
    yield running
    assert running.stop() == 0, running.complaints()


def _hire(boss: Agent, shop: Shop) -> None:
    """The administrator makes an account for a colleague."""
    boss.page.goto(f"{shop.addresses.console}settings/staff")
    boss.page.fill("#f-name", "second")
    boss.page.fill("#f-display_name", "小桥")
    boss.page.fill("#f-password", PASSWORD)
    boss.page.locator("form:has(#f-name)").get_by_role("button", name="保存").click()
    expect(boss.page.get_by_text("小桥").first).to_be_visible()
    boss.page.goto(f"{shop.addresses.console}tickets?view=all")


def test_a_complaint_among_two_colleagues(
    context: BrowserContext, others: BrowserContext, page: Page, shop: Shop, pictures: Path
) -> None:
    boss = Agent(context.new_page(), shop.addresses)
    _hire(boss, shop)
    second = Agent(others.new_page(), replace(shop.addresses, staff="second", password=PASSWORD))
    second.page.goto(f"{shop.addresses.console}tickets?view=all")
    customer = Customer(page, shop.addresses.phone)
    customer.is_called(customer.names()[0])

    customer.says("我要投诉")
    customer.hears("发生了什么")
    customer.says(TROUBLE)
    customer.hears(re.compile(r"#\d+"))

    for agent in (boss, second):
        agent.opens(TROUBLE)
        agent.sees(TROUBLE)
    _both_see_each_other(boss, second)
    _one_of_two_answers_counts(boss, second, customer, pictures)
    _what_is_held_leaves_when_the_customer_writes(boss, customer)
    _the_end_is_said_and_rated(boss, customer, pictures)


def _both_see_each_other(boss: Agent, second: Agent) -> None:
    second.page.locator("#text").fill(SECOND)
    expect(second.page.locator("#saved")).to_have_text("草稿已存")
    boss.page.reload()

    expect(boss.page.locator("#viewers")).to_contain_text("小桥 正在写回复")


def _one_of_two_answers_counts(
    boss: Agent, second: Agent, customer: Customer, pictures: Path
) -> None:
    """The second submits what was written before the first one's words were read."""
    seen = second.page.locator("#seen-field").input_value()
    boss.replies(FIRST)
    boss.sees(FIRST)
    customer.hears(FIRST)
    second.sees(FIRST)
    expect(second.page.locator("#text")).to_have_value(SECOND)
    second.page.evaluate(SEND_AS_SEEN, seen)

    collision = second.page.locator(".collision")
    expect(collision).to_contain_text("您的内容还没有发出")
    expect(collision).to_contain_text(FIRST)
    expect(second.page.locator("#text")).to_have_value(SECOND)
    second.page.screenshot(path=pictures / "collision.png")
    mine = customer.page.locator(".log .row:not(.mine)")
    expect(mine.filter(has_text=FIRST)).to_have_count(1)
    expect(mine.filter(has_text=SECOND)).to_have_count(0)
    second.page.goto(second.page.url.replace("/reply", ""))
    boss.page.reload()
    taker, other = (boss, second) if _may_take(boss) else (second, boss)
    taker.page.get_by_label("更多操作").click()
    taker.page.get_by_text("交给同事").click()
    taker.page.get_by_role("button", name="（我）").click()
    expect(other.page.locator("#thread")).to_contain_text("把工单交给")


def _may_take(agent: Agent) -> bool:
    """Whether the ticket is somebody else's."""
    return agent.page.get_by_text("（我）").count() > 0


def _what_is_held_leaves_when_the_customer_writes(boss: Agent, customer: Customer) -> None:
    boss.page.locator("#text").fill(LATER)
    boss.page.get_by_label("其他发送方式").click()
    boss.page.get_by_role("button", name="等顾客下次来信再发").click()
    boss.sees(LATER)
    expect(boss.page.locator(".said.held")).to_contain_text(LATER)
    shown = customer.page.locator(".log .row:not(.mine)").filter(has_text=LATER)
    expect(shown).to_have_count(0)

    customer.says("好的，几点能到")
    expect(shown).to_have_count(1)
    boss.sees("几点能到")


def _the_end_is_said_and_rated(boss: Agent, customer: Customer, pictures: Path) -> None:
    boss.page.reload()
    boss.page.locator("#resolve").click()
    boss.page.select_option("#dialog [name=cause]", "product")
    boss.page.select_option("#dialog [name=outcome]", "replaced")
    number = boss.page.locator("#dialog h2").inner_text().split("#")[1]
    boss.page.locator("#dialog .primary").click()
    expect(boss.page.locator("#toasts")).to_contain_text("已解决")
    said = customer.page.locator(".log .row:not(.mine)").filter(has_text="已处理完成")
    expect(said).to_have_count(1)

    customer.says("解决了，谢谢")
    customer.hears("满意吗")
    customer.taps("很满意")
    customer.hears("谢谢您的评价")
    boss.page.goto(f"{boss.page.url.split('/tickets')[0]}/tickets/{number}")
    expect(boss.page.locator("#composer-ended")).to_contain_text("评分 5/5")
    boss.page.screenshot(path=pictures / "rated.png")
    customer.page.screenshot(path=pictures / "rated-phone.png")
