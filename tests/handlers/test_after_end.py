"""After a colleague ended a ticket: what the bot does not understand goes back to them."""

import pytest

from messaging.models import Contact
from tests.chat import Chat
from tests.handlers.settled import settle, tickets
from tickets import ending, handoff, service, settings, staff
from tickets.models import Conversation


@pytest.fixture
def settled(chat: Chat) -> int:
    """The id of a complaint that amy answered and ended two days ago."""
    ticket_id = settle(chat)
    chat.later(days=2)
    return ticket_id


@pytest.mark.parametrize(
    "line",
    [
        "盖子还在漏",
        "今天又漏了",
        "能不能给我换个蓝色的",
        "it broke again",
        "13812345678",
        "还是漏水",
        "还是不行",
        "钱还没到",
        "为什么还没给我退款",
        "补发的还是坏的",
        "你们就这么处理的？",
        "又坏了",
        "你们处理得太慢了",
        "气死我了，什么破东西",
        "我要投诉",
    ],
)
def test_it_goes_back_to_who_served_them(chat: Chat, settled: int, line: str) -> None:
    said = chat.says(line)

    assert "#1001" in said
    assert "之前接待您的店员" in said
    assert tickets(chat) == [(1001, "complaint", "open", 1)]
    with chat.session() as session:
        ticket = service.get(session, settled)
        assert ticket.owner_id == 1
        assert ticket.awaiting_since is not None
        assert ticket.due_at is not None


@pytest.mark.parametrize(
    "line",
    [
        "谢谢",
        "好的",
        "好",
        "知道了",
        "收到",
        "辛苦了，再见",
        "哈哈哈",
        "😊",
        "👍",
        "[强]",
        "/:strong",
        "。",
        "666",
        "9",
        "10分",
        "很满意",
        "还行吧",
        "凑合",
        "一般般吧",
        "服务不错",
        "收到货了",
        "换货收到了，没问题",
        "已经收到退款了",
        "下次注意点就好",
        "你好",
        "查积分",
        "我的优惠券",
        "还是这个多少钱",
        "我的快递怎么还没到",
        "退订",
        "新的投诉",
    ],
)
def test_what_is_understood_is_answered_by_the_bot(chat: Chat, settled: int, line: str) -> None:
    for _ in range(2):
        assert chat.says(line)
        assert tickets(chat) == [(1001, "complaint", "resolved", 0)]


@pytest.mark.parametrize("sent", ["image", "voice", "video"])
def test_a_picture_or_a_recording_belongs_to_it(chat: Chat, settled: int, sent: str) -> None:
    assert "#1001" in chat.sends(sent)
    assert tickets(chat) == [(1001, "complaint", "open", 1)]


def test_no_sticker_and_no_place_opens_it(chat: Chat, settled: int) -> None:
    chat.says("[收到不支持的消息类型，暂无法显示]")
    chat.sends("location")
    assert tickets(chat) == [(1001, "complaint", "resolved", 0)]


def test_what_they_say_next_is_for_the_colleague_too(chat: Chat, settled: int) -> None:
    chat.says("盖子还在漏")
    assert "店员一来就能看到" in chat.says("阿巴阿巴阿巴")
    assert "已经补充到 #1001" in chat.says("漏得一桌子都是，太差劲了")
    assert "店员已经接到" in chat.says("有人吗")
    assert len(tickets(chat)) == 1
    with chat.session() as session:
        assert session.query(Conversation).one().staff_id == 1
        assert not handoff.position(session, 1)


def test_off_hours_they_hear_when(chat: Chat) -> None:
    settle(chat)
    chat.later(hours=10)
    said = chat.says("盖子还在漏")
    assert "之前接待您的店员" in said
    assert "明天 9:00 上班" in said


def test_who_served_them_and_left_is_not_promised(chat: Chat, settled: int) -> None:
    lock(chat)
    said = chat.says("盖子还在漏")
    assert "#1001 已经重新打开" in said
    assert "之前接待" not in said
    assert "您就是下一位" in chat.says("人呢")


def lock(chat: Chat) -> None:
    with chat.store.session() as session:
        staff.change(session, 1, display_name="amy", role="agent", capacity=3, active=False)


@pytest.mark.parametrize("line", ["盖子还在漏", "又坏了"])
def test_after_the_days_it_takes_the_ordinary_road(chat: Chat, settled: int, line: str) -> None:
    chat.later(days=6)
    chat.says(line)
    assert (1001, "complaint", "resolved", 0) in tickets(chat)


def test_a_person_asked_for_after_the_days_gets_a_linked_one(chat: Chat, settled: int) -> None:
    chat.later(days=6)
    chat.says("盖子还在漏")
    chat.says("人工")
    with chat.session() as session:
        newest = service.for_contact(session, 1)[0]
    assert (newest.number, newest.linked_id) == (1002, settled)


def test_not_solved_after_the_days_says_the_new_number(chat: Chat, settled: int) -> None:
    chat.later(days=6)
    said = chat.says("还没解决")
    assert "新编号 #1002" in said
    assert "重新打开" not in said


def test_the_rule_can_be_switched_off(chat: Chat, settled: int) -> None:
    with chat.store.session() as session:
        settings.save(session, settings.DeskRules(reopen_days=0))
    chat.says("盖子还在漏")
    assert tickets(chat) == [(1001, "complaint", "resolved", 0)]


def test_what_nobody_answered_is_no_talk_to_go_on_with(chat: Chat) -> None:
    settle(chat, answered=False)
    chat.says("盖子还在漏")
    assert tickets(chat) == [(1001, "complaint", "resolved", 0)]


def test_a_picture_long_after_is_not_said_to_be_in_a_case(chat: Chat, settled: int) -> None:
    chat.later(days=30)
    assert "反馈里" not in chat.sends("image")


def test_what_they_withdrew_stays_withdrawn(chat: Chat) -> None:
    chat.says("你好")
    with chat.store.session() as session:
        now = chat.clock.now()
        ticket = service.open(session, contact_id=1, description="杯子漏水", now=now)
        service.withdraw(session, ticket.id, now=now)
    chat.says("盖子还在漏")
    assert tickets(chat) == [(1001, "complaint", "withdrawn", 0)]


def test_a_task_is_no_talk_to_go_on_with(chat: Chat) -> None:
    settle(chat, source="campaign")
    chat.says("盖子还在漏")
    with chat.session() as session:
        assert service.get(session, 1).state == "resolved"


def test_an_enquiry_they_complain_of_becomes_a_complaint(chat: Chat) -> None:
    settle(chat, kind="enquiry")
    assert "#1001" in chat.says("又坏了，什么垃圾")
    assert tickets(chat) == [(1001, "complaint", "open", 1)]


def test_an_answer_to_the_question_how_it_went_opens_nothing(chat: Chat, settled: int) -> None:
    assert "还满意吗" in chat.says("解决了")
    chat.says("就是等得有一点点久")
    assert tickets(chat)[0][2:] == ("resolved", 0)


def test_of_two_that_ended_the_one_that_ended_last_is_meant(chat: Chat) -> None:
    chat.says("你好")
    older = settle(chat, ended=False)
    newer = settle(chat, text="发票没收到", ended=False)
    for ticket_id in (newer, older):
        chat.later(hours=1)
        with chat.store.session() as session:
            ending.resolve(session, ticket_id, 1, cause="a", outcome="b", now=chat.clock.now())
    assert "#1001" in chat.says("还没解决")


def test_blocked_they_are_kept_and_heard_by_nobody(chat: Chat, settled: int) -> None:
    with chat.store.session() as session:
        session.get_one(Contact, 1).blocked = True
    assert chat.says("盖子还在漏") == ""
    assert tickets(chat) == [(1001, "complaint", "resolved", 0)]
