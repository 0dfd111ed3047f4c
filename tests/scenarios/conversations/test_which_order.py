"""Which order is meant, in the words people use for it."""

import pytest

from store.transactions import Store
from tests.scenarios.conversations.phone import Phone


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.fixture
def buyer(phone: Phone) -> Phone:
    member = phone.joins()
    phone.bought(member, "E1128", 12800, days_ago=1)
    phone.bought(member, "E2035", 3500, days_ago=2)
    phone.bought(member, "E3099", 9900, days_ago=2)
    return phone


@pytest.mark.parametrize(
    "said", ["就昨天那个", "昨天买的", "最近那单", "128那个", "刚买的那笔", "128.00的那单"]
)
def test_an_order_is_known_by_its_day_or_its_price(buyer: Phone, said: str) -> None:
    buyer.says("我要退款")
    assert "原因" in buyer.says(said)
    assert "¥128.00" in buyer.says("尺码不合适")
    buyer.says("确认")
    assert buyer.ticket().order_no == "E1128"


@pytest.mark.parametrize("said", ["前天那单", "上周那个"])
def test_what_fits_several_or_none_is_asked_again(buyer: Phone, said: str) -> None:
    buyer.says("我要退款")
    answer = buyer.says(said)
    assert "没找到" in answer
    assert "哪一笔" in answer


def test_a_stranger_is_not_told_off_for_a_day(phone: Phone) -> None:
    phone.says("我要退款")
    answer = phone.says("就昨天那个")
    assert "没找到" in answer
    assert "跳过" in answer


def test_the_first_line_may_name_the_order(buyer: Phone) -> None:
    assert "原因" in buyer.says("昨天买的那单要退货")


def test_where_is_the_one_of_yesterday(buyer: Phone) -> None:
    assert "¥128.00" in buyer.says("昨天那单快递到哪了")
