"""Staff answer from their own chat: by the rules of the console, and nobody else can."""

import re

import pytest

from messaging.models import Contact, Outbox
from tests.chat import Chat
from tests.tickets.people import QUICK
from tickets import audit, chats, ending, replies, service, staff
from tickets.models import Staff

LEAK = "杯子漏水了，杯盖也裂了，我要投诉"


@pytest.fixture
def amy(chat: Chat) -> int:
    with chat.store.session() as session:
        return staff.add(
            session,
            "amy",
            role="agent",
            password="a long password",
            hasher=QUICK,
            now=chat.clock.now(),
        ).id


@pytest.fixture
def hers(chat: Chat, amy: int) -> Chat:
    """Amy's own chat, bound by a code from the console."""
    own = _other(chat, "o_amy")
    assert "绑定好了，amy" in own.says(f"绑定 {_code(own, amy)}")
    return own


def _other(chat: Chat, openid: str) -> Chat:
    other = Chat.__new__(Chat)
    other.__dict__.update(chat.__dict__)
    other.openid = openid
    return other


def _code(chat: Chat, staff_id: int) -> str:
    with chat.store.session() as session:
        return chats.new_code(session, staff_id, now=chat.clock.now())


def _complains(chat: Chat) -> int:
    """The number of a new complaint, with what waits delivered."""
    answer = chat.says(LEAK)
    _delivered(chat)
    return int(re.findall(r"#(\d+)", answer)[0])


def _delivered(chat: Chat) -> None:
    with chat.store.session() as session:
        for row in session.query(Outbox).filter_by(state="queued"):
            row.state = "accepted"


def _sent_by_staff(chat: Chat) -> list[tuple[str, str]]:
    with chat.store.reading() as session:
        found = session.query(Outbox).filter(Outbox.author.like("staff:%")).order_by(Outbox.id)
        return [(row.payload["text"], row.state) for row in found]


def _notices(chat: Chat) -> list[str]:
    with chat.store.reading() as session:
        found = session.query(Outbox).filter_by(author="desk:notice").order_by(Outbox.id)
        return [row.payload["text"] for row in found]


def test_a_new_ticket_is_told_and_answered_from_the_chat(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)
    assert f"新投诉 #{number}" in _notices(chat)[0]

    assert "已发给" in hers.says(f"#{number} 已为您补发，今天寄出")
    assert _sent_by_staff(chat) == [("已为您补发，今天寄出", "queued")]
    with chat.store.reading() as session:
        ticket = service.by_number(session, number)
        assert (ticket.owner_id, ticket.first_response_at is not None) == (1, True)


def test_an_answer_to_what_was_not_seen_is_held_up(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)
    chat.says("地址换成天河路 1 号")

    refused = hers.says(f"#{number} 已寄到老地址")
    assert "还没发" in refused
    assert "天河路 1 号" in refused
    assert _sent_by_staff(chat) == []
    assert "已发给" in hers.says(f"#{number}! 已寄到老地址")


def test_what_the_customer_adds_is_told_to_the_owner(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)
    hers.says(f"#{number} 您好")
    _delivered(chat)
    chat.says("地址换成天河路 1 号")

    assert "天河路 1 号" in _notices(chat)[-1]
    _delivered(chat)
    assert "已发给" in hers.says(f"#{number} 好的，改到天河路")


def test_a_closed_window_is_said_and_may_be_waited_for(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)
    chat.later(hours=50)
    hers.says("在")

    assert "48 小时" in hers.says(f"#{number} 已寄出")
    assert "来信后自动发出" in hers.says(f"#{number} 等 已寄出")
    assert _sent_by_staff(chat) == [("已寄出", "held")]


def test_a_gap_that_a_canned_reply_left_is_not_sent(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)

    assert "没填的变量" in hers.says(f"#{number} {{{{name}}}}您好")
    assert _sent_by_staff(chat) == []
    assert "已发给" in hers.says(f"#{number} 您好")


def test_an_ended_or_unknown_ticket_is_named(chat: Chat, hers: Chat) -> None:
    assert "没有 #4711" in hers.says("#4711 您好")


def test_the_number_alone_shows_the_conversation(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)

    assert LEAK in hers.says(f"#{number}")


def test_a_stranger_cannot_answer(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)
    _other(chat, "o_stranger").says(f"#{number} 骗您的")
    chat.says(f"#{number} 我自己回自己")

    assert _sent_by_staff(chat) == []


@pytest.mark.dialect
def test_a_code_works_once_and_for_ten_minutes(chat: Chat, amy: int) -> None:
    first, second = _other(chat, "o_first"), _other(chat, "o_second")
    code = _code(chat, amy)
    assert "绑定好了" in first.says(f"绑定 {code}")
    assert "不对，或者已经过期" in second.says(f"绑定 {code}")
    old = _code(chat, amy)
    chat.later(minutes=11)
    assert "不对，或者已经过期" in second.says(f"绑定 {old}")

    with chat.store.reading() as session:
        bound = session.get_one(Contact, session.get_one(Staff, amy).contact_id or 0)
        assert bound.external_id == "o_first"
        assert [line.action for line in audit.lines(session)] == ["bind_chat"]


def test_a_locked_account_answers_no_more(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)
    with chat.store.session() as session:
        staff.change(session, 1, display_name="amy", role="agent", capacity=8, active=False)
    hers.says(f"#{number} 您好")

    assert _sent_by_staff(chat) == []


def test_who_sits_at_the_console_is_left_alone(chat: Chat, hers: Chat) -> None:
    with chat.store.session() as session:
        staff.set_presence(session, 1, "online", now=chat.clock.now())
    _complains(chat)

    assert _notices(chat) == []


@pytest.mark.dialect
def test_old_held_words_wait_for_a_colleague(chat: Chat, hers: Chat) -> None:
    number = _complains(chat)
    with chat.store.session() as session:
        for key, hours in (("old", 0), ("new", 30)):
            chat.later(hours=hours)
            replies.reply(
                session,
                number - 1000,
                1,
                key,
                client_id=key,
                hold=True,
                now=chat.clock.now(),
            )
    chat.says("在吗")

    assert _sent_by_staff(chat) == [("old", "held"), ("new", "queued")]


def test_what_the_bot_was_asking_ends_with_a_humans_word(chat: Chat, hers: Chat) -> None:
    chat.says("我要投诉")
    number = re.findall(r"#(\d+)", chat.says("杯子漏水了"))[0]
    _delivered(chat)
    hers.says(f"#{number}! 已为您补发")
    with chat.store.session() as session:
        ending.resolve(
            session, int(number) - 1000, 1, cause="a", outcome="b", now=chat.clock.now()
        )

    answer = chat.says("解决了，谢谢")
    assert "满意" in answer
    assert "咱们接着刚才的" not in answer
