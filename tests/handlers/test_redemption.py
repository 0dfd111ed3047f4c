"""Points for gifts in chat: nothing moves without a confirmation that names it."""

import re
from typing import Any

from knowledge import editing
from knowledge.editing import EntryDraft
from membership import coupon_templates, coupons, gifts, points, redemption
from messaging.inbound import Inbound
from tests.chat import ACCOUNT, Chat
from tests.handlers.regulars import available, join


def _stock(chat: Chat, *bodies: dict[str, Any]) -> None:
    mug = {"key": "mug", "name": "定制马克杯", "points": 100, "stock": 2}
    with chat.store.session() as session:
        for body in bodies or (mug,):
            gifts.save(session, body, now=chat.clock.now())


def test_a_stranger_is_invited(chat: Chat) -> None:
    assert "免费入会" in chat.says("积分怎么兑换礼品")


def test_choosing_confirming_and_the_code(chat: Chat) -> None:
    member = join(chat, holding=150)
    _stock(chat)

    assert "定制马克杯 · 100 积分" in chat.says("我想用积分换礼品")
    assert "用 100 积分兑换「定制马克杯」，确认吗" in chat.says("1")
    assert available(chat, member) == 150
    said = chat.says("确认")

    code = re.search(r"兑换码：(\w{8})", said)
    assert code is not None
    assert "还剩 50" in said
    assert available(chat, member) == 50
    with chat.store.session() as session:
        done = redemption.verify(session, code[1], staff="staff:1", now=chat.clock.now())
        assert done.state == "collected"


def test_saying_no_moves_nothing(chat: Chat) -> None:
    member = join(chat, holding=150)
    _stock(chat)
    chat.says("我想用积分换礼品")
    chat.says("马克杯")

    assert "积分给您留着" in chat.says("算了")
    assert available(chat, member) == 150
    with chat.store.reading() as session:
        assert gifts.find(session, "mug").stock == 2
        assert redemption.recent(session, member) == []


def test_too_few_points_say_how_many_are_missing(chat: Chat) -> None:
    member = join(chat, holding=60)
    _stock(chat)

    assert "还差 40" in chat.says("我想用积分换礼品")
    said = chat.says("1")

    assert "「定制马克杯」要 100 积分，您现在能用 60，还差 40 积分" in said
    assert "确认吗" not in said
    assert available(chat, member) == 60


def test_a_gift_named_at_once_that_is_too_dear_is_not_asked_to_be_confirmed(chat: Chat) -> None:
    join(chat, holding=60)
    _stock(chat)

    said = chat.says("兑换 定制马克杯")

    assert "还差 40 积分" in said
    assert "确认吗" not in said


def test_changing_to_a_gift_that_is_too_dear_keeps_the_first(chat: Chat) -> None:
    member = join(chat, holding=150)
    mug = {"key": "mug", "name": "定制马克杯", "points": 100, "stock": 2}
    bag = {"key": "bag", "name": "帆布袋", "points": 200, "stock": 2}
    _stock(chat, mug, bag)
    chat.says("兑换 定制马克杯")

    said = chat.says("换成帆布袋")

    assert "「帆布袋」要 200 积分" in said
    assert "用 100 积分兑换「定制马克杯」，确认吗" in said
    assert available(chat, member) == 150


def test_a_gift_had_as_often_as_may_be_is_refused_before_the_question(chat: Chat) -> None:
    member = join(chat, holding=500)
    _stock(
        chat,
        {"key": "mug", "name": "定制马克杯", "points": 100, "stock": 9, "member_limit": 1},
    )
    chat.says("兑换 定制马克杯")
    chat.says("确认")

    said = chat.says("兑换 定制马克杯")

    assert "您已经换过啦" in said
    assert "确认吗" not in said
    assert available(chat, member) == 400


def test_a_price_that_rose_after_the_question_is_confirmed_anew(chat: Chat) -> None:
    """A yes to 100 points is no yes to 140."""
    member = join(chat, holding=150)
    _stock(chat)
    chat.says("我想用积分换礼品")
    chat.says("1")
    _stock(chat, {"key": "mug", "name": "定制马克杯", "points": 140, "stock": 2})

    assert "用 140 积分兑换「定制马克杯」，确认吗" in chat.says("确认")
    assert available(chat, member) == 150
    assert "用了 140 积分" in chat.says("确认")
    assert available(chat, member) == 10


def test_a_no_in_many_words_is_a_no(chat: Chat) -> None:
    member = join(chat, holding=500)
    _stock(chat)
    for said in ("换 算了还是别换", "ok不换", "我不想换了", "先别兑了吧"):
        chat.says("兑换 定制马克杯")
        assert "积分给您留着" in chat.says(said), said
    assert available(chat, member) == 500


def test_whoever_wants_to_think_is_not_pressed(chat: Chat) -> None:
    member = join(chat, holding=500)
    _stock(chat)
    chat.says("兑换 定制马克杯")

    assert chat.says("我想想") == "不急，您慢慢来，想好了直接发给我～"
    assert "兑换码" in chat.says("1")
    assert available(chat, member) == 400


def test_sold_out_between_question_and_answer_takes_nothing(chat: Chat) -> None:
    member = join(chat, holding=150)
    _stock(chat)
    chat.says("我想用积分换礼品")
    chat.says("1")
    _stock(chat, {"key": "mug", "name": "定制马克杯", "points": 100, "stock": 0})

    assert "积分没有扣" in chat.says("确认")
    assert available(chat, member) == 150


def test_a_confirmation_that_comes_twice_redeems_once(chat: Chat) -> None:
    member = join(chat, holding=250)
    _stock(chat)
    chat.says("我想用积分换礼品")
    chat.says("1")
    now = chat.clock.advance(seconds=1)
    confirmed = Inbound(
        account=ACCOUNT,
        external_id=chat.openid,
        kind="text",
        key="the-same-one",
        occurred_at=now,
        text="确认",
        opens="message",
        fields={},
    )

    first, second = chat.deliver(confirmed), chat.deliver(confirmed)

    assert first == second
    assert available(chat, member) == 150


def test_a_coupon_as_gift_comes_with_its_code(chat: Chat) -> None:
    member = join(chat, holding=150)
    with chat.store.session() as session:
        body = {"key": "ten", "name": "10 元券", "terms": {"kind": "cash", "value": 1000}}
        coupon_templates.save(session, body, now=chat.clock.now())
    gift = {"key": "ten", "name": "10 元无门槛券", "points": 80, "stock": 5}
    _stock(chat, gift | {"coupon_template": "ten"})
    chat.says("我想用积分换礼品")
    chat.says("1")
    said = chat.says("确认")

    with chat.store.reading() as session:
        (coupon,) = coupons.usable(session, member, now=chat.clock.now())
        assert points.check(session) == []
    assert f"券码：{coupon.code}" in said


def test_an_empty_shelf_says_so(chat: Chat) -> None:
    join(chat, holding=150)

    assert "补货" in chat.says("我想用积分换礼品")


def test_an_answer_in_between_leaves_one_meaning_to_a_number(chat: Chat) -> None:
    """「1」 for an answer's 「有用」 must not be the confirmation."""
    join(chat, holding=150)
    _stock(chat)
    draft = EntryDraft("你们几点关门", "21:00 关门。")
    with chat.store.session() as session:
        editing.save_entry(session, draft, actor="staff:1", now=chat.clock.now())
    chat.says("我想用积分换礼品")
    chat.says("1")
    chat.later(seconds=5)

    said = chat.says("你们几点关门")

    assert "21:00" in said
    assert "1. 确认提交" in said
    assert said.count("1. ") == 1


def test_another_gift_at_the_confirmation_is_what_is_redeemed(chat: Chat) -> None:
    member = join(chat, holding=500)
    mug = {"key": "mug", "name": "定制马克杯", "points": 100, "stock": 2}
    bag = {"key": "bag", "name": "帆布袋", "points": 200, "stock": 2}
    _stock(chat, mug, bag)
    chat.says("我想用积分换礼品")
    chat.says("马克杯")

    assert "用 200 积分兑换「帆布袋」" in chat.says("换成帆布袋")
    assert available(chat, member) == 500
    assert "帆布袋" in chat.says("嗯")
    assert available(chat, member) == 300


def test_not_that_one_asks_again_and_not_at_all_ends(chat: Chat) -> None:
    member = join(chat, holding=500)
    _stock(chat)
    chat.says("我想用积分换礼品")
    chat.says("马克杯")

    assert "想换哪一件" in chat.says("好像不太对")
    assert "积分给您留着" in chat.says("我不换了")
    assert available(chat, member) == 500


def test_a_gift_named_at_once_or_by_its_price_is_asked_about_at_once(chat: Chat) -> None:
    join(chat, holding=150)
    _stock(chat)
    assert "用 100 积分兑换「定制马克杯」，确认吗" in chat.says("兑换 定制马克杯")
    chat.says("算了")
    chat.says("我想用积分换礼品")
    assert "用 100 积分兑换「定制马克杯」，确认吗" in chat.says("100 积分那个")


def test_a_question_about_points_is_answered_in_between(chat: Chat) -> None:
    join(chat, holding=150)
    _stock(chat)
    chat.says("我想用积分换礼品")
    assert "您现在有 150 积分" in chat.says("我的积分")


def test_a_lost_code_is_found_again(chat: Chat) -> None:
    join(chat, holding=150)
    _stock(chat)
    assert "没有等着领的" in chat.says("我的兑换码")
    chat.says("兑换 定制马克杯")
    code = re.search(r"兑换码：(\w{8})", chat.says("确认"))
    assert code is not None
    assert code[1] in chat.says("我的兑换码")
