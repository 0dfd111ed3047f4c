"""A customer on the phone and staff at the desk, in real pages over the whole running house."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import Agent, Customer
from tests.browser.shop import Shop

pytestmark = pytest.mark.browser

LATE = "蛋糕送来的时候已经塌了，等了两个小时"
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "simulator-phone.png"
SORRY = "真对不起，我们马上给您重做一个，今天 18 点前送到"


def test_a_customer_hears_their_points(page: Page, shop: Shop) -> None:
    customer = Customer(page, shop.addresses.phone)

    customer.says("我的积分还有多少")

    customer.hears(re.compile(r"\d+.*积分|积分.*\d+", re.DOTALL))


def test_a_customer_is_shown_what_can_be_done(page: Page, shop: Shop) -> None:
    customer = Customer(page, shop.addresses.phone)

    customer.says("你好")
    customer.hears("有什么可以帮您")
    customer.taps("找人工客服")

    customer.hears("店员")


def test_a_complaint_is_answered_by_a_person(
    context: BrowserContext, page: Page, shop: Shop, pictures: Path
) -> None:
    customer = Customer(page, shop.addresses.phone)
    customer.is_called(customer.names()[1])
    customer.says("我要投诉")
    customer.hears("发生了什么")
    customer.says(LATE)
    customer.hears(re.compile(r"#\d+"))

    agent = Agent(context.new_page(), shop.addresses)
    agent.opens(LATE)
    agent.sees(LATE)
    agent.replies(SORRY)

    expect(agent.sees(SORRY).get_by_title("已送达微信")).to_be_visible()
    customer.hears(SORRY)
    agent.page.screenshot(path=pictures / "console.png")
    customer.page.screenshot(path=pictures / "phone.png")


def test_a_picture_of_staff_arrives_on_the_phone(
    context: BrowserContext, page: Page, shop: Shop, pictures: Path
) -> None:
    customer = Customer(page, shop.addresses.phone)
    customer.is_called(customer.names()[3])
    customer.says("我要人工")
    customer.hears("店员")
    agent = Agent(context.new_page(), shop.addresses)
    agent.opens("我要人工")

    agent.page.set_input_files("#picture", PICTURE)
    expect(agent.page.locator("#chosen-name")).to_have_text(PICTURE.name)
    agent.replies("这是今天的海盐卷")

    shown = customer.page.locator(".log .row:not(.mine) img.picture")
    expect(shown).to_have_count(1)
    expect(agent.page.locator(".said.staff img")).to_have_count(1)
    for image in (shown.first, agent.page.locator(".said.staff img").first):
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth > 0")
    customer.page.screenshot(path=pictures / "picture-phone.png")


def test_what_a_customer_writes_reaches_the_open_desk(
    context: BrowserContext, page: Page, shop: Shop
) -> None:
    customer = Customer(page, shop.addresses.phone)
    customer.is_called(customer.names()[2])
    customer.says("我要投诉你们的店员，态度太差了，一直在骂人")
    customer.hears(re.compile(r"#\d+"))
    agent = Agent(context.new_page(), shop.addresses)
    agent.opens("态度太差")

    customer.says("他到现在也没有道歉")

    agent.sees("他到现在也没有道歉")


def test_a_wrong_password_opens_nothing(page: Page, shop: Shop) -> None:
    page.goto(shop.addresses.console)
    page.get_by_label("账号").fill(shop.addresses.staff)
    page.get_by_label("密码").fill("not the password")
    page.get_by_label("密码").press("Enter")

    expect(page.get_by_text("账号或密码不对")).to_be_visible()
    page.goto(shop.addresses.console + "tickets")
    expect(page).to_have_url(re.compile(r"/console/login"))
