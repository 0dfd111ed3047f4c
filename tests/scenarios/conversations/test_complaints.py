"""Complaints: short, long, angry, interrupted, taken back."""

import pytest

from bot.turn import DIALOGUE_MINUTES
from membership import levels
from store.clock import ManualClock
from store.transactions import Store
from tests.scenarios.conversations.phone import LATE, Phone, number_in


def test_a_patient_person_tells_everything(phone: Phone) -> None:
    assert "发生了什么" in phone.says("我要投诉")
    said = phone.says("前天买的吹风机用了两次就不转了，里面还有糊味")
    number = number_in(said)
    assert "哪一笔订单" in said
    assert "手机号" in phone.says("JD20260608001")
    assert number in phone.says("13812345678")
    ticket = phone.ticket()
    assert ticket.description.startswith("前天买的吹风机")
    assert f"#{ticket.number}" == number
    assert "13812345678" in ticket.last_line or "联系电话" in ticket.last_line


def test_a_long_first_line_is_the_whole_story(phone: Phone) -> None:
    said = phone.says(
        "订单号 20260608001 的蛋糕送来奶油全歪了，盒子也是破的，我要投诉，13812345678"
    )
    assert "编号" in said
    assert "哪一笔" not in said
    assert "手机号" not in said
    assert phone.ticket().order_no == "20260608001"


def test_points_are_asked_for_in_the_middle_and_the_question_comes_again(phone: Phone) -> None:
    phone.joins(holding=120)
    phone.says("我要投诉")
    said = phone.says("查一下我的积分还有多少")
    assert "120" in said
    assert "发生了什么" in said
    assert "编号" in phone.says("收银的时候多收了我二十块钱，找她还不承认")
    assert len(phone.tickets()) == 1


def test_cancelled_before_anything_was_said(phone: Phone) -> None:
    phone.says("我要投诉")
    assert "先不登记" in phone.says("唉算了吧")
    assert phone.tickets() == []


def test_tired_of_questions_but_not_of_the_complaint(phone: Phone) -> None:
    phone.says("我要投诉")
    number = number_in(phone.says("买回来的牛奶是坏的，一股酸味，孩子喝了拉肚子"))
    said = phone.says("算了")
    assert f"继续处理 {number}" in said
    assert "查进度" in phone.chooses("继续处理")
    assert phone.ticket().is_working


def test_a_complaint_is_taken_back_by_name_only(phone: Phone) -> None:
    number = number_in(phone.says("你们送来的水果烂了一半，这质量太差了，我要投诉"))
    phone.says("跳过")
    phone.says("跳过")
    said = phone.says("撤销投诉")
    assert number in said
    assert phone.ticket().is_working, "asking is not doing"
    assert "已撤回" in phone.chooses("确认撤回")
    assert phone.ticket().state == "withdrawn"


@pytest.mark.parametrize("words", ["算了，撤销投诉", "那就算了吧，不投诉了", "撤销投诉吧"])
def test_taking_a_complaint_back_may_begin_with_a_sigh(phone: Phone, words: str) -> None:
    number = number_in(phone.says("你们送来的水果烂了一半，这质量太差了，我要投诉"))
    phone.says("跳过")
    phone.says("跳过")

    assert f"要撤回 {number}" in phone.says(words)


def test_where_nothing_is_to_be_asked_the_number_is_said_once(phone: Phone) -> None:
    phone.joins()

    said = phone.says("你们那个店员态度特别差，问两句就翻白眼，我要投诉她")

    assert said.count(number_in(said)) == 1
    assert "查进度" in said


def test_another_complaint_is_told_in_one_line(phone: Phone) -> None:
    first = number_in(phone.says("你们送来的水果烂了一半，这质量太差了，我要投诉"))
    phone.says("跳过")
    phone.says("跳过")

    second = number_in(phone.says("新的投诉：咖啡送来的时候也是冷的，洒了一半"))

    assert second != first
    assert "咖啡" in phone.tickets()[0].description


def test_an_angry_person_gets_a_human_and_no_questions(phone: Phone) -> None:
    said = phone.says("你们这个破店卖假货骗钱！！我要打12315投诉你们，太恶心了")
    number_in(said)
    assert "哪一笔" not in said
    assert "请店员" in said
    assert "已经帮您叫店员" in phone.chooses("找店员")
    assert phone.ticket().priority < 3


def test_one_of_our_best_customers_is_offered_a_person_unasked(phone: Phone) -> None:
    member = phone.joins()
    with phone.store.session() as session:
        levels.add_growth(
            session,
            member,
            1_000_000,
            kind="order",
            source="test",
            key="vip",
            now=phone.clock.now(),
        )
    said = phone.says("昨天买的面包有点干，口感不如以前，跟你们反映投诉一下")
    assert "请店员" in said
    assert "哪一笔" not in said
    assert "high_level" in phone.ticket().priority_reasons


def test_about_a_person_no_order_is_asked_for(phone: Phone) -> None:
    said = phone.says("你们那个店员态度特别差，问两句就翻白眼，我要投诉她")
    assert "编号" in said
    assert "订单" not in said


def test_more_is_added_to_the_same_ticket(phone: Phone) -> None:
    number = number_in(phone.says("昨天买的面包发霉了，里面长毛了，没法吃"))
    phone.says("跳过")
    phone.says("跳过")
    phone.later(minutes=10)
    said = phone.says("而且包装也是破的，质量真的太差了，吃了肚子疼")
    assert number in said
    assert len(phone.tickets()) == 1
    assert "照片" in phone.sends("image") or "收到" in phone.sends("image")


def test_a_picture_instead_of_words(phone: Phone) -> None:
    phone.says("我要投诉")
    number_in(phone.sends("image"))
    assert "图片" in phone.ticket().description


def test_not_solved_opens_it_again(phone: Phone) -> None:
    number = number_in(phone.says("上周买的锅用一次涂层就掉了，质量太差，投诉"))
    phone.says("跳过")
    phone.says("跳过")
    phone.settle(phone.ticket())
    assert phone.ticket().state == "resolved"
    said = phone.says("还是没解决啊")
    assert number in said
    assert "重新打开" in said
    assert phone.ticket().is_working


def test_solved_and_rated_well(phone: Phone) -> None:
    phone.says("衣服洗一次就褪色了，把别的都染了，投诉")
    phone.says("跳过")
    phone.says("跳过")
    phone.settle(phone.ticket())
    assert "满意吗" in phone.says("已经解决了，谢谢")
    assert "谢谢您的评价" in phone.chooses("很满意")
    assert phone.ticket().rating == 5


def test_rated_badly_and_a_person_comes(phone: Phone) -> None:
    phone.says("衣服洗一次就褪色了，把别的都染了，投诉")
    phone.says("跳过")
    phone.says("跳过")
    phone.settle(phone.ticket())
    phone.says("查进度")
    assert "叫店员" in phone.chooses("很不满意")
    assert phone.ticket().rating == 1


def test_half_an_hour_of_silence_and_then_on_with_it(phone: Phone) -> None:
    phone.says("我要投诉")
    phone.later(minutes=DIALOGUE_MINUTES + 5)
    said = phone.says("嗯嗯 刚才在忙 那个")
    if "发生了什么" in said:
        said = phone.says("蛋糕里吃出一根头发，太恶心了")
    else:
        said = phone.says("蛋糕里吃出一根头发，我要投诉")
    number_in(said)


def test_a_restart_in_the_middle_changes_nothing(
    phone: Phone, store: Store, clock: ManualClock
) -> None:
    phone.says("我要投诉")
    phone.says("鞋底穿两天就开胶了，质量也太差了吧")
    restarted = Phone(store, phone.pipeline._around.understanding, clock)
    assert "手机号" in restarted.says("JD20260608001")


def test_a_redelivered_answer_is_one_ticket(phone: Phone) -> None:
    phone.says("我要投诉")
    once = phone.message("送来的花都蔫了，叶子全黄，完全没法送人", "same-key")
    first = phone.again(once)
    assert phone.again(once) == first
    assert len(phone.tickets()) == 1


def test_off_hours_are_said_once_and_the_complaint_is_kept(
    phone: Phone, clock: ManualClock
) -> None:
    clock.set(LATE)
    number_in(phone.says("外卖送来汤全洒了，袋子里都是油，我要投诉你们"))
    phone.says("跳过")
    phone.says("跳过")
    said = phone.says("转人工")
    assert "店员" in said
    assert phone.ticket().is_working


def test_a_short_angry_word_after_a_complaint_belongs_to_it(phone: Phone) -> None:
    number = number_in(phone.says("你们这个破店卖假货骗钱！！我要打12315投诉你们，太恶心了"))
    assert number in phone.says("到底管不管")
    assert len(phone.tickets()) == 1


def test_busy_and_speechless_before_the_story(phone: Phone) -> None:
    phone.says("我要投诉")
    assert "不急" in phone.says("等下")
    assert "不急" in phone.says("😡😡")
    assert phone.tickets() == []
    number_in(phone.says("刚才说的那个杯子是碎的"))


def test_more_and_a_phone_between_the_questions(phone: Phone) -> None:
    phone.says("你们家水果烂了一半，质量太差，我要投诉")
    assert "记下了" in phone.says("而且客服电话打了三遍都没人接，什么态度")
    assert "三遍都没人接" in phone.ticket().last_line
    assert "记下了" in phone.says("我的手机号是13800001111")
    phone.says("算了")
    assert "13800001111" in phone.ticket().last_line


def test_an_invoice_wished_for_instead_of_the_story(phone: Phone) -> None:
    phone.says("我要投诉")
    assert "抬头" in phone.says("开发票")
    assert phone.tickets() == []


def test_a_phone_sent_after_all(phone: Phone) -> None:
    number = number_in(phone.says("昨天在你们店买的裙子 穿一次就勾丝了，质量太差"))
    phone.says("跳过")
    phone.says("跳过")
    assert number in phone.says("139 1234 5678")
    assert "139 1234 5678" in phone.ticket().last_line
