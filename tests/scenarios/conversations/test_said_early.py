"""Answers that come before their question, or in other words than the question wants."""

import pytest

from store.transactions import Store
from tests.scenarios.conversations.phone import Phone

COMPANY, TAX = "杭州小树科技有限公司", "91330106MA2K4XX12B"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.mark.parametrize("why", ["size不对", "颜色不喜欢", "杯口有裂纹", "穿着太小了"])
def test_a_reason_given_before_it_is_asked_for_is_kept(phone: Phone, why: str) -> None:
    member = phone.joins()
    phone.bought(member, "E1128", 12800)
    phone.says("我要退款")
    assert "记下了" in phone.says(why)
    assert why in phone.says("昨天的")


@pytest.mark.parametrize("said", ["到底退不退", "前天那单", "改一下", "2037abc"])
def test_what_is_no_reason_is_not_taken_for_one(phone: Phone, said: str) -> None:
    phone.says("我要退款")
    assert "记下了" not in phone.says(said)


def test_the_order_number_again_is_no_reason(phone: Phone) -> None:
    phone.says("我要退款")
    phone.says("12345")
    assert "原因「" not in phone.says("订单号是12345啊")


def test_a_company_without_its_name_is_no_title(phone: Phone) -> None:
    phone.says("开发票")
    assert "全称" in phone.says("公司的")
    assert "税号" in phone.says(COMPANY)


def test_somebody_means_a_person(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("个人的")
    assert "抬头「个人」" in phone.says("跳过")


def test_an_invoice_told_at_once_with_the_day_of_the_order(phone: Phone) -> None:
    member = phone.joins()
    phone.bought(member, "E1320", 32000)
    said = phone.says(f"开个发票 抬头{COMPANY} 税号{TAX} 昨天那单")
    assert "这样登记开票可以吗" in said
    assert "¥320.00" in said


def test_when_an_invoice_comes_is_answered_before_it_is_handed_in(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("个人")
    said = phone.says("什么时候能开好")
    assert "没找到" not in said
    assert "开好会在这里发给您" in said
    assert "哪一笔" in said
