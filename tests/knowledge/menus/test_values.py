"""A menu is checked place by place, and comes back as it was kept."""

import pytest

from knowledge.errors import InvalidError
from knowledge.menus.default import DEFAULT
from knowledge.menus.values import Column, Line, Menu, check, from_document, to_document

WISHES = frozenset({"coupon", "points_balance"})
COUPON = Line("优惠券", "wish", "coupon")
FULL: Menu = (
    Column("会员中心", (COUPON, Line("八个汉字正好放下", "say", "附近的门店"))),
    Column("Shop", (Line("官网", "link", "https://example.com:8443/a?b=c"),)),
)


def only(line: Line) -> Menu:
    return (Column("会员", (COUPON, line)),)


def test_a_menu_comes_back_as_it_was_kept() -> None:
    check(FULL, WISHES)
    assert from_document(to_document(FULL)) == FULL


def test_the_one_we_bring_along_fits() -> None:
    check(DEFAULT, {line.value for column in DEFAULT for line in column.lines})


@pytest.mark.parametrize(
    ("menu", "field", "reason"),
    [
        ((), "columns", "empty"),
        ((Column("a", (COUPON,)),) * 4, "columns", "long"),
        ((Column("", (COUPON,)),), "columns.0.name", "empty"),
        ((Column("五个汉字了", (COUPON,)),), "columns.0.name", "long"),
        ((Column("ninechars", (COUPON,)),), "columns.0.name", "long"),
        ((*FULL, Column("空", ())), "columns.2.lines", "empty"),
        ((Column("多", (COUPON,) * 6),), "columns.0.lines", "long"),
        (only(Line("九个汉字这里放不下", "say", "嗨")), "columns.0.lines.1.name", "long"),
        (only(Line(" ", "say", "嗨")), "columns.0.lines.1.name", "empty"),
        (only(Line("积\n分", "say", "嗨")), "columns.0.lines.1.name", "syntax"),
        (only(Line("猜", "wish", "dance")), "columns.0.lines.1.kind", "unknown"),
        (only(Line("猜", "dance", "coupon")), "columns.0.lines.1.kind", "unknown"),  # type: ignore[arg-type]
        (only(Line("说", "say", "")), "columns.0.lines.1.value", "empty"),
        (only(Line("说", "say", "长" * 41)), "columns.0.lines.1.value", "long"),
        (only(Line("看", "link", "")), "columns.0.lines.1.value", "empty"),
        (only(Line("看", "link", "http://example.com")), "columns.0.lines.1.value", "syntax"),
        (only(Line("看", "link", "https://")), "columns.0.lines.1.value", "syntax"),
        (only(Line("看", "link", "https://a b.com")), "columns.0.lines.1.value", "syntax"),
        (only(Line("看", "link", "https://a.com:x/")), "columns.0.lines.1.value", "syntax"),
        (only(Line("看", "link", "https://[a")), "columns.0.lines.1.value", "syntax"),
        (
            only(Line("看", "link", "https://a.com/" + "x" * 1024)),
            "columns.0.lines.1.value",
            "long",
        ),
    ],
)
def test_what_does_not_fit_is_named(menu: Menu, field: str, reason: str) -> None:
    with pytest.raises(InvalidError) as refused:
        check(menu, WISHES)
    assert (refused.value.field, refused.value.reason) == (field, reason)
