"""The bottom menu is written by supervisors, checked field by field, and handed to the clock."""

import re

import pytest

from knowledge.menus import publishing, saving
from knowledge.menus.default import DEFAULT
from knowledge.menus.values import Column, Line, Menu
from messaging.errors import SendError
from store.transactions import Store
from tests.console.conftest import Browser
from tests.tickets.people import NOON

PAGE = "/knowledge/menu"
FORM = {
    "c0": "会员",
    "c0l0": "优惠券",
    "c0l0does": "wish:coupon",
    "c0l3": "附近门店",
    "c0l3does": "say",
    "c0l3value": "附近有门店吗",
    "c2": "商城",
    "c2l0": "官网",
    "c2l0does": "link",
    "c2l0value": "https://example.com",
}
MENU = (
    Column("会员", (Line("优惠券", "wish", "coupon"), Line("附近门店", "say", "附近有门店吗"))),
    Column("商城", (Line("官网", "link", "https://example.com"),)),
)


def save(boss: Browser, seen: int = 0, **changed: str) -> int:
    return boss.post(PAGE, PAGE, **{**FORM, **changed, "seen": str(seen)}).status_code


def current(store: Store) -> saving.Saved:
    with store.reading() as session:
        return saving.current(session)


def test_everybody_on_the_desk_sees_the_menu(agent: Browser) -> None:
    page = agent.get(PAGE).text
    assert all(line.name in page for column in DEFAULT for line in column.lines)
    assert "自带的菜单" in page
    assert 'name="c0l0"' not in page


def test_agents_change_nothing(agent: Browser, store: Store) -> None:
    for path in ("", "/check", "/publish"):
        assert agent.post(PAGE + path, PAGE, **FORM).status_code == 403
    assert current(store).number == 0


def test_what_is_filled_in_becomes_the_next_version(boss: Browser, store: Store) -> None:
    assert save(boss) == 302
    assert current(store) == saving.Saved(1, MENU)
    page = boss.get(PAGE).text
    assert 'value="附近有门店吗"' in page
    assert '<option value="wish:coupon" selected>' in page
    assert "还没有发布" in page


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"c0": "会员俱乐部"}, "c0", "第 1 栏的「栏名」最多 4 个汉字"),
        ({"c2": ""}, "c1", "第 2 栏的「栏名」不能为空"),
        ({"c0l0": ""}, "c0l0", "第 1 栏第 1 行的「名称」不能为空"),
        ({"c0l0does": ""}, "c0l0does", "第 1 栏第 1 行的「点了以后」没有选"),
        ({"c0l0does": "wish:dance"}, "c0l0does", "没有选"),
        ({"c0l3value": ""}, "c0l1value", "第 1 栏第 2 行的「说的话或链接」不能为空"),
        ({"c2l0value": "http://a.com"}, "c1l0value", "要是 https:// 开头的完整网址"),
        ({"c1": "空栏"}, "c1l0", "第 2 栏的「菜单项」至少要有一行"),
    ],
)
def test_the_wrong_field_is_named(
    boss: Browser, store: Store, changed: dict[str, str], field: str, said: str
) -> None:
    told = boss.post(PAGE, PAGE, **{**FORM, **changed, "seen": "0"})
    assert told.status_code == 422
    assert said in told.text
    (marked,) = re.findall(
        r'<(?:input|select)[^>]*name="(\w+)"[^>]*aria-invalid="true"', told.text
    )
    assert marked == field
    assert current(store).number == 0


def test_an_empty_form_is_no_menu(boss: Browser) -> None:
    told = boss.post(PAGE, PAGE, seen="0")
    assert (told.status_code, "至少要有一栏" in told.text) == (422, True)


def test_the_second_of_two_editors_is_told(boss: Browser, store: Store) -> None:
    save(boss)
    told = boss.post(PAGE, PAGE, **{**FORM, "c0": "我的", "seen": "0"})
    assert (told.status_code, "同事保存过" in told.text) == (409, True)
    assert 'value="我的"' in told.text
    assert 'name="seen" value="1"' in told.text
    assert save(boss, seen=1, c0="我的") == 302
    assert current(store).menu[0].name == "我的"


def test_an_older_version_can_be_taken_up_again(boss: Browser) -> None:
    save(boss)
    save(boss, seen=1, c0="我的")
    older = boss.get(f"{PAGE}?version=1").text
    assert "第 1 版的内容" in older
    assert 'value="会员"' in older
    assert boss.get(f"{PAGE}?version=9").status_code == 422


def test_it_is_shown_while_it_is_typed(boss: Browser, store: Store) -> None:
    shown = boss.post(f"{PAGE}/check", PAGE, **FORM).text
    assert "附近门店" in shown
    assert "alert" not in shown
    wrong = boss.post(f"{PAGE}/check", PAGE, **{**FORM, "c0": "五个汉字了"}).text
    assert "最多 4 个汉字" in wrong
    assert boss.post(PAGE, PAGE, **FORM, seen="0", go="check").status_code == 200
    assert current(store).number == 0


def perform(store: Store, publish: publishing.Publish | None) -> None:
    platforms = {} if publish is None else {"wechat:a": publish}
    publishing.perform(store, platforms, now=NOON)


def test_publishing_is_left_to_the_clock_and_its_end_is_shown(boss: Browser, store: Store) -> None:
    save(boss)
    taken: list[Menu] = []
    boss.post(f"{PAGE}/publish", PAGE)
    assert taken == []
    assert "等待发布" in boss.get(PAGE).text
    perform(store, taken.append)
    assert taken == [MENU]
    assert "已发布" in boss.get(PAGE).text
    save(boss, seen=1)
    page = boss.get(PAGE).text
    assert "还没有发布" in page
    assert "顾客现在看到第 1 版" in page


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SendError("content", 40018), "平台没有收下（40018）"),
        (SendError("account", 48001), "要先认证"),
        (SendError("retry"), "一分钟后自动再试"),
    ],
)
def test_what_the_platform_says_is_shown(
    boss: Browser, store: Store, error: SendError, said: str
) -> None:
    def refuse(_menu: Menu) -> None:
        raise error

    boss.post(f"{PAGE}/publish", PAGE)
    perform(store, refuse)
    assert said in boss.get(PAGE).text


def test_without_an_account_staff_are_told(boss: Browser, store: Store) -> None:
    boss.post(f"{PAGE}/publish", PAGE)
    perform(store, None)
    assert "还没有接上公众号" in boss.get(PAGE).text
