"""Segments in the console: built row by row, counted at once, saved in versions."""

import re
from datetime import timedelta
from typing import Any

import pytest

from campaigns import segments
from console.segments import form as forms
from console.segments import wording as words
from membership import customers
from membership.customer_values import CustomerIn
from membership.errors import FieldError
from store.clock import ManualClock
from tests.console.conftest import PRIVACY, Browser
from tests.tickets.people import NOON, Desk

NEW = "/segments/new"
RISK = {"w0.field": "stage", "w0.is": "in", "w0.value": ["at_risk", "dormant"]}


def _count(page: str) -> int:
    found = re.search(r'stat-number num">([\d,]+)<', page)
    assert found is not None, page
    return int(found[1].replace(",", ""))


def test_it_is_counted_while_it_is_built(boss: Browser, desk: Desk) -> None:
    with desk.session() as session:
        for name in ("陈晨", "小林"):
            customers.post(session, CustomerIn(name, name=name), now=NOON, privacy=PRIVACY)
    first = boss.post(NEW, NEW, do="count")
    assert _count(first.text) == 2
    assert "陈晨" in first.text
    fewer = boss.post("/segments/build", NEW, **{"w0.field": "orders", "w0.value": "1"})
    assert _count(fewer.text) == 0
    assert "订单数不少于 1 笔" in fewer.text


def test_rows_are_added_and_dropped_without_a_script(boss: Browser) -> None:
    more = boss.post(NEW, NEW, do="add:u", **RISK)
    assert 'name="u0.field"' in more.text
    less = boss.post(NEW, NEW, do="drop:w0", **RISK)
    assert 'name="w0.field"' not in less.text


def test_another_measure_starts_empty(boss: Browser) -> None:
    typed = {"w0.was": "stage", "w0.field": "points", "w0.is": "in", "w0.value": "at_risk"}
    answer = boss.post("/segments/build", NEW, **typed)

    assert 'value="at_risk"' not in answer.text
    assert "把条件填完整" in answer.text


@pytest.mark.dialect
def test_saved_changed_and_versions_told(boss: Browser, desk: Desk) -> None:
    saved = boss.post(NEW, NEW, do="save", name="要走的人", **RISK)
    assert saved.status_code == 302
    page = saved.location.removeprefix("/console")
    assert "流失风险、休眠" in boss.get("/segments").text
    more = {**RISK, "w1.field": "amount", "w1.is": ">=", "w1.value": "199.50"}
    assert boss.post(page, page, do="save", seen=1, name="要走的人", **more).status_code == 302
    shown = boss.get(page).text
    assert "第 2 版" in shown
    assert 'value="199.50"' in shown
    assert "199.50 元" in shown
    stale = boss.post(page, page, do="save", seen=1, name="要走的人", **RISK)
    assert stale.status_code == 409
    assert "刚才有人改过" in stale.text
    assert boss.post(f"{page}/drop", page).status_code == 302
    assert "要走的人" not in boss.get("/segments").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", **RISK}, "名称"),
        ({"name": "x", "w0.field": "orders", "w0.value": "三"}, "整数"),
        ({"name": "x", "w0.field": "last_order", "w0.value": "0"}, "至少 1"),
        ({"name": "x", "w0.field": "stage"}, "这一项要填"),
    ],
)
def test_what_is_wrong_is_said(boss: Browser, typed: dict[str, Any], said: str) -> None:
    answer = boss.post(NEW, NEW, do="save", **typed)

    assert answer.status_code == 422
    assert said in answer.text


def test_agents_do_not_see_segments(agent: Browser) -> None:
    assert agent.get("/segments").status_code == 403


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"match": "any", "conditions": [{"field": "orders", "is": ">=", "value": 3}]},
        {
            "match": "all",
            "conditions": [
                {"field": "tag", "is": "has", "value": "VIP"},
                {"field": "coupon", "is": "is", "value": False},
                {"match": "none", "conditions": [{"field": "gender", "value": ["male"]}]},
            ],
        },
        {
            "match": "all",
            "conditions": [
                {
                    "match": "any",
                    "conditions": [
                        {"field": "wrote", "is": "within", "value": 7},
                        {"field": "custom", "key": "pets", "is": "=", "value": True},
                    ],
                },
                {"match": "none", "conditions": [{"field": "amount", "is": "<=", "value": 1}]},
            ],
        },
    ],
)
def test_the_builder_gives_back_what_it_shows(document: dict[str, Any]) -> None:
    segment = segments.parse(document)
    builder = forms.written(segment)

    assert builder.plain
    assert segments.parse(forms.document(builder)) == segment
    assert words.sentence(segment, words.FIXED)


def test_the_wrong_row_is_found() -> None:
    builder = forms.Builder(
        "any", [forms.Row("w0", "orders", ">=", ["3"])], [forms.Row("u0", "orders", ">=", ["x"])]
    )
    with pytest.raises(FieldError) as refused:
        segments.parse(forms.document(builder))

    assert forms.place(refused.value.field, builder) == "u0"


def test_every_measure_has_words() -> None:
    assert set(words.LABELS) == set(segments.FIELDS)
    for name, options in words.FIXED.items():
        assert set(options) == set(segments.FIELDS[name].options)


@pytest.mark.dialect
def test_the_list_counts_nothing_by_itself_and_keeps_what_was_counted(
    boss: Browser, desk: Desk, clock: ManualClock
) -> None:
    saved = boss.post(NEW, NEW, do="save", name="所有人")
    page = saved.location.removeprefix("/console")
    assert f'hx-get="/console{page}/count"' in boss.get("/segments").text
    with desk.session() as session:
        customers.post(session, CustomerIn("a", name="陈晨"), now=NOON, privacy=PRIVACY)

    cell = boss.get(f"{page}/count", **{"HX-Request": "true"}).text
    assert cell.split(">")[1].startswith("1")
    assert "hx-get" not in cell
    assert f"{page}/count" not in boss.get("/segments").text
    clock.set(NOON + timedelta(minutes=11))
    shown = boss.get("/segments").text
    assert f'hx-get="/console{page}/count"' in shown
    assert "11 分钟前" in shown
    assert boss.get(f"{page}/count").location.endswith("/segments")


def test_a_changed_segment_is_counted_anew(boss: Browser) -> None:
    saved = boss.post(NEW, NEW, do="save", name="要走的人", **RISK)
    page = saved.location.removeprefix("/console")
    boss.get(f"{page}/count")
    boss.post(page, page, do="save", seen=1, name="要走的人", **{**RISK, "w0.value": ["lost"]})

    assert f"{page}/count" in boss.get("/segments").text
    assert boss.get("/segments/99/count").status_code == 404
