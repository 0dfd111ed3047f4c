"""The company's page as a person uses it, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from simulator import Running
from tests.simulator.test_pages import browser, page

__all__ = ["browser", "page"]
pytestmark = pytest.mark.browser
STAFF = "ZhangWei"


def test_staff_confirm_and_customers_receive(running: Running, page: Page) -> None:
    platform = running.platform
    platform.friend("小林", STAFF)
    group = platform.wecom.add_group("会员一群", STAFF, robots=("小助手",))
    said = {"text": "周末全场八折", "from": "小助手"}
    platform.wecom.show(group.bubbles, "markdown", said, sender="account", origin="robot")
    page.goto(f"{running.url}/wecom/")
    page.get_by_role("button", name="会员一群").click()
    log = page.get_by_role("log")
    expect(log).to_contain_text("小助手")
    expect(log).to_contain_text("周末全场八折")

    with platform.wecom.lock:
        token, _ = platform.wecom.tokens.fetch()
    body = {"sender": STAFF, "text": {"content": "会员日双倍积分"}}
    path = f"/wecom/cgi-bin/externalcontact/add_msg_template?access_token={token}"
    answer = page.request.post(running.url + path, data=body)
    assert answer.json()["errcode"] == 0

    page.get_by_label("返回").click()
    page.get_by_role("button", name="张伟").click()
    expect(log).to_contain_text("群发给 1 个客户")
    log.get_by_role("button", name="发送").click()
    expect(log).not_to_contain_text("群发给")
    page.get_by_label("返回").click()
    page.get_by_role("button", name="小林").click()
    expect(log).to_contain_text("会员日双倍积分")
    page.get_by_label("消息", exact=True).fill("谢谢")
    page.get_by_role("button", name="发送").click()
    expect(log.get_by_text("谢谢")).to_be_visible()
