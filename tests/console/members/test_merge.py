"""Two records of one person: found, previewed, merged, and parted again from the timeline."""

import pytest

from membership import customers, merge_preview, orders, points
from membership.customer_values import CustomerIn
from membership.order_values import OrderIn
from tests.console.conftest import PRIVACY, Browser
from tests.tickets.people import Desk
from tickets import audit

Pair = tuple[int, int]


@pytest.fixture
def pair(desk: Desk) -> Pair:
    with desk.session() as session:
        made = [
            customers.post(session, customer, now=desk.now, privacy=PRIVACY).member_id
            for customer in (
                CustomerIn("V1", name="陈晨"),
                CustomerIn("V2", name="小陈", phone="13800001111"),
            )
        ]
        order = OrderIn("A1", member_id=made[1], amount=6_800, paid_at=desk.now)
        orders.post(session, order, now=desk.now)
    return made[0], made[1]


def balance(desk: Desk, member_id: int) -> int:
    with desk.store.reading() as session:
        return points.summary(session, member_id, now=desk.now).balance


def merge(browser: Browser, pair: Pair) -> int:
    path = f"/members/{pair[0]}/merge"
    return browser.post(path, path, other=pair[1]).status_code


def test_the_other_record_is_found_and_what_moves_is_shown_first(
    boss: Browser, desk: Desk, pair: Pair
) -> None:
    path = f"/members/{pair[0]}/merge"
    for text in ("13800001111", "小陈", "V2", str(pair[1])):
        assert f"other={pair[1]}" in boss.get(f"{path}?q={text}").text
    assert "没有找到" in boss.get(f"{path}?q=陈晨").text

    page = boss.get(f"{path}?other={pair[1]}").text
    assert f"把 小陈（会员 {pair[1]}） 并入 陈晨（会员 {pair[0]}）" in page
    assert "<dt>订单</dt><dd>1</dd>" in page
    assert "<dt>积分</dt><dd>68，" in page
    assert balance(desk, pair[0]) == 0


def test_a_merge_is_audited_and_undone_from_the_timeline(
    boss: Browser, desk: Desk, pair: Pair
) -> None:
    assert merge(boss, pair) == 302
    assert balance(desk, pair[0]) == 68
    page = boss.get(f"/members/{pair[0]}").text
    assert "撤销合并" in page
    assert f'已并入 <a href="/console/members/{pair[0]}"' in boss.get(f"/members/{pair[1]}").text
    assert boss.get(f"/members/{pair[1]}/edit").status_code == 404

    with desk.store.reading() as session:
        merge_id = merge_preview.open_merges(session, pair[0])[0].id
    boss.post(f"/members/{pair[0]}/merges/{merge_id}/undo", f"/members/{pair[0]}")
    assert (balance(desk, pair[0]), balance(desk, pair[1])) == (0, 68)
    assert "撤销合并</summary>" not in boss.get(f"/members/{pair[0]}").text
    with desk.store.reading() as session:
        actions = [line.action for line in audit.lines(session)]
    assert actions[:2] == ["part_members", "merge_members"]


def test_what_stands_in_the_way_is_said(boss: Browser, desk: Desk, pair: Pair) -> None:
    with desk.session() as session:
        until = desk.now.replace(year=desk.now.year + 1)
        points.hold(session, pair[1], 10, source="t", key="h", until=until, now=desk.now)
    page = boss.get(f"/members/{pair[0]}/merge?other={pair[1]}").text
    assert "冻结" in page
    assert "disabled" in page
    assert merge(boss, pair) == 409
    assert merge(boss, (pair[0], pair[0])) == 409
    assert merge(boss, (pair[0], 999_999)) == 404


def test_agents_do_not_merge(agent: Browser, pair: Pair) -> None:
    assert "与另一份资料合并" not in agent.get(f"/members/{pair[0]}").text
    assert agent.get(f"/members/{pair[0]}/merge").status_code == 403
    assert merge(agent, pair) == 403
