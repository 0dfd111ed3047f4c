"""Campaigns in the console: written with live reach, switched, explained, foreseen, reviewed."""

import html
import re

import pytest

from campaigns import kinds, rules, segments, service
from console.campaigns import inputs
from console.wording import pushes
from membership import customers
from membership.birthdays import Birthday
from membership.customer_values import CustomerIn
from messaging.reach import accounts
from messaging.reach import rules as reach_rules
from messaging.reach import values as reach
from tests.console.conftest import PRIVACY, Browser
from tests.messaging.reach.people import make_contact
from tests.tickets.people import NOON, Desk

NEW = "/campaigns/new?kind=regular"
FORM = {
    "kind": "regular",
    "name": "周五问候",
    "occasion.cron": "* * *",
    "occasion.at": "09:00",
    "steps[0].text": "{{name}}，周末愉快～",
}


@pytest.fixture
def people(desk: Desk) -> list[int]:
    with desk.session() as session:
        accounts.note(session, "wechat:wx1", kind="service", now=NOON)
        ids = []
        for at, name in enumerate(("陈晨", "小林", "王芳")):
            given = CustomerIn(name, name=name, birthday=Birthday("solar", 3, 10))
            ids.append(customers.post(session, given, now=NOON, privacy=PRIVACY).member_id)
            if at:
                make_contact(session, f"o{at}", member_id=ids[-1])
        return ids


def _made(browser: Browser, **changes: object) -> str:
    answer = browser.post(NEW, NEW, do="save", **{**FORM, **changes})
    assert answer.status_code == 302, answer.text
    return answer.location.removeprefix("/console")


def test_the_shop_begins_with_birthday_and_win_back(boss: Browser) -> None:
    page = boss.get("/campaigns").text

    assert "生日祝福" in page
    assert "老客召回" in page
    assert page.count("进行中") == 2


def test_every_kind_is_offered_and_its_form_opens(boss: Browser) -> None:
    page = boss.get("/campaigns/new").text
    for kind in kinds.every():
        assert kinds.every()[kind].introduction.title in page
        assert kinds.every()[kind].introduction.about in page
        assert boss.get(f"/campaigns/new?kind={kind}").status_code == 200


@pytest.mark.dialect
def test_one_is_written_changed_and_switched(boss: Browser, desk: Desk) -> None:
    page = _made(boss)
    edit = f"{page}/edit"
    changed = {**FORM, "steps[0].text": "{{name}}，周末见～", "steps[0].gift.points": "20"}
    changed |= {"limits.holdout_percent": "10", "goal.days": "7"}
    assert boss.post(edit, edit, do="save", seen=1, **changed).status_code == 302
    assert boss.post(edit, edit, do="save", seen=1, **FORM).status_code == 409
    number = int(page.rsplit("/", 1)[1])
    with desk.store.reading() as session:
        document = service.read(service.get(session, number).body)
    assert document.steps[0].gift is not None
    assert (document.limits.holdout_percent, document.goal.days) == (10, 7)
    assert boss.post(f"{page}/state", page, to="on").status_code == 302
    assert boss.post(f"{page}/state", page, to="paused").status_code == 302
    assert boss.post(f"{page}/state", page, to="ended").status_code == 302
    assert boss.post(f"{page}/state", page, to="on").status_code == 409
    assert "周末见" in boss.get(page).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "这一项要填"),
        ({"occasion.at": "25:00"}, "09:30"),
        ({"occasion.cron": "friday"}, "* * 5"),
        ({"steps[0].text": "{{nmae}}"}, "没有 {{nmae}} 这个变量"),
        ({"steps[0].text": "{{name"}, "大括号不成对"),
        ({"limits.holdout_percent": "80"}, "太大了，最多 50"),
        ({"steps[0].after_days": "两天"}, "整数"),
        ({"steps[0].link.title": "看看", "steps[0].link.url": "ftp://x"}, "https"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    boss: Browser, wrong: dict[str, str], said: str
) -> None:
    answer = boss.post(NEW, NEW, do="save", **{**FORM, **wrong})

    assert answer.status_code == 422
    found = re.search(r'class="error"[^>]*>([^<]*)', answer.text)
    assert found is not None
    assert said in found[1]


def test_reach_is_shown_before_anything_is_saved(boss: Browser, people: list[int]) -> None:
    shown = boss.post("/campaigns/reach", NEW, **FORM).text

    assert "没有绑定公众号" in shown
    assert re.search(r"还能参加的 3 人", shown)
    assert "写完整后" in boss.post("/campaigns/reach", NEW, **{**FORM, "name": ""}).text


@pytest.mark.dialect
def test_a_member_is_explained_rule_by_rule(boss: Browser, people: list[int]) -> None:
    page = _made(boss)
    boss.post(f"{page}/state", page, to="on")
    shown = boss.get(f"{page}/explain?member={people[0]}").text
    assert "现在收不到" in shown
    assert "没有处理中的投诉" in shown
    assert boss.get(f"{page}/explain?member=999").status_code == 404


def test_whom_to_explain_is_found_by_name(boss: Browser, people: list[int], desk: Desk) -> None:
    page = _made(boss)
    with desk.store.reading() as session:
        name = customers.get(session, people[0]).name
    only = boss.get(f"{page}/explain?q={name}")
    assert only.status_code == 302
    assert f"member={people[0]}" in only.location
    with desk.session() as session:
        for number in ("V8", "V9"):
            given = CustomerIn(number, name="许同名")
            customers.post(session, given, now=NOON, privacy=PRIVACY)
    assert boss.get(f"{page}/explain?q=许同名").text.count("看这位") == 2
    assert "没有找到" in boss.get(f"{page}/explain?q=nobody").text
    assert "先找到会员" in boss.get(f"{page}/explain").text
    assert boss.get("/campaigns/999/explain?q=x").status_code == 404


def test_the_calendar_foresees_birthdays(boss: Browser, people: list[int]) -> None:
    shown = boss.get("/calendar?from=2026-03-09").text

    assert "生日祝福" in shown
    assert boss.get("/calendar?from=nonsense").status_code == 200


def test_the_review_of_a_month_without_campaigns(boss: Browser) -> None:
    assert "这个月没有活动" in boss.get("/review?month=2026-01").text


def test_reach_rules_are_saved_and_checked(admin: Browser, boss: Browser, desk: Desk) -> None:
    page = "/reach-rules"
    assert boss.get(page).status_code == 403
    form = {
        "quiet.from": "22:00",
        "quiet.to": "08:00",
        "quiet.categories": ["marketing", "survey"],
        "caps[0].categories": ["marketing"],
        "caps[0].counting": ["marketing"],
        "caps[0].most": "2",
        "caps[0].hours": "168",
        "order.marketing": "客服消息、短信",
        "wecom_a_month": "4",
        "holdout_percent": "5",
        "detractor_days": "30",
        "sms_fen": "0.05",
    }
    assert admin.post(page, page, seen=0, **form).status_code == 302
    with desk.store.reading() as session:
        found = reach_rules.in_force(session)
    assert found.quiet is not None
    assert f"{found.quiet.begins:%H:%M}" == "22:00"
    assert found.order("marketing") == ("message", "sms")
    assert (found.caps[0].most, len(found.caps)) == (2, 1)
    assert admin.post(page, page, seen=0, **form).status_code == 409
    wrong = admin.post(page, page, seen=1, **{**form, "quiet.to": "24:30"})
    assert wrong.status_code == 422
    assert "error" in wrong.text
    off = {name: value for name, value in form.items() if not name.startswith("quiet")}
    assert admin.post(page, page, seen=1, **off).status_code == 302
    with desk.store.reading() as session:
        assert reach_rules.in_force(session).quiet is None


def test_agents_do_not_see_campaigns(agent: Browser) -> None:
    for path in ("/campaigns", "/calendar", "/review"):
        assert agent.get(path).status_code == 403


def test_everything_has_words() -> None:
    assert set(rules.RULES) | set(reach.RULES) <= set(pushes.RULES)
    for kind in kinds.every():
        assert all(inputs.variables_of(kind).values())


def test_a_campaign_for_a_saved_segment(boss: Browser, desk: Desk) -> None:
    with desk.session() as session:
        kept = segments.save(session, "老会员", {}, actor="staff:1", now=NOON)
    page = _made(boss, **{"audience.segment": str(kept.id)})

    assert "老会员" in boss.get(page).text


def test_what_the_form_does_not_show_stays_and_all_channels_can_be_worded(
    boss: Browser, desk: Desk
) -> None:
    body = {
        "name": "老客",
        "kind": "winback",
        "audience": {"conditions": [{"field": "orders", "is": ">=", "value": 3}]},
        "occasion": {"at": "10:00", "to": ["lost"]},
        "steps": [
            {
                "text": "好久不见",
                "channels": ["subscribe", "sms"],
                "link": {"title": "看看", "url": "https://a.cn", "picture_url": "https://a.cn/b"},
                "notice": {"template": "care", "fields": {"thing1": "{{name}}", "thing2": "想您"}},
                "sms": {"template": "SMS_1", "values": ["{{name}}", "{{points}}"]},
            },
            {"text": "再看看", "after_days": 1, "after_hours": 3},
        ],
    }
    with desk.session() as session:
        view = service.create(session, "mine", body, actor="staff:1", now=NOON)
    edit = f"/campaigns/{view.id}/edit"
    form = _inputs(boss.get(edit).text)

    saved = boss.post(edit, edit, do="save", **form)

    assert saved.status_code == 302, saved.text
    with desk.store.reading() as session:
        after = service.get(session, view.id)
    assert after.version == 2
    assert service.read(after.body) == service.read(body)


def _inputs(page: str) -> dict[str, object]:
    """What a browser would send of the form as it stands."""
    found: dict[str, object] = {}
    form = page[page.index('name="seen"') - 200 : page.rindex('value="save"')]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        if name and name != "csrf_token" and ("checkbox" not in tag or " checked" in tag):
            found[name] = value
    for name, inner in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = html.unescape(inner)
    for name, inner in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""
