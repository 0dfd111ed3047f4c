"""One spelling for many."""

from __future__ import annotations

import pytest

from bot.understanding.writing import LONGEST_LINE, NUMBER, normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＰＬＵＳ会员！", "plus会员!"),
        ("優惠券怎麼領", "优惠券怎么领"),
        ("优惠卷优惠劵", "优惠券优惠券"),
        ("卷饼少了一份", "卷饼少了一份"),
        ("订单20261101", "订单0"),
        ("满[数字x]减***", "满0减0"),
        ("[ORDERID_77] 到哪了", "0 到哪了"),
        ("哈哈哈哈哈", "哈哈"),
        ("您好，，在嘛", "你好 在吗"),
        ("88", "88"),
        ("88vip", "88vip"),
        ("1 2", "0 0"),
    ],
)
def test_spellings_are_unified(written: str, read: str) -> None:
    assert normalise(written) == read


def test_masked_words_become_signs() -> None:
    assert normalise("[链接x]") == normalise("https://example.com/a?b=1")
    assert normalise("[姓名x]") != normalise("[地址x]")
    assert normalise("[金额x]") == NUMBER


def test_an_essay_is_cut_off() -> None:
    assert len(normalise("积分怎么用" * 1000)) <= LONGEST_LINE
