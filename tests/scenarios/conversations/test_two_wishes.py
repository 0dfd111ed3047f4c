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


def test_a_complaint_among_three_is_begun_and_the_others_are_not_lost(phone: Phone) -> None:
    phone.joins(holding=350)
    said = phone.says("查下积分，开个发票，还有你们蛋糕里有根头发我要投诉")
    assert "350 积分" in said
    assert "已经登记" in said
    assert "哪一笔" in said
    assert phone.ticket().kind == "complaint"
    assert "查下积分" not in phone.ticket().description
    assert "抬头" in phone.says("跳过")


def test_a_complaint_about_staff_and_the_points(phone: Phone) -> None:
    phone.joins(holding=350)
    said = phone.says("我要投诉店员骂人，顺便查下积分")
    assert "350 积分" in said
    assert "已经登记" in said


def test_a_complaint_that_says_nothing_yet_is_asked_about_first(phone: Phone) -> None:
    phone.joins(holding=350)
    said = phone.says("我要投诉，顺便查下积分，再帮我开个发票")
    assert "350 积分" in said
    assert "发生了什么" in said
    assert "抬头" not in said


def test_why_something_is_returned_is_no_wish_of_its_own(phone: Phone) -> None:
    member = phone.joins()
    phone.bought(member, "E1128", 12800)
    said = phone.says("你们送来的杯子碎了，我要退款，顺便查一下我的积分有多少")
    assert "128 积分" in said
    assert "哪一笔" in said
    assert "杯子碎了" in phone.says("昨天那单")


def test_who_is_upset_hears_that_we_are_sorry_before_any_figures(phone: Phone) -> None:
    phone.joins(holding=350)
    said = phone.says("蛋糕里有根头发，另外帮我查下积分")
    assert said.startswith("真对不起")
