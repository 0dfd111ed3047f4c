"""Staff write what they learned of a member; two of them never overwrite each other unseen."""

import re
from html import unescape
from typing import Any

import pytest

from console.members import wording as members_wording
from membership import consents, custom_fields, customers
from membership.birthdays import LUNAR, Birthday
from membership.custom_fields import CustomField
from membership.customer_values import CustomerIn, Profile
from tests.console.conftest import PRIVACY, Browser
from tests.tickets.people import Desk
from tickets import audit

FIELDS = (
    CustomField("skin", "肤质", "choice", ("干性", "油性")),
    CustomField("size", "鞋码", "number"),
    CustomField("since", "纪念日", "date"),
    CustomField("parent", "有孩子", "yes_no"),
    CustomField("pet", "宠物", "text"),
)
ENTERED: dict[str, Any] = {
    "name": "陈晓雯",
    "gender": "female",
    "birthday": "农历八月十五",
    "tags": "老客、爱喝茶",
    "preferences": "口味：少糖\n座位: 靠窗",
    "custom.skin": "油性",
    "custom.size": "36.5",
    "custom.since": "2020-05-20",
    "custom.parent": "no",
    "custom.pet": "一只猫",
    "refused.marketing": ["sms"],
}


@pytest.fixture
def member(desk: Desk) -> int:
    with desk.session() as session:
        for field in FIELDS:
            custom_fields.save(session, field, now=desk.now)
        customer = CustomerIn("V1", name="小陈", phone="13800001111")
        return customers.post(session, customer, now=desk.now, privacy=PRIVACY).member_id


def profile(desk: Desk, member_id: int) -> Profile:
    with desk.store.reading() as session:
        return customers.get(session, member_id)


def seen(browser: Browser, member_id: int) -> str:
    page = browser.get(f"/members/{member_id}/edit").text
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def save(browser: Browser, member_id: int, **form: object) -> tuple[int, str]:
    path = f"/members/{member_id}/edit"
    answer = browser.post(path, path, **form)
    return answer.status_code, answer.text


def test_everything_is_entered_shown_and_audited(agent: Browser, desk: Desk, member: int) -> None:
    assert save(agent, member, **ENTERED)[0] == 302

    kept = profile(desk, member)
    assert (kept.name, kept.gender, kept.birthday) == ("陈晓雯", "female", Birthday(LUNAR, 8, 15))
    assert kept.tags == ("老客", "爱喝茶")
    assert kept.preferences == {"口味": "少糖", "座位": "靠窗"}
    assert kept.custom == {
        "skin": "油性",
        "size": 36.5,
        "since": "2020-05-20",
        "parent": False,
        "pet": "一只猫",
    }
    with desk.store.reading() as session:
        assert not consents.allowed(session, channel="sms", kind="marketing", member_id=member)
        assert consents.allowed(session, channel="wechat", kind="marketing", member_id=member)
        assert audit.lines(session)[0].action == "change_member"
    page = agent.get(f"/members/{member}").text
    for said in ("36.5", "少糖", "农历 八月十五", "营销（短信）", "资料有变：", "爱喝茶"):
        assert said in page


@pytest.mark.dialect
def test_saving_it_again_changes_nothing_and_blanks_empty_fields(
    agent: Browser, desk: Desk, member: int
) -> None:
    save(agent, member, **ENTERED)
    first = profile(desk, member)
    lines = len(_audited(desk))
    save(agent, member, **ENTERED)
    assert (profile(desk, member), len(_audited(desk))) == (first, lines)

    save(agent, member, name="陈晓雯")
    emptied = profile(desk, member)
    assert (emptied.custom, emptied.preferences, emptied.tags) == ({}, {}, ())
    assert emptied.phone_hint == "138****1111"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"birthday": "2 月 31 日"}, "太大了"),
        ({"birthday": "明天"}, "例如 1990-08-15"),
        ({"custom.size": "大"}, "数字"),
        ({"custom.since": "2020-13-01"}, "写法不对"),
        ({"custom.skin": "鱼鳞"}, "选一个"),
        ({"preferences": "少糖"}, "一行一条"),
        ({"tags": "长" * 40}, "太长了"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    agent: Browser, desk: Desk, member: int, given: dict[str, str], said: str
) -> None:
    status, page = save(agent, member, **{**ENTERED, **given})
    assert status == 422
    assert said in page
    assert profile(desk, member).name == "小陈"
    assert ENTERED["name"] in page


def test_only_a_supervisor_changes_the_phone(
    agent: Browser, boss: Browser, desk: Desk, member: int
) -> None:
    save(agent, member, **ENTERED, phone="13900002222")
    assert profile(desk, member).phone_hint == "138****1111"
    save(boss, member, **ENTERED, phone="13900002222")
    assert profile(desk, member).phone_hint == "139****2222"


def test_the_second_of_two_is_told_what_the_first_changed(
    agent: Browser, boss: Browser, desk: Desk, member: int
) -> None:
    opened = seen(boss, member)
    save(agent, member, **ENTERED, seen=opened)
    status, page = save(boss, member, name="小陈陈", seen=opened)

    assert status == 409
    for said in ("别人改过", "小陈", "陈晓雯", "小陈陈"):
        assert said in page
    assert profile(desk, member).name == "陈晓雯"
    assert save(boss, member, **{**ENTERED, "name": "小陈陈"}, seen=seen(boss, member))[0] == 302


def test_a_member_that_is_not_there_is_said_so(agent: Browser) -> None:
    assert agent.get("/members/999999/edit").status_code == 404


def test_every_kind_of_event_has_words() -> None:
    kinds = {
        "joined",
        "bound",
        "unbound",
        "profile",
        "tags",
        "consent",
        "level_up",
        "level_down",
        "level_kept",
        "level_notice",
        "merged",
        "parted",
    }
    assert kinds <= members_wording.known_events()
    assert members_wording.event("level_up", {"to": "gold"}, {"gold": "金卡"}) == "升级为金卡"


def _audited(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [line.action for line in audit.lines(session)]
