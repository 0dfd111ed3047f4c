"""Answers that come when the question had been given up: half an hour, or half a day later."""

import pytest

from store.transactions import Store
from tests.scenarios.conversations.phone import Phone

ORDER = "D260600880012"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def test_a_reason_given_forty_minutes_later_is_taken(phone: Phone) -> None:
    phone.says("我要退货")
    phone.says(ORDER)
    phone.later(minutes=40)
    said = phone.says("太甜了")
    assert "原因「太甜了」" in said
    assert "夸奖" not in said


def test_an_order_number_hours_later_is_no_new_question(phone: Phone) -> None:
    phone.says("我要退货")
    phone.later(hours=5)
    assert "原因" in phone.says(ORDER)


def test_a_late_yes_sees_first_what_it_is_for(phone: Phone) -> None:
    phone.says("我要退货")
    phone.says(ORDER)
    phone.says("尺码太大")
    phone.later(hours=2)
    assert "原因「尺码太大」" in phone.says("确认")
    assert phone.tickets() == []
    assert "已提交" in phone.says("确认")


def test_another_wish_leaves_the_old_question_alone(phone: Phone) -> None:
    phone.joins(holding=70)
    phone.says("我要退货")
    phone.later(hours=2)
    said = phone.says("我有多少积分")
    assert "70" in said
    assert "哪一笔" not in said


def test_a_voice_in_words_is_no_photo(phone: Phone) -> None:
    phone.says("我要退货")
    said = phone.sees(
        lambda: phone.send(kind="voice", text="就昨天那个", media_id="v", opens="message")
    )
    assert "照片" not in said
