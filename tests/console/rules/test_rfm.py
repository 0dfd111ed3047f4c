"""RFM's lines: who would fall where is shown before it is saved, and history stays."""

import re

import pytest

from membership import lifecycle, rfm_classes
from membership.rfm import RfmThresholds
from tests.console.conftest import Browser
from tests.console.rules.test_pages import _send
from tests.membership.order_shop import pay
from tests.membership.rewards_shop import add_member
from tests.tickets.people import Desk

LINES: dict[str, object] = {
    "rfm.recency_days": "30",
    "rfm.frequency": "1",
    "rfm.monetary": "100",
    "lifecycle.loyal_orders": "5",
    "lifecycle.risk": "2",
    "lifecycle.dormant": "4",
    "lifecycle.own_gaps": "2",
    "lifecycle.store_cycle": "30",
    "lifecycle.shortest_cycle": "1",
}


def _buyers(desk: Desk) -> list[int]:
    with desk.session() as session:
        members = [add_member(session) for _ in range(3)]
        for number, member in enumerate(members):
            pay(session, member, f"R{number}", amount=10_000 * (number + 1), at=desk.now)
    return members


def _in_force(desk: Desk) -> RfmThresholds:
    with desk.store.reading() as session:
        return rfm_classes.thresholds(session, now=desk.now)


def test_a_trial_counts_and_saves_nothing(admin: Browser, desk: Desk) -> None:
    _buyers(desk)
    status, page = _send(admin, "rfm", {**LINES, "try": "typed"})
    assert status == 200
    assert "下过单的会员 3 人" in page
    rows = dict(re.findall(r"<td>(.{4}（.{3}）)</td>(.*?)</tr>", page))
    assert re.findall(r">(\d+)<", rows["重要价值（111）"]) == ["0", "3"]
    assert re.findall(r">(\d+)<", rows["一般发展（100）"]) == ["3", "0"]
    assert 'value="30"' in page
    assert _in_force(desk) == RfmThresholds()


def test_a_suggestion_is_filled_in_and_waits_for_a_decision(admin: Browser, desk: Desk) -> None:
    _buyers(desk)
    page = _send(admin, "rfm", {**LINES, "try": "suggest"})[1]
    assert 'name="rfm.monetary" value="200"' in page
    assert _in_force(desk) == RfmThresholds()


def test_saving_writes_only_the_kind_that_changed_and_moves_nobody(
    admin: Browser, desk: Desk
) -> None:
    members = _buyers(desk)
    assert _send(admin, "rfm", LINES)[0] == 302
    assert _in_force(desk) == RfmThresholds(30, 1, 10_000)
    with desk.store.reading() as session:
        history = lifecycle.history(session, members[0])
    assert _send(admin, "rfm", {**LINES, "lifecycle.risk": "1.5"})[0] == 302
    with desk.store.reading() as session:
        assert lifecycle.history(session, members[0]) == history
        assert lifecycle.context(session, now=desk.now).rules.risk == 1.5


def test_a_wrong_line_is_named_on_trial_and_on_saving(admin: Browser, desk: Desk) -> None:
    for extra in ({}, {"try": "typed"}):
        status, page = _send(admin, "rfm", {**LINES, "rfm.frequency": "0", **extra})
        assert "太小了" in page
        assert status == (200 if extra else 422)
    assert _send(admin, "rfm", {**LINES, "lifecycle.dormant": "1.5"})[0] == 422
    assert _in_force(desk) == RfmThresholds()


@pytest.mark.dialect
def test_the_panel_and_the_members_list_follow_the_merchants_lines(
    admin: Browser, desk: Desk
) -> None:
    bought, *_ = _buyers(desk)
    with desk.session() as session:
        quiet = add_member(session)
    assert "一般发展" in admin.get(f"/members/{bought}").text
    _send(admin, "rfm", LINES)
    assert "重要价值" in admin.get(f"/members/{bought}").text
    prospects = admin.get("/members?stage=prospect").text
    assert f'/members/{quiet}"' in prospects
    assert f'/members/{bought}"' not in prospects
