"""Administrators write the rules of membership in the console, without code."""

from collections.abc import Mapping

import pytest

from membership import (
    coupon_templates,
    custom_fields,
    gifts,
    levels,
    referral_rules,
    rule_repository,
    rules,
    sign_in,
)
from tests.console.conftest import Browser
from tests.tickets.people import NOON, Desk

PAGES = ("fields", "points", "levels", "coupons", "gifts", "giving", "tags", "rfm")
FIELD = {
    "label": "肤质",
    "key": "skin",
    "kind": "choice",
    "options": "干性、油性",
    "position": "1",
}
POINTS: dict[str, object] = {
    "points_per_yuan": "2",
    "growth_per_yuan": "1",
    "available_after_days": "0",
    "expiry.policy": "months",
    "expiry.count": "12",
    "debt.policy": "allow",
}
WEDNESDAY: dict[str, object] = {
    "earning[0].name": "周三双倍",
    "earning[0].percent": "200",
    "earning[0].weekdays": ["3"],
    "earning[0].categories": "面霜、口红",
}
COUPON = {
    "name": "满 100 减 9.9",
    "key": "ten",
    "terms.kind": "cash",
    "terms.value": "9.9",
    "terms.minimum": "100",
    "enabled": "1",
}
GIFT = {"name": "杯子", "key": "cup", "points": "300", "stock": "5", "enabled": "1"}
GIVING = {
    "sign_in.enabled": "1",
    "sign_in.points": "3",
    "sign_in.cycle": "7",
    "referral.enabled": "1",
    "referral.referrer_points": "80",
    "referral.referred_points": "50",
    "referral.minimum": "9.90",
    "referral.refund_days": "15",
    "referral.monthly_cap": "10",
    "birthday.points": "66",
    "birthday.coupon_template": "",
}


def _send(admin: Browser, tab: str, form: Mapping[str, object]) -> tuple[int, str]:
    answer = admin.post(f"/settings/{tab}", f"/settings/{tab}", **form)
    return answer.status_code, answer.text


@pytest.mark.parametrize("tab", PAGES)
def test_only_administrators_see_and_save_them(tab: str, boss: Browser, admin: Browser) -> None:
    assert boss.get(f"/settings/{tab}").status_code == 403
    assert boss.post(f"/settings/{tab}").status_code == 403
    assert f"/settings/{tab}" not in boss.get("/settings/staff").text
    assert f"/settings/{tab}" in admin.get("/settings/staff").text
    assert admin.get(f"/settings/{tab}").status_code == 200


def test_a_field_is_added_changed_and_audited(admin: Browser, desk: Desk) -> None:
    assert _send(admin, "fields", FIELD)[0] == 302
    changed = {**FIELD, "label": "皮肤", "options": "干性、油性、混合", "edit": "skin"}
    assert _send(admin, "fields", changed)[0] == 302

    with desk.store.reading() as session:
        (field,) = custom_fields.all_fields(session)
    assert (field.label, field.options) == ("皮肤", ("干性", "油性", "混合"))
    assert "皮肤" in admin.get("/settings/fields?edit=skin").text
    assert "修改会员规则" in admin.get("/audit").text


@pytest.mark.parametrize(
    ("tab", "form", "wrong", "said"),
    [
        ("fields", {**FIELD, "options": ""}, "options", "这一项要填。"),
        ("fields", {**FIELD, "key": "皮肤"}, "key", "小写字母"),
        ("fields", {**FIELD, "position": "第一"}, "position", "这里要填整数。"),
        ("points", {**POINTS, "expiry.count": ""}, "expiry.count", "这里要填整数。"),
        ("points", POINTS | WEDNESDAY | {"earning[0].percent": "99999"}, "percent", "最多 10000"),
        ("coupons", {**COUPON, "terms.value": "九块九"}, "terms.value", "金额"),
        ("coupons", {**COUPON, "terms.minimum": "5"}, "terms.minimum", "至少 9.90 元"),
        ("gifts", {**GIFT, "points": "0"}, "points", "至少 1"),
        ("giving", {**GIVING, "sign_in.cycle": "0"}, "sign_in.cycle", "至少 1"),
        ("giving", {**GIVING, "referral.minimum": "x"}, "referral.minimum", "金额"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    admin: Browser, desk: Desk, tab: str, form: Mapping[str, object], wrong: str, said: str
) -> None:
    code, page = _send(admin, tab, form)

    assert code == 422
    before, _, after = page.partition('aria-invalid="true"')
    assert wrong in before[-200:]
    assert said in after[:300]
    with desk.store.reading() as session:
        assert custom_fields.all_fields(session) == []
        assert coupon_templates.every(session) == []
        assert gifts.listed(session, available=False) == []
        assert rule_repository.current(session, "points", now=NOON) is None
        assert rule_repository.current(session, "sign_in", now=NOON) is None


def test_points_rules_are_saved_as_a_version_and_shown_again(admin: Browser, desk: Desk) -> None:
    assert _send(admin, "points", POINTS | WEDNESDAY)[0] == 302
    with desk.store.reading() as session:
        found = rules.in_force(session, now=NOON)
    (rule,) = found.earning
    assert (found.points_per_yuan, found.expiry.count) == (2, 12)
    assert (rule.percent, rule.weekdays, rule.categories) == (
        200,
        frozenset({3}),
        frozenset({"面霜", "口红"}),
    )
    page = admin.get("/settings/points").text
    assert "周三双倍" in page
    assert 'name="earning[1].name"' in page

    gone = POINTS | WEDNESDAY | {"earning[0].remove": "1"}
    assert _send(admin, "points", gone)[0] == 302
    with desk.store.reading() as session:
        assert rules.in_force(session, now=NOON).earning == ()


def test_levels_are_edited_as_a_list(admin: Browser, desk: Desk) -> None:
    form = {
        "levels[0].code": "base",
        "levels[0].name": "会员",
        "levels[0].line": "0",
        "levels[2].code": "vip",
        "levels[2].name": "贵宾",
        "levels[1].code": "",
        "levels[2].line": "500",
        "levels[2].benefits": "生日双倍：当月有效\n包邮",
    }
    code, page = _send(admin, "levels", {**form, "levels[2].line": "0"})
    assert code == 422
    assert "至少 1" in page.partition('id="f-levels[2].line"')[2][:200]

    assert _send(admin, "levels", form)[0] == 302
    with desk.store.reading() as session:
        base, vip = levels.load(session).active
    assert (base.code, vip.name, vip.line) == ("base", "贵宾", 500)
    assert vip.benefits == (
        {"title": "生日双倍", "text": "当月有效"},
        {"title": "包邮", "text": ""},
    )


def test_a_coupon_is_written_in_yuan(admin: Browser, desk: Desk) -> None:
    assert _send(admin, "coupons", COUPON)[0] == 302
    assert _send(admin, "coupons", COUPON)[0] == 422
    assert 'value="9.90"' in admin.get("/settings/coupons?edit=ten").text
    assert _send(admin, "coupons", {**COUPON, "edit": "ten", "terms.value": "20"})[0] == 302

    with desk.store.reading() as session:
        (template,) = coupon_templates.every(session)
    assert (template.terms.value, template.terms.minimum, template.version) == (2_000, 10_000, 2)


def test_a_gift_keeps_its_stock_unless_it_is_given(admin: Browser, desk: Desk) -> None:
    assert _send(admin, "gifts", GIFT)[0] == 302
    assert _send(admin, "gifts", {**GIFT, "stock": "", "points": "200", "edit": "cup"})[0] == 302

    with desk.store.reading() as session:
        gift = gifts.find(session, "cup")
    assert (gift.points, gift.stock, gift.enabled) == (200, 5, True)


def test_what_members_are_given_is_versioned_only_when_changed(admin: Browser, desk: Desk) -> None:
    bonus = {"sign_in.bonus[0].day": "5", "sign_in.bonus[0].points": "20"}
    for _ in range(2):
        assert _send(admin, "giving", GIVING | bonus)[0] == 302

    with desk.store.reading() as session:
        saved = rule_repository.current(session, "sign_in", now=NOON)
        assert saved is not None
        assert saved.version == 1
        assert sign_in.read_rules(saved.document).bonus == ((5, 20),)
        found, _ = referral_rules.in_force(session, now=NOON)
    assert (found.referrer_points, found.minimum) == (80, 990)
