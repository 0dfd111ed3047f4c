"""Several wishes in one line: each answered where all are certain and harmless."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot import wishes
from bot.library import Library
from bot.turn import Surroundings, Turn
from bot.understanding import Understanding, load
from messaging.inbound import Inbound
from messaging.messages import Image, Menu, Option, Text
from messaging.values import Contact
from store.transactions import Store
from tests.chat import NOON, SHANGHAI


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return load()


def parts(
    store: Store,
    understanding: Understanding,
    line: str,
    dialogue: Mapping[str, Any] | None = None,
) -> list[tuple[str, str]]:
    contact = Contact(1, "a", "o")
    contact.dialogue = None if dialogue is None else dict(dialogue)
    contact.dialogue_until = NOON.replace(hour=23) if dialogue else None
    inbound = Inbound("a", "o", "k", "text", NOON, text=line)
    with store.engine.connect() as connection:
        around = Surroundings(understanding, SHANGHAI, library=Library())
        turn = Turn(connection, inbound, 1, contact, NOON, around)
        return [(one.text, one.intent) for one in wishes.apart(turn)]


@pytest.mark.parametrize(
    ("line", "intents"),
    [
        ("查下积分，顺便开个发票", ["points_balance", "invoice"]),
        ("开个发票，顺便查下积分", ["points_balance", "invoice"]),
        ("帮我查积分和优惠券", ["points_balance", "coupon"]),
        ("查一下积分、优惠券、会员等级", ["points_balance", "coupon", "tier_benefits"]),
        ("几点关门 我的会员等级是啥", ["store_info", "tier_benefits"]),
        ("开个发票，另外我要退货", ["invoice", "refund_return"]),
    ],
)
def test_each_wish_is_heard(
    store: Store, understanding: Understanding, line: str, intents: list[str]
) -> None:
    assert [intent for _, intent in parts(store, understanding, line)] == intents


@pytest.mark.parametrize(
    "line",
    [
        "你好，查积分",
        "积分和券能一起用吗",
        "我的积分，怎么变少了",
        "没收到货，想退款",
        "我要退货 顺便投诉下快递",
        "查积分！转人工",
        "退货和换货有什么区别",
        "我不要转人工，我想查积分",
        "查积分，顺便阿巴阿巴",
        "退订，顺便查下积分",
    ],
)
def test_one_matter_stays_whole(store: Store, understanding: Understanding, line: str) -> None:
    assert parts(store, understanding, line) == []


def test_a_running_form_hears_the_whole_line(store: Store, understanding: Understanding) -> None:
    running = {"name": "refund", "step": "why", "data": {}}
    assert parts(store, understanding, "查下积分，顺便开个发票", running) == []


def test_answers_share_bubbles_and_only_the_last_keeps_its_choices() -> None:
    coupons = Menu("您有 1 张券：", (Option("coupon:1", "满减券"),))
    entry = Menu("9 点开门", (Option("faq:yes:1", "有用"),))
    question = Menu("哪一笔？", (Option("refund=1", "订单 1"),))
    assert wishes.together([[Text("一")], [coupons], [entry], [question]]) == [
        Menu("一\n\n您有 1 张券：\n· 满减券\n\n9 点开门\n\n哪一笔？", question.options)
    ]
    picture = Image("m")
    assert wishes.together([[Text("一")], [picture, Text("二")], [Text("三")]]) == [
        Text("一"),
        picture,
        Text("二\n\n三"),
    ]
