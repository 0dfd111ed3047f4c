"""What customers ask in passing: names, birthdays, codes, friends, signing in, progress."""

import pytest

from membership import sign_in
from store.transactions import Store
from tests.chat import Chat
from tests.handlers.regulars import join


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def test_how_to_be_called_is_kept_as_it_is_said(chat: Chat) -> None:
    join(chat)
    assert "王姐" in chat.says("叫我王姐")
    assert "王姐" in chat.says("我的资料")


def test_a_day_that_is_none_is_said_to_be_none(chat: Chat) -> None:
    join(chat)
    chat.says("填生日")
    assert "没有这一天" in chat.says("2月30")
    assert "还没到" in chat.says("2030年1月1日")
    assert "1992" not in chat.says("2月29号")
    assert "1992 年 2 月 29 日" in chat.says("1992")
    assert "记下啦" in chat.says("对")


def test_a_year_in_words_is_kept(chat: Chat) -> None:
    join(chat)
    assert "农历 1985 年 三月初八" in chat.says("我的生日是八五年三月初八 农历的")


@pytest.mark.parametrize("said", ["收不到", "没有短信啊", "没反应"])
def test_no_code_came_in_other_words(chat: Chat, said: str) -> None:
    chat.says("绑定")
    chat.says("13800001111")
    assert "手机号" in chat.says(said)


@pytest.mark.parametrize(
    "said", ["我要推荐朋友有啥好处", "我朋友已经下单了咋没给我积分", "拉新人怎么送积分"]
)
def test_questions_about_friends_show_the_own_code(chat: Chat, said: str) -> None:
    join(chat)
    assert "推荐码" in chat.says(said)


@pytest.mark.parametrize(
    "said", ["连续签到有什么奖励", "签到一次给多少积分", "签到断了怎么办", "能补签吗"]
)
def test_what_signing_in_earns(chat: Chat, said: str) -> None:
    join(chat)
    answer = chat.says(said)
    assert "每天签到得 1 积分" in answer
    assert "连续第 7 天多得 5 积分" in answer


def test_signing_in_that_rests_promises_no_news(chat: Chat) -> None:
    join(chat)
    with chat.store.session() as session:
        sign_in.set_rules(session, {"enabled": False}, author="staff:1", now=chat.clock.now())
    chat.later(minutes=1)
    for said in ("签到", "连续签到有什么奖励"):
        answer = chat.says(said)
        assert "休息" in answer
        assert "告诉您" not in answer


def test_the_entries_in_one_word(chat: Chat) -> None:
    join(chat, holding=150)
    assert "+150" in chat.says("明细")


def test_urging_and_what_comes_after_a_withdrawal(chat: Chat) -> None:
    chat.says("收银员找错钱了少给我十块")
    chat.says("没有订单号")
    chat.says("不留")
    assert "在催" in chat.says("催一下")
    chat.says("撤销投诉")
    chat.says("1")
    said = chat.says("查进度")
    assert "撤回" in said
    assert "补充" not in said


def test_how_far_the_invoice_is_begins_no_second_one(chat: Chat) -> None:
    for line in ("开发票", "个人", "跳过", "确认"):
        chat.says(line)
    said = chat.says("发票几天能开好")
    assert "开发票：个人" in said
    assert "抬头写什么" not in said


def test_without_an_order_number_the_parcel_is_not_given_up(chat: Chat) -> None:
    chat.says("我快递到哪了")
    assert "没有订单号" in chat.says("都三天了还不发货")
    assert "请店员帮您查" in chat.says("没有单号")
    again = chat.says("我的快递到底发没发")
    assert "久等" in again
    assert "哪一笔" not in again


def test_what_wechat_does_not_show_us_answers_nothing(chat: Chat) -> None:
    chat.says("我要投诉")
    assert "没让我看到" in chat.says("[收到不支持的消息类型，暂无法显示]")
    assert "#" in chat.says("蛋糕坏了")


@pytest.mark.parametrize(
    ("kind", "word"), [("location", "位置"), ("voice", "打几个字"), ("image", "这件")]
)
def test_what_came_without_words_is_named(chat: Chat, kind: str, word: str) -> None:
    assert word in chat.sends(kind)


def test_praise_is_not_promised_on(chat: Chat) -> None:
    assert "转告" not in chat.says("你们家面包真好吃，服务也好")
