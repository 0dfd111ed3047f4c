"""Tags by rule, written without code and applied to members who did nothing."""

from membership import tag_rules
from tests.console.conftest import Browser
from tests.console.rules.test_pages import _send
from tests.membership.order_shop import pay
from tests.membership.rewards_shop import add_member
from tests.tickets.people import Desk

BIG: dict[str, object] = {
    "tag": "大客户",
    "enabled": "1",
    "conditions[0].measure": "amount",
    "conditions[0].comparison": ">=",
    "conditions[0].value": "500.50",
    "conditions[1].measure": "stage",
    "conditions[1].comparison": "=",
    "conditions[1].value": "新客",
}


def _apply(desk: Desk) -> int:
    batches = 0
    left = 1
    while left:
        with desk.session() as session:
            left = tag_rules.apply_changed(session, now=desk.now, limit=2)
        batches += 1
    return batches


def _tags(desk: Desk, member: int) -> list[str]:
    with desk.store.reading() as session:
        return tag_rules.tags_of(session, member)


def test_a_rule_reaches_members_who_did_nothing_and_leaves_them_when_stopped(
    admin: Browser, desk: Desk
) -> None:
    with desk.session() as session:
        members = [add_member(session) for _ in range(5)]
        for number, member in enumerate(members):
            pay(session, member, f"T{number}", amount=20_000 * (number + 1), at=desk.now)

    assert _send(admin, "tags", BIG)[0] == 302
    assert "正在更新" in admin.get("/settings/tags").text
    assert _apply(desk) > 2
    assert [_tags(desk, member) == ["大客户"] for member in members] == [
        False,
        False,
        True,
        True,
        True,
    ]
    page = admin.get("/settings/tags?edit=大客户").text
    for said in ("累计消费（元） 至少 500.50，生命周期阶段 正好是 新客（3 人）", 'value="500.50"'):
        assert said in page
    assert _apply(desk) == 1

    stopped = {key: value for key, value in BIG.items() if key != "enabled"}
    assert _send(admin, "tags", {**stopped, "edit": "大客户"})[0] == 302
    assert _tags(desk, members[4]) == []


def test_a_wrong_condition_is_named(admin: Browser) -> None:
    for given, said in (
        ({"conditions[0].value": "很多"}, "金额"),
        ({"conditions[0].value": ""}, "这一项要填"),
        ({"conditions[1].value": "路人"}, "请从列出的选项里选一个"),
        ({"conditions[0].measure": "", "conditions[1].measure": ""}, "这一项要填"),
        ({"tag": ""}, "这一项要填"),
        ({"tag": "高频"}, "已经用过了"),
    ):
        status, page = _send(admin, "tags", {**BIG, **given})
        assert (status, said in page) == (422, True), given
