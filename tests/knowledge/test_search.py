"""The entry that answers is found, and what nobody answers is not."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.understanding.cutting import cutter
from knowledge.search import Index
from knowledge.values import Faq

NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
HERE = "wechat:wx_test"
ENTRIES = [
    ("你们几点营业", ("周日开门吗", "几点关门"), "9 点到 21 点"),
    ("停车方便吗", ("有停车场吗",), "门口有车位"),
    ("多久发货", ("什么时候发货", "下单几天能发出"), "48 小时内"),
    ("运费怎么算", ("包邮吗", "多少钱包邮"), "满 99 包邮"),
    ("退货运费谁出", ("退换货邮费",), "质量问题我们出"),
    ("可以开发票吗", ("发票怎么开",), "可以"),
    ("蛋糕能放多久", ("蛋糕保质期",), "冷藏 3 天"),
]


def faq(number: int, question: str, variants: tuple[str, ...], answer: str, **more: object) -> Faq:
    values: dict[str, object] = {
        "account": "",
        "extras": (),
        "category": "",
        "intent": None,
        "active": True,
        "starts_at": None,
        "ends_at": None,
        "useful": 0,
        "useless": 0,
        "shown": 0,
        "updated_at": NOW,
        "updated_by": "staff:1",
        **more,
    }
    return Faq(number, question=question, variants=variants, answer=answer, **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index([faq(n, *entry) for n, entry in enumerate(ENTRIES, 1)], cutter())


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("请问星期天几点开门呀", "你们几点营业"),
        ("你好，有车位吗 停车方便不", "停车方便吗"),
        ("下了单啥时候发货", "多久发货"),
        ("满多少包邮啊", "运费怎么算"),
        ("退换货的邮费谁出", "退货运费谁出"),
        ("发票咋开", "可以开发票吗"),
        ("蛋糕可以放几天", "蛋糕能放多久"),
    ],
)
def test_asked_in_other_words(index: Index, line: str, question: str) -> None:
    hits = index.search(line, account=HERE, now=NOW)
    assert hits
    assert hits[0].entry.question == question


@pytest.mark.parametrize(
    "line", ["今天天气怎么样", "你叫什么名字", "帮我写首诗", "股票涨了吗", "？？？", ""]
)
def test_below_the_floor_nothing_is_said(index: Index, line: str) -> None:
    assert index.search(line, account=HERE, now=NOW) == []


@pytest.mark.parametrize(
    "line", ["几天能到账", "退款多久到账", "退款啥时候到", "几点下雨", "手机壳多少钱", "你是谁"]
)
def test_asking_alike_is_not_asking_the_same(index: Index, line: str) -> None:
    assert index.search(line, account=HERE, now=NOW) == []


def test_another_accounts_and_outdated_entries_are_passed_over() -> None:
    index = Index(
        [
            faq(1, "端午活动", (), "甲", account="wechat:other"),
            faq(2, "端午活动", (), "乙", ends_at=NOW),
            faq(3, "端午活动", (), "丙", starts_at=NOW + timedelta(days=1)),
            faq(4, "端午活动", (), "丁", active=False),
        ],
        cutter(),
    )
    assert index.search("端午活动", account=HERE, now=NOW) == []


OTHERS = [faq(n, "怎么退货", (), "别家", account="wechat:o") for n in range(1, 30)]


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"account": HERE}, "特别"),
        ({"starts_at": NOW}, "特别"),
        ({"ends_at": NOW + timedelta(microseconds=1)}, "特别"),
        ({"starts_at": NOW + timedelta(microseconds=1)}, "平时"),
        ({"ends_at": NOW}, "平时"),
        ({"account": "wechat:o"}, "平时"),
    ],
)
def test_of_the_same_question_the_least_general_answers(
    more: dict[str, object], answer: str
) -> None:
    entries = [
        faq(101, "怎么退货", (), "平时", intent="return"),
        faq(102, "怎么退货", (), "特别", intent="return", **more),
    ]
    for kept in (entries, entries[::-1]):
        index = Index(kept, cutter())
        exact = index.exact("怎么退货", account=HERE, now=NOW)
        of_intent = index.of_intent("return", account=HERE, now=NOW)
        (best, *_) = index.search("请问怎么退货呀", account=HERE, now=NOW)

        assert exact is not None
        assert of_intent is not None
        assert [exact.answer, of_intent.answer, best.entry.answer] == [answer] * 3


def test_several_questions_of_an_intent_leave_none_for_the_rest_of_it() -> None:
    hours = faq(101, "几点开门", (), "9 点", intent="store_info")
    parking = faq(102, "能停车吗", (), "门口能停", intent="store_info")

    alone = Index([hours], cutter()).of_intent("store_info", account=HERE, now=NOW)
    assert alone is not None
    assert alone.answer == "9 点"
    both = Index([hours, parking], cutter())
    assert both.of_intent("store_info", account=HERE, now=NOW) is None


def test_many_entries_of_other_accounts_do_not_crowd_out_ours() -> None:
    index = Index([*OTHERS, faq(100, "怎么退货", (), "我家")], cutter())

    (hit, *_) = index.search("请问怎么退货", account=HERE, now=NOW)

    assert hit.entry.answer == "我家"
