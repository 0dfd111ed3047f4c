"""Whether the shop is open on a holiday."""

import pytest

from knowledge import editing
from knowledge.editing import EntryDraft
from store.transactions import Store
from tests.chat import Chat


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def write(chat: Chat, question: str, answer: str, *variants: str) -> None:
    with chat.store.session() as session:
        draft = EntryDraft(question, answer, variants)
        editing.save_entry(session, draft, actor="staff:1", now=chat.clock.now())


@pytest.mark.parametrize(
    "said", ["国庆开门吗", "过年营业吗", "大年初三开门吗", "春节放假吗", "五一几点关门"]
)
def test_the_usual_hours_are_not_promised_for_a_holiday(chat: Chat, said: str) -> None:
    write(chat, "你们几点开门", "每天 9:00–21:00 营业。", "营业时间", "几点关门")
    answer = chat.says(said)
    assert "平时" in answer
    assert "9:00–21:00" in answer
    assert "可能" in answer
    assert "店员" in answer


def test_what_staff_wrote_of_the_holiday_is_told(chat: Chat) -> None:
    write(chat, "你们几点开门", "每天 9:00–21:00 营业。", "营业时间")
    write(chat, "国庆营业吗", "国庆 10:00–18:00 营业。", "国庆开门吗", "十一放假吗")
    answer = chat.says("国庆节开门吗")
    assert "10:00–18:00" in answer
    assert "平时" not in answer
    assert "平时" in chat.says("过年开门吗")


def test_hours_that_name_holidays_hold_for_them(chat: Chat) -> None:
    write(chat, "你们几点开门", "9:00–21:00 营业，节假日照常。", "营业时间")
    answer = chat.says("国庆开门吗")
    assert "节假日照常" in answer
    assert "平时" not in answer


def test_without_any_hours_a_person_is_offered(chat: Chat) -> None:
    answer = chat.says("国庆开门吗")
    assert "店员" in answer


def test_another_day_is_no_holiday(chat: Chat) -> None:
    write(chat, "你们几点开门", "每天 9:00–21:00 营业。", "营业时间")
    assert "平时" not in chat.says("周末开门吗")
