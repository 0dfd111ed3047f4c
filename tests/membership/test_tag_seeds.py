"""The tags that a new store begins with."""

from membership import coupon_templates, coupons, tag_rules
from store.transactions import Store
from tests.membership.order_shop import pay
from tests.membership.rewards_shop import DAY, NOON, add_member


def test_frequent_buyers_are_tagged_out_of_the_box(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        for number in range(3):
            pay(session, member, f"A{number}", at=NOON + number * 7 * DAY)

        assert tag_rules.tags_of(session, member) == ["高频"]


def test_who_mostly_buys_with_coupons_is_price_sensitive(store: Store) -> None:
    with store.session() as session:
        terms = {"kind": "cash", "value": 100, "valid_days": 365}
        body = {"key": "one", "name": "1 元券", "terms": terms}
        coupon_templates.save(session, body, now=NOON)
        member = add_member(session)
        for number in range(3):
            key = f"{number}"
            issued = coupons.issue(session, "one", member, source="staff", key=key, now=NOON)
            code = issued.code if number else None
            at = NOON + number * 30 * DAY
            pay(session, member, f"A{number}", at=at, coupon_code=code)

        assert tag_rules.tags_of(session, member) == ["价格敏感"]
