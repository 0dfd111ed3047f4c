"""What one line is understood as: the contract, and lines whose keyword misleads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import INTENTS, Understanding, Understood, load

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return load()


READER = load()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600))
def test_any_text_is_answered(text: str) -> None:
    found = READER.understand(text)

    assert found.intent in INTENTS
    assert 0.0 <= found.confidence <= 1.0
    assert found.alternatives[0] == (found.intent, found.confidence)


def test_alternatives_come_likeliest_first(understanding: Understanding) -> None:
    chances = [chance for _, chance in understanding.understand("积分抵的钱能退吗").alternatives]

    assert len(chances) == 4
    assert chances == sorted(chances, reverse=True)


@pytest.mark.parametrize("text", ["", "   ", "\n", "，，"])
def test_an_empty_line_is_never_certain(understanding: Understanding, text: str) -> None:
    assert not understanding.understand(text).certain


def test_a_plain_line_is_certain(understanding: Understanding) -> None:
    found: Understood = understanding.understand("我的积分还有多少")

    assert found.certain
    assert not found.negative


@pytest.mark.parametrize("text", ["嗯呐那个就是说", "鈥滃摝鈥", "的的的"])
def test_a_line_without_sense_is_not_certain(understanding: Understanding, text: str) -> None:
    assert not understanding.understand(text).certain


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我要退订单", "refund_return"),
        ("帮我把订单退订了", "refund_return"),
        ("酒店订单退订要扣钱吗", "refund_return"),
        ("转接头有货吗", "product_question"),
        ("转接头怎么用", "product_question"),
        ("这个转接头能接耳机吗", "product_question"),
        ("人工草坪多少钱", "product_question"),
        ("退烧贴有货吗", "product_question"),
        ("把我订的房间退订了吧", "refund_return"),
        ("人工智能是什么东西", "out_of_scope"),
        ("定积分怎么求", "out_of_scope"),
        ("会员不都是包邮的吗", "tier_benefits"),
        ("退款的话优惠券退吗", "coupon"),
        ("花呗怎么还款", "out_of_scope"),
        ("你的生日是几号呀", "out_of_scope"),
        ("取消花呗短信提醒", "unsubscribe"),
        ("TD", "unsubscribe"),
        ("怎么投诉", "complaint"),
        ("我要投诉的进度", "ticket_progress"),
        ("别用机器人糊弄我，找人来", "human_agent"),
        ("积分咋少了", "points_balance"),
        ("上次那个事还没给我处理", "ticket_progress"),
        ("我要找人工!!", "human_agent"),
        ("優惠券怎麼用", "coupon"),
        ("优惠卷在哪领", "coupon"),
    ],
)
def test_a_misleading_word_does_not_mislead(
    understanding: Understanding, text: str, intent: str
) -> None:
    assert understanding.understand(text).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "什么垃圾客服，气死我了",
        "你们就是骗子，退钱！",
        "破机器人滚，给我转人工！！",
        "等了两小时菜都馊了，恶心",
    ],
)
def test_strong_wording_is_noticed_whatever_the_intent(
    understanding: Understanding, text: str
) -> None:
    assert understanding.understand(text).negative


@pytest.mark.parametrize(
    "text",
    ["我的积分还有多少", "谢谢你", "快递到哪了", "怎么开发票", "服务很好，五星", "不要香菜"],
)
def test_calm_wording_is_not_strong(understanding: Understanding, text: str) -> None:
    assert not understanding.understand(text).negative


def test_serving_needs_neither_scikit_learn_nor_much_time() -> None:
    script = (
        "import sys, time, numpy\n"
        "started = time.process_time()\n"
        "from bot.understanding import load\n"
        "load().understand('积分')\n"
        "print(time.process_time() - started)\n"
        "assert not {'sklearn', 'scipy', 'jieba'} & set(sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    assert float(ran.stdout) < 1.5
