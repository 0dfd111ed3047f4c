"""Lines heard from made-up customers that had got an answer beside the point."""

import pytest

from store.transactions import Store
from tests.scenarios.conversations.conftest import Write
from tests.scenarios.conversations.phone import Phone


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.mark.parametrize("said", ["你是机器人吗", "你是真人还是机器人", "是AI吗"])
def test_who_asks_whether_we_are_a_machine_is_told(phone: Phone, said: str) -> None:
    answer = phone.says(said)
    assert "小助手" in answer
    assert "叫店员" not in answer
    assert "叫店员" in phone.chooses("找店员")


@pytest.mark.parametrize("said", ["我想", "我要", "请问", "你好我想"])
def test_half_a_sentence_is_waited_for(phone: Phone, said: str) -> None:
    assert "我在听" in phone.says(said)


@pytest.mark.parametrize(
    "said",
    [
        "我昨天消费了怎么没给积分",
        "喂你好我想问一下我上次买的那个面包不是送积分吗我看了一下好像没有给我加上去",
        "买了东西积分没到账",
    ],
)
def test_points_that_did_not_come_are_looked_for(phone: Phone, said: str) -> None:
    member = phone.joins()
    phone.bought(member, "E1", 5000)
    answer = phone.says(said)
    assert "+50" in answer
    assert "店员" in answer


def test_praise_with_a_but_is_a_complaint(phone: Phone) -> None:
    answer = phone.says("面包很好吃，但是服务员态度真的差")
    assert "已经登记" in answer
    assert "夸奖" not in answer
    assert phone.ticket().kind == "complaint"


def test_what_follows_a_complaint_is_no_small_talk(phone: Phone) -> None:
    phone.says("你们送的什么破玩意儿！！！杯子都碎了！！！")
    answer = phone.says("对就是昨天那个")
    assert "不太在行" not in answer
    assert phone.ticket().number
    assert f"#{phone.ticket().number}" in answer


def test_between_the_questions_everything_told_is_kept(phone: Phone) -> None:
    phone.says("我女儿昨天吃了你们的蛋糕拉肚子了")
    assert "记下了" in phone.says("今天早上去医院了")
    assert "记下了" in phone.says("我要打12315")


def test_another_complaint_while_the_first_is_asked_about(phone: Phone) -> None:
    phone.says("你们空调太冷了")
    assert "发生了什么" in phone.says("新的投诉")
    phone.says("店员把我名字写错了三次")
    assert len(phone.tickets()) == 2


def test_a_slip_after_unsubscribing_is_undone(phone: Phone) -> None:
    phone.says("别再给我发广告了")
    assert "恢复" in phone.says("点错了")


def test_mere_annoyance_is_asked_about(phone: Phone) -> None:
    assert "发生了什么" in phone.says("烦死了")
    assert phone.tickets() == []


def test_a_lunar_birthday_by_itself_is_one(phone: Phone) -> None:
    phone.joins()
    assert "八月十六" in phone.says("农历八月十六")


@pytest.mark.parametrize("said", ["能不能多出点无糖的面包", "希望周末多上一个店员"])
def test_a_wish_for_the_shop_is_a_suggestion(phone: Phone, said: str) -> None:
    assert "谢谢您的建议" in phone.says(said)


@pytest.mark.parametrize("said", ["满多少起送", "送到学院路可以吗", "能送到文三路吗"])
def test_where_we_deliver_to_is_about_no_order(phone: Phone, said: str) -> None:
    answer = phone.says(said)
    assert "哪一笔" not in answer
    assert "店员" in answer


def test_the_question_at_the_end_of_a_greeting_is_heard(phone: Phone, write: Write) -> None:
    write("你们几点开门", "每天 9:00–21:00 营业。", "营业时间")
    said = "小姑娘你好，我不太会用这个手机，我想问问你们店几点钟开门呀"
    assert "9:00" in phone.says(said)


def test_the_question_at_the_end_of_a_rant_is_answered_too(phone: Phone, write: Write) -> None:
    write("你们几点开门", "每天 9:00–21:00 营业。", "几点关门")
    said = phone.says(
        "我真的是老顾客了，从你们开业就来，结果今天排了二十分钟队，前面就一个人，店员还在聊天，"
        "真的很过分，对了你们周末几点关门"
    )
    assert "21:00" in said
    assert "已经登记" in said


def test_who_asks_at_night_whether_we_left_hears_when_we_are_back(phone: Phone) -> None:
    phone.clock.advance(hours=11)
    phone.says("转人工")
    assert "9:00" in phone.says("你们是不是下班了")


def test_all_points_that_expire_together_are_said_once(phone: Phone) -> None:
    phone.joins(holding=480)
    answer = phone.says("我的积分")
    assert answer.count("480") == 1
    assert "2027 年 12 月 31 日" in answer


def test_a_phone_number_by_itself_may_be_a_member(phone: Phone) -> None:
    assert "绑定" in phone.says("13812345678")
    assert "验证码" in phone.chooses("绑定")
