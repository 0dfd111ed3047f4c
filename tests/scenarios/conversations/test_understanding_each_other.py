"""Not understood, understood wrongly, and people who want people."""

from tests.scenarios.conversations.phone import Phone


def test_twice_not_understood_is_a_person(phone: Phone) -> None:
    first = phone.says("阿巴阿巴咕噜咕噜")
    second = phone.says("嘟嘟嘟哒哒哒噜噜噜")
    assert "店员" in second or "不太在行" in first + second


def test_a_choice_settles_what_was_meant(phone: Phone) -> None:
    phone.follows()
    assert "叫店员" in phone.chooses("找店员")


def test_wants_a_person_whatever_the_words(phone: Phone) -> None:
    assert "叫店员" in phone.says("别跟我扯这些了给我转人工！！")
    assert "下一位" in phone.says("人工客服呢")
    assert len(phone.tickets()) == 1


def test_what_is_said_while_waiting_is_kept_for_the_person(phone: Phone) -> None:
    phone.says("转人工")
    said = phone.says("阿巴阿巴咕噜咕噜")
    assert "店员一来就能看到" in said or "不太在行" in said


def test_greeting_and_thanks(phone: Phone) -> None:
    assert "有什么可以帮您" in phone.says("你好呀")
    assert "不客气" in phone.says("好的谢谢啦")


def test_angry_about_points_is_answered_and_offered_a_person(phone: Phone) -> None:
    phone.joins(holding=20)
    said = phone.says("什么破店！！我积分怎么只剩这么点，骗人的吧")
    assert "人工" in said or "店员" in said


def test_the_misleading_keyword(phone: Phone) -> None:
    """「退订单」 is not 退订, 「转接头」 is not 转人工."""
    said = phone.says("帮我退订单")
    assert "退款退货" in said or "哪一笔订单" in said
    assert "叫店员" not in phone.says("有没有转接头卖")
    assert phone.tickets() == []


def test_out_of_scope_says_what_we_can_do(phone: Phone) -> None:
    said = phone.says("给我讲个笑话吧")
    assert "查积分" in said


def test_what_is_not_wanted_is_not_begun(phone: Phone) -> None:
    phone.joins(holding=50)
    assert "不转店员" in phone.says("我不要转人工")
    assert "没有给您退订" in phone.says("不要退订")
    assert "没有提交" in phone.says("先不退了")
    assert "50" in phone.says("我不要转人工，我想查积分")
    assert phone.tickets() == []


def test_furious_twice_without_a_wish_gets_a_person(phone: Phone) -> None:
    assert "请店员" in phone.says("说了几遍了没人管")
    assert "叫店员" in phone.says("人呢！！！")
    assert len(phone.tickets()) == 1


def test_a_wish_is_not_taken_for_a_name(phone: Phone) -> None:
    phone.joins()
    assert "怎么称呼" in phone.says("改名字")
    assert "哪一笔订单" in phone.says("我要退款")
    assert "怎么称呼" in phone.says("算了")
    assert "好的，李雷" in phone.says("李雷")


def test_a_birthday_told_at_once_is_corrected_at_the_confirmation(phone: Phone) -> None:
    phone.joins()
    assert "2 月 3 日" in phone.says("我生日是2月3日")
    assert "哪天" in phone.says("不对")
    assert "8 月 15 日" in phone.says("8月15")
    assert "记下啦，8 月 15 日" in phone.says("对")
