"""More lines of made-up customers that had got an answer beside the point."""

import pytest

from membership import gifts
from store.transactions import Store
from tests.scenarios.conversations.conftest import Write
from tests.scenarios.conversations.phone import Phone


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def test_another_gift_in_everyday_words_is_named_before_the_yes(
    phone: Phone, store: Store
) -> None:
    with store.session() as session:
        for key, name, points in (("bag", "常客帆布袋", 480), ("cup", "马克杯", 200)):
            gift = {"key": key, "name": name, "points": points, "stock": 9}
            gifts.save(session, gift, now=phone.clock.now())
    phone.joins(holding=700)
    phone.says("兑换")
    phone.says("帆布袋")
    assert "「马克杯」，确认吗" in phone.says("还是杯子")
    assert "「马克杯」的兑换码" in phone.says("嗯")


@pytest.mark.parametrize("said", ["我昨天买的", "昨天那个", "上周买的"])
def test_a_piece_of_a_story_is_listened_to(phone: Phone, said: str) -> None:
    assert "我在听" in phone.says(said)


def test_a_tax_number_that_nobody_has_at_hand_is_left_out(phone: Phone) -> None:
    phone.says("开发票")
    phone.says("杭州市第一人民医院")
    assert "哪一笔" in phone.says("税号我不知道")


def test_is_nobody_there_while_waiting(phone: Phone) -> None:
    phone.says("转人工")
    assert "下一位" in phone.says("没人吗？？？")


def test_a_question_about_what_is_in_it_upsets_nobody(phone: Phone) -> None:
    assert "抱歉让您不愉快" not in phone.says("我对花生过敏 你们的曲奇有花生吗")


@pytest.mark.parametrize("said", ["我孩子在你们店里摔了一跤", "我在你们门口滑倒了", "手被烫伤了"])
def test_who_was_hurt_is_taken_down_at_once(phone: Phone, said: str) -> None:
    assert "已经登记" in phone.says(said)
    assert phone.ticket().kind == "complaint"


def test_why_on_earth_names_no_matter(phone: Phone) -> None:
    assert "发生了什么" in phone.says("凭什么")


def test_thanks_with_a_plan_is_thanks(phone: Phone, write: Write) -> None:
    assert "不客气" in phone.says("谢谢，那我们周六来")


def test_what_was_left_in_the_shop_goes_to_a_person(phone: Phone) -> None:
    said = phone.says("我的伞好像落你们店里了")
    assert "店员" in said
    assert "什么样子" in said
    assert phone.ticket().kind == "enquiry"
    assert "不太在行" not in phone.says("黑色的 长柄")


def test_who_wants_to_buy_is_not_sent_away(phone: Phone) -> None:
    said = phone.says("我想买个蛋糕给我妈过生日")
    assert "不太在行" not in said
    assert "店员" in said


def test_the_number_of_a_choice_is_not_what_the_matter_is(phone: Phone) -> None:
    phone.says("有人吗")
    phone.says("1")
    assert phone.ticket().subject != "1"
