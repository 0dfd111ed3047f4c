"""Answers that staff wrote, and what becomes of the questions they did not foresee."""

from datetime import timedelta

from knowledge import editing, feedback, unanswered
from knowledge.editing import KeywordDraft
from knowledge.values import Line
from tests.scenarios.conversations.conftest import Write
from tests.scenarios.conversations.phone import Phone


def lines(phone: Phone) -> list[Line]:
    with phone.store.reading() as session:
        return [line for group in unanswered.groups(session, list) for line in group.lines]


def test_asked_otherwise_and_found_useful(phone: Phone, write: Write) -> None:
    entry = write("你们几点营业", "每天 9:00 到 21:00，周末也开。", "周日开门吗", "几点关门")
    assert "9:00 到 21:00" in phone.says("请问你们周日几点开门呀")
    assert "太好了" in phone.chooses("有用")
    with phone.store.reading() as session:
        assert feedback.neglected(session, least_shown=1) == []
    assert entry


def test_of_no_use_and_then_a_person(phone: Phone, write: Write) -> None:
    write("停车方便吗", "门口有 5 个车位。", "有停车场吗")
    phone.says("你们那好停车吗")
    said = phone.chooses("没用")
    assert "抱歉" in said
    assert [line.text for line in lines(phone)] == ["你们那好停车吗"]
    assert "叫店员" in phone.chooses("找店员")


def test_nobody_wrote_it_down_yet(phone: Phone, write: Write) -> None:
    assert "没有现成的答案" in phone.says("这款面霜敏感肌能用吗")
    (line,) = lines(phone)
    write(line.text, "这款不含酒精，敏感肌可用，先试小样。")
    phone.later(seconds=5)
    assert "敏感肌可用" in phone.says("面霜敏感肌可以用吗")


def test_asked_in_the_middle_of_a_form(phone: Phone, write: Write) -> None:
    write("你们几点关门", "21:00 关门。", "营业到几点")
    phone.says("我要退货")
    said = phone.says("你们几点关门呀")
    assert "21:00" in said
    assert "哪一笔订单" in said


def test_a_keyword_by_day_and_not_by_night(phone: Phone) -> None:
    reply = KeywordDraft(
        "exact", "暗号", "接头成功，送您一杯豆浆～", from_minute=540, to_minute=1260
    )
    with phone.store.session() as session:
        editing.save_keyword(session, reply, actor="staff:1", now=phone.clock.now())
    assert "接头成功" in phone.says("暗号！")
    phone.later(hours=12)
    assert "接头成功" not in phone.says("暗号")


def test_a_keyword_does_not_brush_off_a_complaint(phone: Phone) -> None:
    reply = KeywordDraft("contains", "豆浆", "豆浆 5 元一杯，早上现磨。")
    with phone.store.session() as session:
        editing.save_keyword(session, reply, actor="staff:1", now=phone.clock.now())
    assert "5 元一杯" in phone.says("豆浆有吗")
    said = phone.says("豆浆里喝出一只苍蝇，太恶心了，我要投诉")
    assert "编号" in said


def test_welcome_by_the_code_they_scanned(phone: Phone) -> None:
    with phone.store.session() as session:
        editing.save_saying(
            session,
            "welcome:parcel",
            "收到包裹啦？晒单有礼～",
            [("say:怎么晒单", "怎么晒单"), ("ask:refund_return", "要退换")],
            actor="staff:1",
            now=phone.clock.now(),
        )
    assert "晒单有礼" in phone.follows("parcel-17")
    assert "哪一笔订单" in phone.chooses("要退换")


def test_an_answer_with_their_own_points_in_it(phone: Phone, write: Write) -> None:
    phone.joins(holding=88)
    write("积分抵现规则", "100 积分抵 1 元，您现在有 {{points}} 积分。", "积分怎么抵现规则")
    assert "您现在有 88 积分" in phone.says("积分抵现规则")


def test_an_answer_whose_time_is_over(phone: Phone, write: Write) -> None:
    write(
        "端午节活动有什么",
        "端午粽子第二件半价。",
        ends_at=phone.clock.now() + timedelta(hours=1),
    )
    assert "半价" in phone.says("端午节活动有什么呀")
    phone.later(hours=2)
    assert "半价" not in phone.says("端午节活动有什么呀")
