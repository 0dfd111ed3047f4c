"""The editor of campaigns: pictures, channels in order, conditions of its own, days in words."""

import io
from typing import Any

import pytest

from campaigns import counting, kinds, service
from campaigns.kinds.regular import RHYTHMS
from console.campaigns import form as forms
from console.rules.forms import Form
from membership.errors import FieldError
from scheduler.job import Worker
from scheduler.jobs import counts
from store.clock import ManualClock
from tests.campaigns.people import SHANGHAI
from tests.console.campaigns.test_pages import FORM, NEW, _made, people
from tests.console.conftest import Browser
from tests.knowledge.pictures.samples import png
from tests.tickets.people import NOON, Desk

__all__ = ["people"]


def _body(desk: Desk, page: str) -> Any:
    with desk.store.reading() as session:
        return service.get(session, int(page.rsplit("/", 1)[1])).body


def _picture(content: bytes = b"") -> Any:
    return (io.BytesIO(content or png()), "海报.png")


def test_a_new_one_of_each_kind_may_go_out_as_it_begins() -> None:
    for kind, found in kinds.every().items():
        body = found.starter()
        document = service.read(body)
        form = Form({**_flat(forms.values(body))})
        for name, value in forms.values(body).items():
            if isinstance(value, list):
                form.setlist(name, value)
        again, _ = forms.document(form, kind)
        assert service.read(again) == document, kind


def _flat(values: dict[str, Any]) -> dict[str, str]:
    return {
        name: "1" if value is True else str(value)
        for name, value in values.items()
        if not isinstance(value, list) and value is not False
    }


def test_a_picture_is_kept_shown_and_taken_off_again(boss: Browser, desk: Desk) -> None:
    page = _made(boss, **{"steps[0].picture.file": _picture()})
    digest = _body(desk, page)["steps"][0]["picture"]
    assert boss.get(f"/knowledge/pictures/{digest}").status_code == 200
    edit = f"{page}/edit"
    assert digest in boss.get(edit).text
    kept = {**FORM, "steps[0].picture": digest}
    assert boss.post(edit, edit, do="save", seen=1, **kept).status_code == 302
    assert _body(desk, page)["steps"][0]["picture"] == digest
    taken = {**kept, "steps[0].picture.none": "1"}
    assert boss.post(edit, edit, do="save", seen=2, **taken).status_code == 302
    assert "picture" not in _body(desk, page)["steps"][0]


def test_a_mistake_elsewhere_does_not_cost_the_picture(boss: Browser) -> None:
    wrong = {**FORM, "name": "", "steps[0].picture.file": _picture()}
    answer = boss.post(NEW, NEW, do="save", **wrong)

    assert answer.status_code == 422
    assert '<input type="hidden" name="steps[0].picture" value="' in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"steps[0].picture.file": b"<html>"}, "要 JPG、PNG 或 GIF"),
        ({"steps[0].picture": "0" * 64}, "请重新选一张"),
        ({"steps[0].gift.coupon": "gone"}, "这种优惠券没有了"),
        ({"steps[0].text": "长" * 601}, "最多 600 字"),
        ({"steps[0].link.title": "看看"}, "卡片要有标题和网址"),
        ({"steps[1].text": "再见", "steps[1].after_days": "0"}, "要比上一步晚"),
        ({"limits.once": "1", "limits.again_after_days": "3"}, "这里要空着"),
        ({"steps[0].lasts_days": "0"}, "至少 1"),
        ({"goal.days": "0"}, "至少 1"),
        ({"period.from": "2026-12-02", "period.to": "2026-12-01"}, "不早于 2026-12-02"),
        ({"period.to": "31 Dec"}, "日期写成"),
        ({"steps[0].text": "{{gift}}"}, "这一步没有送礼物"),
    ],
)
def test_mistakes_are_named_in_the_words_of_the_page(
    boss: Browser, typed: dict[str, Any], said: str
) -> None:
    files = {name: _picture(one) for name, one in typed.items() if isinstance(one, bytes)}
    answer = boss.post(NEW, NEW, do="save", **{**FORM, **typed, **files})

    assert answer.status_code == 422
    assert said in answer.text
    assert "还没有保存" in answer.text


def test_channels_are_tried_in_the_order_they_are_chosen(boss: Browser, desk: Desk) -> None:
    page = _made(boss, channels=["sms", "", "message", "sms"])

    assert _body(desk, page)["channels"] == ["sms", "message"]
    shown = boss.get(f"{page}/edit").text
    assert shown.index('value="sms" selected') < shown.index('value="message" selected')
    assert "短信 没有可发的" in shown
    assert "客服消息 发文字" in shown


def test_conditions_of_its_own_are_built_like_those_of_a_segment(
    boss: Browser, desk: Desk
) -> None:
    own = {"audience.segment": "own", "w0.field": "orders", "w0.is": ">=", "w0.value": "3"}
    page = _made(boss, **own)
    assert _body(desk, page)["audience"]["conditions"] == [
        {"field": "orders", "is": ">=", "value": 3}
    ]
    edit = f"{page}/edit"
    shown = boss.get(edit).text
    assert '<option value="own" selected>' in shown
    assert 'id="w0-value" value="3"' in shown
    more = boss.post(edit, edit, do="add:u", **{**FORM, **own})
    assert more.status_code == 200
    assert 'name="u0.field"' in more.text
    wrong = boss.post(edit, edit, do="save", seen=1, **{**FORM, **own, "w0.value": "三"})
    assert wrong.status_code == 422
    assert "标红的条件" in wrong.text


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({"occasion.rhythm": "daily"}, "* * *"),
        ({"occasion.rhythm": "weekly", "occasion.weekdays": ["1", "5"]}, "* * 1,5"),
        ({"occasion.rhythm": "monthly", "occasion.monthdays": "1、15"}, "1,15 * *"),
        ({"occasion.rhythm": "cron", "occasion.cron": "* 1-3 6"}, "* 1-3 6"),
    ],
)
def test_days_in_words_are_kept_as_a_line_and_shown_as_words(
    boss: Browser, desk: Desk, typed: dict[str, Any], line: str
) -> None:
    page = _made(boss, **typed)
    body = _body(desk, page)

    assert body["occasion"]["cron"] == line
    assert forms.values(body)["occasion.rhythm"] == typed["occasion.rhythm"]


@pytest.mark.parametrize("rhythm", sorted(RHYTHMS.keys() - {"daily"}))
def test_days_must_be_named(rhythm: str) -> None:
    form = Form({**FORM, "occasion.rhythm": rhythm, "occasion.cron": ""})
    with pytest.raises(FieldError):
        service.read(forms.document(form, "regular")[0])


def test_who_stops_on_an_order_may_also_not(boss: Browser, desk: Desk) -> None:
    new = "/campaigns/new?kind=winback"
    form = {"kind": "winback", "name": "老客", "steps[0].text": "好久不见"}
    assert 'name="goal.stops" value="1" checked' in boss.get(new).text
    page = boss.post(new, new, do="save", **form).location.removeprefix("/console")

    assert not service.read(_body(desk, page)).goal.stops


def test_one_is_copied_into_a_draft(boss: Browser, desk: Desk) -> None:
    page = _made(boss)
    answer = boss.post(f"{page}/copy", page)
    copy = answer.location.removeprefix("/console").removesuffix("/edit")

    assert _body(desk, copy) == {**_body(desk, page), "name": "周五问候（副本）"}
    assert "草稿" in boss.get(copy).text


@pytest.mark.dialect
def test_all_are_counted_in_the_background_and_the_page_says_when(
    boss: Browser, desk: Desk, clock: ManualClock, people: list[int]
) -> None:
    page = _made(boss)
    assert "没有绑定公众号" in boss.get(f"{page}/dry-run").text
    begun = boss.post(f"{page}/count", page)
    assert begun.location.endswith("/dry-run")
    part = boss.get(f"{page}/count", **{"HX-Request": "true"}).text
    assert 'hx-trigger="every 1s"' in part
    assert "0 / 3 人" in part
    unused: Any = None
    counts.JOB.run(Worker(desk.store, clock, SHANGHAI, unused, unused), NOON)

    done = boss.get(f"{page}/count", **{"HX-Request": "true"}).text
    assert "hx-trigger" not in done
    assert "3 / 3 人" in done
    assert "刚刚" in done
    boss.post(f"{page}/edit", f"{page}/edit", do="save", seen=1, **FORM)
    assert "数的是第 1 版" in boss.get(f"{page}/dry-run").text


def test_a_count_that_nobody_goes_on_with_says_so(
    boss: Browser, clock: ManualClock, people: list[int]
) -> None:
    page = _made(boss)
    other = _made(boss)
    boss.post(f"{page}/count", page)
    assert "定时进程" not in boss.get(f"{page}/count", **{"HX-Request": "true"}).text
    clock.advance(minutes=2)
    assert "定时进程" in boss.get(f"{page}/count", **{"HX-Request": "true"}).text
    assert "定时进程" in boss.get(f"{page}/dry-run").text

    boss.post(f"{other}/count", other)

    assert "定时进程" not in boss.get(f"{page}/count", **{"HX-Request": "true"}).text


@pytest.mark.dialect
def test_a_count_is_given_up(boss: Browser, desk: Desk, people: list[int]) -> None:
    page = _made(boss)
    boss.post(f"{page}/count", page)
    boss.post(f"{page}/count/stop", page)

    assert "数到一半停了" in boss.get(f"{page}/dry-run").text
    with desk.store.reading() as session:
        assert counting.unfinished(session) == []
    assert boss.post("/campaigns/999/count", page).status_code == 404


def test_its_days_are_typed_shown_and_drawn_into_the_calendar(boss: Browser, desk: Desk) -> None:
    days = {"period.from": "2026-03-11", "period.to": "2026-03-20"}
    page = _made(boss, **days)
    assert boss.post(f"{page}/state", page, to="on").status_code == 302

    assert _body(desk, page)["period"] == {"from": "2026-03-11", "to": "2026-03-20"}
    assert 'value="2026-03-20"' in boss.get(f"{page}/edit").text
    assert "2026-03-11 至 2026-03-20" in boss.get(page).text
    assert "2026-03-11 至 2026-03-20" in boss.get("/campaigns").text
    shown = boss.get("/calendar?from=2026-03-09").text
    assert "周五问候 开始" in shown
    assert "周五问候 最后一天" in shown


def test_one_whose_days_are_over_is_not_switched_on(boss: Browser) -> None:
    page = _made(boss, **{"period.to": "2026-01-01"})
    answer = boss.post(f"{page}/state", page, to="on")

    assert answer.status_code == 409
    assert "日期已经过了" in answer.text
