"""Words that leave a dialogue or pass a question over, and words that only look like them."""

import pytest

from bot import steering


@pytest.mark.parametrize(
    "said",
    [
        "哦那就算了吧谢谢啊",
        "算了不弄了",
        "好的不用了",
        "那就不麻烦了",
        "行吧算了",
        "不用了，谢谢您",
        "别弄了",
    ],
)
def test_a_dialogue_is_left_in_more_than_one_word(said: str) -> None:
    assert steering.is_cancel(said)


@pytest.mark.parametrize(
    "said",
    [
        "算了我还是要换",
        "算了换个杯子吧",
        "不要香菜",
        "好吧",
        "算了退款吧",
        "不是不要",
        "没事了才怪",
    ],
)
def test_another_wish_after_it_is_no_leaving(said: str) -> None:
    assert not steering.is_cancel(said)


@pytest.mark.parametrize(
    "said",
    [
        "订单号没有了找不着了",
        "小票丢了",
        "不知道单号",
        "记不清是哪单了",
        "单号早扔了",
        "没有订单号",
    ],
)
def test_who_has_no_number_passes_the_question_over(said: str) -> None:
    assert steering.is_skip(said)


@pytest.mark.parametrize("said", ["没收到货", "不清楚怎么坏的", "没得吃", "忘了放餐具", "没有用"])
def test_what_happened_is_told_not_passed_over(said: str) -> None:
    assert not steering.is_skip(said)
