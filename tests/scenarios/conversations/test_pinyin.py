"""Who types in letters is understood as in characters."""

import pytest

from store.transactions import Store
from tests.scenarios.conversations.phone import Phone


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def test_a_member_in_a_hurry(phone: Phone) -> None:
    phone.joins(holding=350)
    assert "350 积分" in phone.says("cha jifen")
    assert "签到成功" in phone.says("qiandao")
    assert "优惠券" in phone.says("youhuiquan")
    assert "人工" in phone.says("kefu")
    assert "叫店员" in phone.says("zhuan rengong")
    assert phone.ticket().kind == "enquiry"
