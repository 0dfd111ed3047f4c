"""Who waits for a person hears where they stand, and is neither nagged nor queued again."""

from itertools import pairwise

from tests.chat import Chat
from tests.handlers.regulars import join
from tests.tickets.people import PASSWORD
from tickets import service, staff, work


def tickets(chat: Chat) -> int:
    with chat.session() as session:
        return len(service.for_contact(session, 1))


def test_asked_for_again_and_again(chat: Chat) -> None:
    assert "叫店员" in chat.says("转人工")
    said = {chat.says(line) for line in ("人呢", "人呢？？", "有人吗", "客服在不在")}
    assert said == {"没忘了您，您就是下一位，店员一空下来马上接，不用重复发～"}
    assert tickets(chat) == 1


def test_the_second_in_line_hears_so(chat: Chat) -> None:
    chat.openid = "o_first"
    chat.says("转人工")
    chat.openid = "o_lin"
    assert "前面还有 1 位" in chat.says("转人工")
    assert "第 2 位" in chat.says("人呢")


def test_given_to_somebody_who_has_not_spoken_yet(chat: Chat) -> None:
    chat.says("转人工")
    now = chat.clock.now()
    with chat.store.session() as session:
        amy = staff.add(session, "amy", role="agent", password=PASSWORD, now=now)
        ticket = service.for_contact(session, 1)[0]
        work.claim(session, ticket.id, amy.id, now=now)

    assert chat.says("有人吗") == "店员已经接到您的问题了，马上回复您～"
    assert "店员一来就能看到" in chat.says("阿巴阿巴阿巴")


def test_off_hours_their_place_is_kept(chat: Chat) -> None:
    chat.later(hours=11)
    assert "不在岗" in chat.says("转人工")
    again = chat.says("人呢")
    assert "不用重复发" in again
    assert "不在岗" not in again


def test_what_they_add_is_confirmed_once(chat: Chat) -> None:
    chat.says("转人工")
    assert "店员一来就能看到" in chat.says("阿巴阿巴阿巴")
    assert chat.says("歪比巴卜歪比") == ""
    assert "没忘了您" in chat.says("人呢")


def test_thanks_do_not_send_them_away(chat: Chat) -> None:
    chat.says("转人工")
    assert "店员一来就回复" in chat.says("好的谢谢")


def test_is_anybody_there(chat: Chat) -> None:
    for line in ("有人吗", "喂，有人在吗？", "有没有人啊"):
        assert "找店员" in chat.says(line), line


def test_who_asks_all_night_hears_what_else_can_be_done(chat: Chat) -> None:
    chat.later(hours=11)
    assert "不在岗" in chat.says("转人工")
    said = [chat.says(line) for line in ("人呢", "人工", "有人吗", "转人工", "找人工客服")]

    assert all(before != after for before, after in pairwise(said))
    assert all("明天 9:00" in line for line in said)
    assert "手机号" in said[1]
    assert "已经补充到 #1001" in chat.says("13812345678")
    assert tickets(chat) == 1


def test_a_member_who_asks_all_night_is_asked_for_no_number(chat: Chat) -> None:
    join(chat)
    chat.later(hours=11)
    said = [chat.says("转人工") for _ in range(4)]
    assert not any("手机号" in line for line in said)
    assert all(before != after for before, after in pairwise(said))


def test_what_they_add_after_asking_twice_is_confirmed(chat: Chat) -> None:
    chat.later(hours=11)
    for _ in range(2):
        chat.says("转人工")
    assert "店员一来就能看到" in chat.says("阿巴阿巴阿巴")
    assert chat.says("歪比巴卜歪比") == ""
