"""Members in chat: joining, points, level, profile, binding, 退订."""

import json
from typing import Any

import pytest

from membership import consents, customers, orders, points, rules
from membership.birthdays import LUNAR, SOLAR, Birthday
from membership.customer_values import CustomerIn
from membership.order_values import OrderIn
from messaging import contacts
from messaging.repository.outbox import list_rows
from store.transactions import Store
from tests.chat import ACCOUNT, NOON, PRIVACY, SHANGHAI, Chat

PHONE = "13800001111"


@pytest.fixture
def member(chat: Chat, store: Store) -> int:
    """The customer, a member without anything."""
    chat.says("我要入会")
    with store.reading() as session:
        contact = contacts.find(session, ACCOUNT, chat.openid)
    assert contact is not None
    assert contact.member_id is not None
    return contact.member_id


def _buy(store: Store, member: int, number: str, amount: int, **values: Any) -> None:
    order = OrderIn(number, member_id=member, amount=amount, paid_at=NOON, **values)
    with store.session() as session:
        orders.post(session, order, now=NOON, timezone=SHANGHAI)


def _sent_code(chat: Chat, store: Store) -> str:
    with store.reading() as session:
        sealed = list_rows(session, None, (), 9)[0].payload["sealed"]
    return str(json.loads(PRIVACY.unseal(sealed))["values"][0])


@pytest.mark.parametrize("asked", ["我的积分还有多少", "我的会员等级有什么权益", "我想改生日"])
def test_who_is_no_member_is_invited_not_refused(chat: Chat, asked: str) -> None:
    answer = chat.says(asked)

    assert "入会" in answer
    assert "绑定" in answer


def test_joining_takes_one_line_and_happens_once(chat: Chat, store: Store) -> None:
    assert "欢迎入会" in chat.says("我要入会")
    assert "已经是会员" in chat.says("注册会员")
    with store.reading() as session:
        assert customers.contacts_of(session, 1) == [1]


def test_an_invitation_is_accepted_by_its_number(chat: Chat) -> None:
    chat.says("我的积分还有多少")
    assert "欢迎入会" in chat.says("1")


def test_a_member_hears_their_balance_and_what_expires_next(
    chat: Chat, store: Store, member: int
) -> None:
    assert "还没有积分" in chat.says("我的积分还有多少")
    _buy(store, member, "A1", 12_000)
    answer = chat.says("我的积分还有多少")

    assert "120 积分" in answer
    assert "2027 年 12 月 31 日到期" in answer


@pytest.mark.parametrize(
    "asked", ["离下一级还差多少", "还差多少能升级", "距离银卡还差多少成长值", "怎么升级会员"]
)
def test_what_is_missing_to_the_next_level(chat: Chat, member: int, asked: str) -> None:
    assert "再得 1000 成长值升为银卡" in chat.says(asked)


@pytest.mark.parametrize(
    "asked", ["我还有多少积分", "还剩多少积分啊", "查下多少积分", "至少得多少积分才能用啊我有几分"]
)
def test_how_many_is_no_complaint_that_they_got_fewer(
    chat: Chat, store: Store, member: int, asked: str
) -> None:
    _buy(store, member, "A1", 12_000)

    assert "120 积分" in chat.says(asked)
    assert "最近的积分变动" in chat.says("凭啥少了我二十积分")


def test_held_points_and_debts_are_explained(chat: Chat, store: Store, member: int) -> None:
    _buy(store, member, "A1", 12_000)
    with store.session() as session:
        until = NOON.replace(hour=9)
        points.hold(session, member, 20, source="gift", key="1", until=until, now=NOON)
    assert "20 分正为您的兑换留着" in chat.says("我的积分还有多少")
    with store.session() as session:
        points.spend(session, member, 100, source="gift", key="2", now=NOON)
    with store.session() as session:
        order = OrderIn("A1", status="refunded")
        orders.post(session, order, now=NOON, timezone=SHANGHAI)
    assert "退款" in chat.says("我的积分还有多少")


def test_the_latest_entries_tell_where_points_came_from(
    chat: Chat, store: Store, member: int
) -> None:
    assert "还没有积分变动" in chat.says("积分明细")
    _buy(store, member, "A1", 12_000)
    with store.session() as session:
        orders.post(session, OrderIn("A1", status="refunded", refunded_amount=2_000), now=NOON)
    answer = chat.says("积分明细")

    assert answer.splitlines()[1:] == ["6 月 10 日 退款扣回 -20", "6 月 10 日 消费获得 +120"]


def test_the_level_tells_benefits_and_what_is_missing(
    chat: Chat, store: Store, member: int
) -> None:
    assert "再得 1000 成长值升为银卡会员" in chat.says("我的会员等级有什么权益")
    _buy(store, member, "A1", 600_000)
    answer = chat.says("我的会员等级有什么权益")

    assert "您现在是金卡会员，成长值 6000。" in answer
    assert "专属客服" in answer
    assert "再得 2500 成长值就能保级" in answer
    assert "再得 14000 成长值升为黑金会员" in answer


def test_a_birthday_is_entered_by_the_moon_and_changed_once_a_year(
    chat: Chat, store: Store, member: int
) -> None:
    assert "生日是哪天" in chat.says("我要填生日")
    assert "没有这一天" in chat.says("二月三十一")
    assert "农历 八月十五" in chat.says("农历八月十五")
    assert "记下啦" in chat.says("确认")
    with store.reading() as session:
        assert customers.get(session, member).birthday == Birthday(LUNAR, 8, 15)

    for said in ("我要改生日", "我要改生日 1990-08-16"):
        answer = chat.says(said)
        assert "您登记的生日是 农历 八月十五" in answer, "said before anything is confirmed"
        assert "一年只能改一次" in answer
        assert "对吗" not in answer


def test_a_birthday_said_at_once_is_only_confirmed(chat: Chat, store: Store, member: int) -> None:
    assert "1990 年 8 月 15 日，对吗" in chat.says("帮我登记生日1990年8月15日")
    assert "先不填" in chat.says("取消")
    with store.reading() as session:
        assert customers.get(session, member).birthday is None
    chat.says("帮我登记生日1990年8月15日")
    chat.says("1")
    with store.reading() as session:
        assert customers.get(session, member).birthday == Birthday(SOLAR, 8, 15, 1990)


def test_name_and_gender_are_changed_in_chat(chat: Chat, store: Store, member: int) -> None:
    chat.says("我要改名字")
    assert "小林" in chat.says("我叫小林")
    chat.says("改性别")
    assert "改好了" in chat.says("女士")
    answer = chat.says("看看我的会员资料")

    assert "称呼：小林" in answer
    assert "性别：女士" in answer


def test_binding_finds_the_record_by_phone_and_code(chat: Chat, store: Store) -> None:
    with store.session() as session:
        customer = CustomerIn("C1", name="陈晨", phone=PHONE)
        record = customers.post(session, customer, now=NOON, privacy=PRIVACY).member_id
    _buy(store, record, "A1", 12_000)

    assert "手机号" in chat.says("绑定会员")
    assert "全" in chat.says("1380000")
    assert "6 位验证码" in chat.says("138 0000 1111")
    assert "不对" in chat.says("000000" if _sent_code(chat, store) != "000000" else "111111")
    answer = chat.says(_sent_code(chat, store))
    assert "绑定成功，欢迎回来，陈晨！" in answer
    assert "120 积分" in chat.says("我的积分还有多少")


def test_a_code_that_is_late_or_never_came_is_asked_for_again(chat: Chat, store: Store) -> None:
    _on_record(store)
    chat.says("绑定会员")
    chat.says(PHONE)
    chat.clock.advance(minutes=20)
    assert "过期" in chat.says(_sent_code(chat, store))
    assert "6 位验证码" in chat.says(PHONE)
    assert "手机号" in chat.says("没收到验证码")
    assert "6 位验证码" in chat.says(PHONE)
    assert "绑定成功" in chat.says(_sent_code(chat, store))


def test_another_phone_may_be_given_instead_of_the_code(chat: Chat, store: Store) -> None:
    _on_record(store)
    chat.says("绑定会员")
    chat.says("13900009999")
    assert "6 位验证码" in chat.says("发错了，是 13800001111")
    assert "绑定成功" in chat.says(_sent_code(chat, store))


def _on_record(store: Store) -> None:
    with store.session() as session:
        customers.post(session, CustomerIn("C1", phone=PHONE), now=NOON, privacy=PRIVACY)


def test_a_wrong_phone_hears_the_same(chat: Chat, store: Store) -> None:
    with store.session() as session:
        customers.post(session, CustomerIn("C1", phone=PHONE), now=NOON, privacy=PRIVACY)
    chat.says("绑定会员")
    known = chat.says(PHONE)
    chat.says("取消")
    other = Chat(store, chat.pipeline._around.understanding, chat.clock, openid="o_other")
    other.says("绑定会员")

    assert other.says("13900002222") == known
    code = _sent_code(chat, store)
    assert "不对" in other.says(code)


def test_unbinding_is_asked_for_and_leaves_the_record(chat: Chat, store: Store) -> None:
    with store.session() as session:
        customer = CustomerIn("C1", phone=PHONE)
        record = customers.post(session, customer, now=NOON, privacy=PRIVACY).member_id
    chat.says("绑定会员")
    chat.says(PHONE)
    chat.says(_sent_code(chat, store))
    assert "确定解绑吗" in chat.says("我要解绑")
    assert "一切照旧" in chat.says("先不解绑")
    chat.says("我要解绑")
    assert "已经解绑" in chat.says("1")
    assert "没有绑定" in chat.says("我要解绑")
    with store.reading() as session:
        assert customers.contacts_of(session, record) == []


def test_who_has_no_phone_is_warned_before_unbinding(chat: Chat, member: int) -> None:
    assert "没留手机号" in chat.says("我要解绑")


def test_unsubscribing_stops_pushes_and_is_undone(chat: Chat, store: Store, member: int) -> None:
    def allowed(kind: str) -> bool:
        with store.reading() as session:
            return consents.allowed(
                session, channel="wechat", kind=kind, contact_id=1, member_id=member
            )

    assert "已为您退订" in chat.says("退订")
    assert [allowed(kind) for kind in ("marketing", "survey", "notice")] == [False, False, True]
    assert "已经退订过" in chat.says("不要再给我发广告了")
    assert "已为您恢复" in chat.says("取消退订")
    assert allowed("marketing")
    assert allowed("survey")


@pytest.mark.parametrize(
    ("said", "channel", "kind", "named", "undo"),
    [
        ("退订短信", "sms", "marketing", "短信", "恢复短信"),
        ("不想收问卷了", "wechat", "survey", "问卷", "恢复问卷"),
        ("别再给我发广告了", "wechat", "marketing", "优惠和活动", "我要重新接收优惠"),
        ("退订活动短信", "sms", "marketing", "短信里的优惠和活动", "恢复"),
    ],
)
def test_one_channel_or_kind_is_unsubscribed_alone(
    chat: Chat,
    store: Store,
    member: int,
    said: str,
    channel: str,
    kind: str,
    named: str,
    undo: str,
) -> None:
    def refused() -> set[tuple[str, str]]:
        with store.reading() as session:
            return {
                (way, what)
                for way in ("wechat", "sms")
                for what in ("marketing", "survey")
                if not consents.allowed(session, channel=way, kind=what, member_id=member)
            }

    assert f"已为您退订，不再给您发{named}" in chat.says(said)
    assert (channel, kind) in refused()
    assert len(refused()) == 2 - (said == "退订活动短信")
    assert "已为您恢复" in chat.says(undo)
    assert refused() == set()


def test_a_stranger_unsubscribes_too(chat: Chat, store: Store) -> None:
    assert "已为您退订" in chat.says("TD")
    with store.reading() as session:
        assert not consents.allowed(session, channel="wechat", kind="marketing", contact_id=1)


def test_a_question_in_the_middle_of_binding_is_answered(chat: Chat, member: int) -> None:
    chat.says("绑定会员")
    answer = chat.says("我的积分还有多少")

    assert "还没有积分" in answer


def test_what_a_yuan_earns_is_said_as_the_rules_have_it(chat: Chat, store: Store) -> None:
    with store.session() as session:
        body = {"points_per_yuan": 3, "growth_per_yuan": 2}
        rules.save(session, body, actor="staff:1", now=NOON)
    assert "消费 1 元得 3 积分" in chat.says("我的积分还有多少")
    assert "消费 1 元得 3 积分" in chat.says("我要入会")
    assert "消费 1 元得 3 积分" in chat.says("我的积分还有多少")
    assert "消费 1 元得 2 成长值" in chat.says("还差多少升级")


@pytest.mark.parametrize(
    "said",
    ["我要退订单 不是退订短信", "我说的是退订单不是退订", "你们能发优惠券吗，不用发优惠券的说明"],
)
def test_words_that_only_look_like_a_wish_to_hear_no_more(chat: Chat, said: str) -> None:
    assert "已为您退订" not in chat.says(said)
