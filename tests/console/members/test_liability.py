"""What the shop owes in points, as owners read it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from membership import points
from tests.console.conftest import Browser
from tests.membership.factories import make_member
from tests.tickets.people import NOON, Desk

ENDS = datetime(2027, 12, 31, 16, tzinfo=UTC)


@pytest.fixture
def owed(desk: Desk) -> None:
    """40 points end with 2027 and 1,207 never; of 100 that are gone, 25 had expired."""
    earned, spent = NOON - timedelta(days=9), NOON - timedelta(days=8)
    with desk.store.session() as session:
        member = make_member(session)
        for number, ends in ((100, NOON), (40, ENDS), (1207, None)):
            key = str(number)
            points.earn(session, member, number, source="t", key=key, now=earned, expires_at=ends)
        points.spend(session, member, 75, source="t", key="s", now=spent)
        points.expire(session, now=NOON)


def test_points_are_told_by_the_month_of_their_last_day(owed: None, boss: Browser) -> None:
    page = boss.get("/reports/points").text
    assert '<span class="figure">1,247</span>' in page
    assert "25% 是过期的" in page
    assert '<td>2027-12</td><td class="right">40</td><td class="right">10</td>' in page
    assert '<td>长期有效</td><td class="right">1,207</td><td class="right">—</td>' in page
    assert 'href="/console/reports/points" aria-current="page"' in page


def test_where_nobody_has_used_points_nothing_is_estimated(desk: Desk, boss: Browser) -> None:
    with desk.store.session() as session:
        member = make_member(session)
        for number, ends in ((100, NOON), (40, ENDS)):
            earned, key = NOON - timedelta(days=9), str(number)
            points.earn(session, member, number, source="t", key=key, now=earned, expires_at=ends)
        points.expire(session, now=NOON)
    page = boss.get("/reports/points").text
    assert "还没有人用过积分，估不出来" in page
    assert '<td>2027-12</td><td class="right">40</td><td class="right">—</td>' in page


def test_a_shop_without_points_reads_what_belongs_here(boss: Browser) -> None:
    assert "会员手里没有积分" in boss.get("/reports/points").text


def test_the_months_are_taken_away_and_that_is_audited(owed: None, boss: Browser) -> None:
    answer = boss.get("/reports/points.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[1:] == [["2027-12", "40", "10"], ["长期有效", "1207", "0"]]
    assert "points-2026-03-04.csv" in answer.headers["Content-Disposition"]
    assert "积分负债" in boss.get("/audit").text
    assert boss.get("/reports/points.pdf").status_code == 404


def test_agents_are_not_shown_what_is_owed(agent: Browser) -> None:
    assert agent.get("/reports/points").status_code == 403
    assert "积分负债" not in agent.get("/reports").text
