"""A question about goods while something else is being filled in."""

import pytest

from tests.scenarios.conversations.conftest import Write
from tests.scenarios.conversations.phone import Phone


@pytest.mark.parametrize(
    ("begin", "question"),
    [("我要退货", "哪一笔订单"), ("我要投诉", "发生了什么"), ("开发票", "抬头")],
)
def test_it_is_answered_and_the_form_goes_on(
    phone: Phone, write: Write, begin: str, question: str
) -> None:
    write("保温杯有什么颜色", "蓝色和白色都有现货。", "保温杯有蓝色吗")
    assert question in phone.says(begin)
    said = phone.says("保温杯有没有蓝色的呀")
    assert "蓝色和白色" in said
    assert question in said


def test_what_went_wrong_with_goods_is_still_the_reason(phone: Phone) -> None:
    phone.says("我要退货")
    phone.says("跳过")
    assert "核对" in phone.says("杯子有个地方是裂的，能退吗")
