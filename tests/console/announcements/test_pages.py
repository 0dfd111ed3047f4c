"""Announcements in the console: written, approved by a second person, followed."""

import re
from zoneinfo import ZoneInfo

import pytest

from announcements import editing, results
from announcements.content import Target
from console.announcements import wording as words
from console.wording.reach import CHANNELS, RULES
from membership import customers as members
from membership.customer_values import CustomerIn
from messaging import contacts
from messaging.reach import accounts, values
from tests.console.conftest import PRIVACY, Browser
from tests.tickets.people import NOON, Desk

NEW = "/announcements/new"
FORM = {
    "name": "周末活动",
    "by": "official",
    "account": "wechat:wx1",
    "audience": "all",
    "kind": "text",
    "text": "周末全场八折～",
}


@pytest.fixture(autouse=True)
def account(desk: Desk) -> None:
    with desk.session() as session:
        accounts.note(session, "wechat:wx1", kind="service", now=NOON)


def _written(browser: Browser, **changes: str) -> str:
    answer = browser.post(NEW, NEW, **{**FORM, **changes})
    assert answer.status_code == 302, answer.text
    return answer.location.removeprefix("/console")


def _move(browser: Browser, page: str, to: str, **form: object) -> int:
    return browser.post(f"{page}/move", page, to=to, seen=1, **form).status_code


def test_one_writes_and_another_approves(boss: Browser, admin: Browser, desk: Desk) -> None:
    page = _written(boss)
    assert "周末全场八折" in boss.get(page).text
    assert _move(boss, page, "submit") == 302
    assert _move(boss, page, "approve") == 409
    assert "等另一位同事审批" in boss.get(page).text
    assert _move(admin, page, "approve") == 302
    with desk.store.reading() as session:
        assert editing.get(session, int(page.rsplit("/", 1)[1])).state == "approved"
    told = admin.get("/audit").text
    assert "处理公告" in told
    assert "审批通过" in told
    assert "approve" not in told
    assert "公告「周末活动」" in told


@pytest.mark.dialect
def test_it_is_returned_with_a_reason_and_changed(boss: Browser, admin: Browser) -> None:
    page = _written(boss)
    _move(boss, page, "submit")
    assert _move(admin, page, "return", reason="价格写错了") == 302
    assert "价格写错了" in boss.get(page).text
    edit = f"{page}/edit"
    assert "周末全场八折" in boss.get(edit).text
    changed = boss.post(edit, edit, seen=1, **{**FORM, "text": "周末全场九折"})
    assert changed.status_code == 302
    assert boss.post(edit, edit, seen=1, **FORM).status_code == 409
    assert "九折" in boss.get(page).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "名称"),
        ({"text": ""}, "正文"),
        ({"by": "robots"}, "机器人"),
        ({"audience": "tag", "tag": "vip"}, "标签编号"),
        ({"send_at": "2020-01-01T08:00"}, "发送时间"),
        ({"kind": "article", "title": "上新"}, "图片"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    boss: Browser, wrong: dict[str, str], said: str
) -> None:
    answer = boss.post(NEW, NEW, **{**FORM, **wrong})

    assert answer.status_code == 422
    alert = re.search(r'role="alert">([^<]*)', answer.text)
    assert alert is not None
    assert said in alert[1]
    assert FORM["account"] in answer.text


def test_robots_are_added_and_their_keys_never_shown(admin: Browser, boss: Browser) -> None:
    page = "/announcements/robots"
    key = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=5a7bc3d1-aa00"
    assert admin.post(page, page, name="城西店福利群", key=key).status_code == 302
    shown = admin.get(page).text
    assert "城西店福利群" in shown
    assert "5a7bc3d1" not in shown
    assert admin.post(page, page, name="城西店福利群", key=key).status_code == 422
    assert boss.get(page).status_code == 403
    written = _written(boss, by="robots", robots="1")
    assert "城西店福利群" in boss.get(written).text


def test_agents_do_not_announce(agent: Browser) -> None:
    assert agent.get("/announcements").status_code == 403


def test_a_number_that_is_none(boss: Browser) -> None:
    for path in ("/announcements/99", "/announcements/99/edit"):
        assert boss.get(path).status_code == 404
    assert boss.post("/announcements/99/move", NEW, to="cancel").status_code == 404


def test_it_is_shown_beforehand_to_somebody_called_by_name(boss: Browser, desk: Desk) -> None:
    with desk.session() as session:
        member = members.post(
            session,
            CustomerIn(external_id="V1", name="林小满", phone="13800001111"),
            now=NOON,
            privacy=PRIVACY,
            timezone=ZoneInfo("Asia/Shanghai"),
        ).member_id
        contact = contacts.ensure(session, "wechat:wx1", "o-lin", now=NOON)
        contacts.bind(session, contact.id, member)
    page = _written(boss)
    for typed, openid in (("林小满", "o-lin"), ("1111", "o-lin"), ("o-other", "o-other")):
        assert boss.post(f"{page}/preview", page, openid=typed).status_code == 302
        with desk.store.reading() as session:
            number = int(page.rsplit("/", 1)[1])
            assert results.parts_of(session, number)[-1].target == f"wechat:wx1/{openid}"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target("official"), "通过，向全部粉丝群发"),
        (Target("official", audience="tag", tag=7), "通过，向这个标签群发"),
        (Target("robots", robots=(1, 2)), "通过，发到 2 个群"),
        (Target("customers", senders=("li",)), "通过，请 1 位员工发出"),
    ],
)
def test_approving_says_what_it_does(target: Target, said: str) -> None:
    assert words.approval(target) == said


def test_every_rule_of_reach_is_worded() -> None:
    assert set(RULES) == set(values.RULES)
    assert set(CHANNELS) == {*values.CHANNELS, values.ANY}
