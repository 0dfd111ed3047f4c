"""Whoever is asked one thing asks another: terms of a refund, or to be bound, twice."""

import pytest

from tests.scenarios.conversations.conftest import Write
from tests.scenarios.conversations.phone import Phone
from tickets import thread

FREIGHT = "质量问题我们出运费，其他原因由您承担。"


@pytest.mark.parametrize("asked", ["运费谁出", "那运费谁出啊", "邮费要我掏吗"])
def test_who_pays_the_freight_is_no_reason_for_a_refund(
    phone: Phone, write: Write, asked: str
) -> None:
    write("退货运费谁承担", FREIGHT, "邮费要我付吗")
    phone.says("我要退货")
    assert FREIGHT in phone.says(asked)
    phone.says("20260101001")
    assert FREIGHT in phone.says(asked), "also where any words would do as a reason"
    assert "原因「尺码太大」" in phone.says("尺码太大")
    assert "原因「尺码太大」" in phone.says(asked), "and at the confirmation"


@pytest.mark.parametrize("asked", ["运费谁出", "几天能到账", "退款啥时候到"])
def test_terms_that_nobody_wrote_down_are_left_to_staff(
    phone: Phone, write: Write, asked: str
) -> None:
    write("几天发货", "48 小时内发货。")
    write("你们几点营业", "9 点开门。")
    phone.says("我要退款")
    said = phone.says(asked)
    assert "店员审核时会在这里跟您说清楚" in said
    assert "哪一笔订单" in said


@pytest.mark.parametrize("asked", ["绑定手机", "我要绑定", "绑定"])
def test_a_wish_to_be_bound_is_no_story(phone: Phone, asked: str) -> None:
    phone.says("我要投诉")
    assert "手机号" in phone.says(asked)
    assert "发生了什么" in phone.says("算了")


@pytest.mark.parametrize("again", ["绑定", "我要绑定", "重发验证码", "换个号", "重新发"])
def test_another_code_takes_the_place_of_the_first(phone: Phone, again: str) -> None:
    phone.says("我要退货")
    phone.says("绑定会员手机 13800001111")
    assert "手机号" in phone.says(again)
    assert "6 位验证码" in phone.says("13800002222")
    assert "手机号" in phone.says(again)
    said = phone.says("算了")
    assert "先不弄" in said
    assert "验证码" not in said, "no question about a code comes back"
    assert "哪一笔订单" in said, "but the refund goes on"
    assert "先不申请" in phone.says("算了")


def test_who_leaves_a_form_for_a_person_hears_that_nothing_is_lost(phone: Phone) -> None:
    member = phone.joins()
    phone.bought(member, "E1128", 12800)
    phone.says("我要退款")
    phone.says("昨天那单")
    said = phone.says("人工")
    assert "刚才填的" in said
    assert "E1128" in phone.ticket().description
    assert "退款" in phone.ticket().description


def test_what_was_told_is_kept_on_the_ticket_that_is_open_already(phone: Phone) -> None:
    phone.says("蛋糕里有根头发")
    phone.says("跳过")
    phone.says("跳过")
    phone.says("开发票")
    phone.says("杭州小树科技有限公司")
    assert "刚才填的" in phone.says("人工")
    with phone.store.reading() as session:
        shown = thread.read(session, phone.ticket().contact_id).entries
    assert any("开发票\n杭州小树科技有限公司" in (entry.text or "") for entry in shown)


def test_who_told_nothing_is_promised_nothing(phone: Phone) -> None:
    phone.says("我要投诉")
    assert "刚才填的" not in phone.says("人工")
