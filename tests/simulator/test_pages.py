"""The phone as a person uses it, in a real browser."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from simulator import Phone, Running
from tests import patience
from tests.simulator.bot import Bot
from tests.simulator.conftest import Api

pytestmark = pytest.mark.browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""By then the page has heard of the scrolling."""
MENU = {"type": "click", "name": "我的积分", "key": "points"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium is installed here")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(patience.MILLISECONDS)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda said: faults.append(said.text) if said.type == "error" else None,
    )
    yield opened
    context.close()
    assert faults == []


def test_a_newcomer_follows_chats_and_leaves(running: Running, bot: Bot, page: Page) -> None:
    bot.says("欢迎光临")
    phone = running.platform.customer("小林")
    page.goto(f"{running.url}/phone/{phone.openid}")
    log = page.get_by_role("log")

    page.get_by_role("button", name="关注公众号").click()
    expect(log).to_contain_text("欢迎光临")
    page.get_by_label("消息", exact=True).fill("在吗")
    page.get_by_role("button", name="发送").click()
    expect(log.get_by_text("在吗")).to_be_visible()
    expect(log.get_by_text("欢迎光临")).to_have_count(2)

    page.get_by_label("公众号资料").click()
    page.get_by_role("button", name="不再关注").click()
    page.get_by_role("dialog").get_by_role("button", name="不再关注").click()
    expect(page.get_by_role("button", name="关注公众号")).to_be_visible()
    assert not phone.following


def test_pushes_menu_choices_and_typing_appear_live(
    running: Running, api: Api, phone: Phone, bot: Bot, page: Page
) -> None:
    bot.says("收到")
    page.goto(f"{running.url}/phone/{phone.openid}")
    log = page.get_by_role("log")
    expect(page.get_by_label("消息", exact=True)).to_be_visible()

    api.post("/cgi-bin/menu/create", {"button": [MENU]})
    page.get_by_role("menuitem", name="我的积分").click()
    expect(log.get_by_text("收到")).to_be_visible()

    api.post("/cgi-bin/message/custom/typing", {"touser": phone.openid, "command": "Typing"})
    expect(page.get_by_role("heading", name="对方正在输入…")).to_be_visible()
    menu = {
        "head_content": "满意吗？",
        "list": [{"id": "101", "content": "很满意"}],
        "tail_content": "谢谢",
    }
    api.post(
        "/cgi-bin/message/custom/send",
        {"touser": phone.openid, "msgtype": "msgmenu", "msgmenu": menu},
    )
    expect(page.get_by_role("heading", name="模拟公众号")).to_be_visible()
    log.get_by_role("button", name="很满意").click()
    expect(log.get_by_text("收到")).to_have_count(2)
    assert "bizmsgmenuid" in bot.deliveries[-1].xml


def test_a_place_a_voice_and_a_picture_are_sent(
    running: Running, phone: Phone, page: Page
) -> None:
    page.goto(f"{running.url}/phone/{phone.openid}")
    log = page.get_by_role("log")

    page.get_by_label("语音", exact=True).click()
    page.get_by_label("识别文字").fill("查积分")
    page.get_by_role("button", name="发送", exact=True).last.click()
    expect(log.get_by_text("查积分")).to_be_visible()
    page.get_by_label("更多功能").click()
    page.get_by_role("button", name="位置").click()
    page.get_by_role("dialog").get_by_role("button", name="发送").click()
    expect(log.get_by_label(re.compile("位置"))).to_be_visible()
    page.get_by_label("更多功能").click()
    page.get_by_role("button", name="示例图片").click()
    expect(log.get_by_role("img", name="图片")).to_be_visible()

    assert [one.kind for one in phone.messages if one.sender == "customer"] == [
        "voice",
        "location",
        "image",
    ]


def test_words_of_the_bot_cannot_become_markup(
    running: Running, phone: Phone, bot: Bot, page: Page
) -> None:
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=好的&msgmenuid=7">点这里</a>'
    bot.says(f'看<img src=x onerror=alert(1)><a href="javascript:alert(1)">坏</a>{link}')
    page.goto(f"{running.url}/phone/{phone.openid}")
    phone.says("在吗")
    log = page.get_by_role("log")

    expect(log).to_contain_text("看<img src=x onerror=alert(1)>坏")
    assert log.get_by_role("link").count() == 1
    log.get_by_role("link", name="点这里").click()
    expect(log.get_by_text("好的")).to_be_visible()
    assert "<bizmsgmenuid><![CDATA[7]]>" in bot.deliveries[-1].xml


def test_the_bench_moves_time_and_arms_faults(
    running: Running, api: Api, phone: Phone, page: Page
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(running.url)
    expect(page.get_by_text("还可发送 3 条")).to_be_visible()

    page.get_by_role("button", name="+1 分钟").click()
    expect(page.get_by_text("窗口未打开 · 45015")).to_be_visible()
    assert 59 < running.platform.clock.offset < 61

    page.get_by_role("tab", name="故障").click()
    page.get_by_role("combobox", name=re.compile("^故障")).select_option("errcode")
    page.get_by_role("spinbutton", name="错误码").fill("45011")
    page.get_by_role("button", name="设下故障").click()
    expect(page.get_by_role("listitem").filter(has_text="返回错误码")).to_be_visible()
    assert api.stable()["errcode"] == 45011
    page.get_by_role("tab", name="记录").click()
    expect(page.get_by_text("45011").first).to_be_visible()


def test_a_reader_further_up_is_told_of_news(
    running: Running, api: Api, phone: Phone, bot: Bot, page: Page
) -> None:
    bot.says("一句\n话")
    for number in range(12):
        phone.says(f"第 {number} 句")
    page.goto(f"{running.url}/phone/{phone.openid}")
    log = page.get_by_role("log")
    expect(log.get_by_text("第 11 句")).to_be_in_viewport()

    log.evaluate("log => { log.scrollTop = 0 }")
    expect(log.get_by_text("第 0 句")).to_be_in_viewport()
    page.evaluate(TWO_FRAMES)
    api.say(phone, "新品到店")

    news = page.get_by_role("button", name="1 条新消息")
    expect(news).to_be_visible()
    expect(log.get_by_text("新品到店")).not_to_be_in_viewport()
    news.click()
    expect(log.get_by_text("新品到店")).to_be_in_viewport()
    expect(news).to_be_hidden()
