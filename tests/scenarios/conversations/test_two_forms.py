"""Two forms open at once, and an answer that is for the lower one."""

import pytest

from store.transactions import Store
from tests.scenarios.conversations.phone import Phone


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def test_a_title_given_while_the_refund_asks_which_order(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("我要退货")
    said = phone.says("个人")
    assert "开哪一笔" in said
    phone.says("跳过")
    said = phone.chooses("确认")
    assert "开票已登记" in said
    assert "是哪一笔订单呢" in said


def test_a_tax_number_given_while_the_refund_asks_which_order(phone: Phone) -> None:
    for line in ("开发票", "杭州小树科技有限公司", "我要退货"):
        phone.says(line)
    assert "开哪一笔" in phone.says("91330106MA2K4XX12B")


def test_what_fits_both_answers_the_question_that_was_asked_last(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("我要退货")
    assert "原因" in phone.says("2026060112345")


def test_what_fits_neither_is_asked_again(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("我要退货")
    assert "是哪一笔订单呢" in phone.says("嘟嘟嘟")
