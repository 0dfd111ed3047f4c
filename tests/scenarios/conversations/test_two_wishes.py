"""Two wishes in one line, as people in a hurry write."""

from tests.scenarios.conversations.conftest import Write
from tests.scenarios.conversations.phone import Phone


def test_points_and_an_invoice(phone: Phone) -> None:
    member = phone.joins(holding=350)
    phone.bought(member, "E20260609001", 12800)
    said = phone.says("查下积分，顺便开个发票")
    assert said.index("478 积分") < said.index("抬头")
    assert "哪一笔" in phone.says("个人")


def test_an_invoice_then_a_refund(phone: Phone) -> None:
    said = phone.says("开个发票，另外我要退货")
    assert "抬头" in said
    assert "原因" not in said
    phone.says("个人")
    phone.says("跳过")
    said = phone.chooses("确认")
    assert "开票已登记" in said
    assert "哪一笔订单" in said
    assert [ticket.category for ticket in phone.tickets()] == ["invoice"]


def test_coupons_and_opening_hours(phone: Phone, write: Write) -> None:
    write("你们几点关门", "21:00 关门。", "营业到几点")
    phone.joins()
    said = phone.says("优惠券有几张，顺便问下你们几点关门")
    assert "优惠券" in said
    assert "21:00" in said


def test_a_stranger_is_invited_once_and_still_asked(phone: Phone) -> None:
    said = phone.says("查下积分 再帮我开个发票")
    assert "入会" in said
    assert "抬头" in said
