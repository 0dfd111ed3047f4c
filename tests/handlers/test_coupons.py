"""What a customer hears about their coupons."""

from typing import Any

from membership import coupon_templates, coupons
from tests.chat import Chat
from tests.handlers.regulars import join


def _give(chat: Chat, member: int, key: str = "1", **terms: Any) -> str:
    wanted = {"kind": "cash", "value": 2000, "minimum": 10_000, "valid_days": 7} | terms
    with chat.store.session() as session:
        now = chat.clock.now()
        body = {"key": "twenty", "name": "满 100 减 20", "terms": wanted}
        coupon_templates.save(session, body, now=now)
        return coupons.issue(session, "twenty", member, source="staff", key=key, now=now).code


def test_a_stranger_is_invited(chat: Chat) -> None:
    said = chat.says("我有什么优惠券")

    assert "免费入会" in said
    assert "会员专享" in said


def test_a_member_without_coupons_hears_where_some_come_from(chat: Chat) -> None:
    join(chat)

    assert "没有可用的优惠券" in chat.says("我的优惠券")


def test_coupons_are_listed_and_one_shows_its_code(chat: Chat) -> None:
    code = _give(chat, join(chat))

    said = chat.says("我有哪些优惠券")
    assert "您有 1 张可用的优惠券" in said
    assert "满 100 减 20（6 月 16 日到期）" in said
    shown = chat.says("1")
    assert f"券码：{code}" in shown
    assert "满 100 元减 20 元" in shown


def test_a_code_may_be_typed_and_looking_uses_nothing(chat: Chat) -> None:
    member = join(chat)
    code = _give(chat, member)

    for _ in range(2):
        assert "结账时" in chat.says(f"用券 {code.lower()}")
    with chat.store.session() as session:
        now = chat.clock.now()
        coupons.use(session, code, member_id=member, order_ref="A1", amount=12_000, now=now)
    assert "已经用过了，省了 20 元" in chat.says(f"券码：{code}")


def test_somebody_elses_code_tells_nothing(chat: Chat) -> None:
    member = join(chat)
    code = _give(chat, member)
    chat.openid = "o_other"
    join(chat)

    assert "没有这个券码" in chat.says(f"用券 {code}")


def test_an_expired_coupon_is_not_offered(chat: Chat) -> None:
    code = _give(chat, join(chat))
    chat.later(days=7)

    assert "没有可用的优惠券" in chat.says("我的优惠券")
    assert "过期" in chat.says(f"用券 {code}")
