"""「查进度」 and what follows: with one ticket, with several, from another chat, at the end."""

from bot.understanding import Understanding
from membership import registration
from messaging import contacts
from store.clock import ManualClock
from store.transactions import Store
from tests.chat import Chat
from tests.tickets.people import QUICK
from tickets import ending, merging, replies, service, staff
from tickets.values import TicketView


def _open(chat: Chat, description: str, contact_id: int = 1) -> TicketView:
    with chat.store.session() as session:
        return service.open(
            session, contact_id=contact_id, description=description, now=chat.clock.now()
        )


def _settle(chat: Chat, ticket_id: int, *, answered: bool) -> None:
    with chat.store.session() as session:
        now = chat.clock.now()
        amy = staff.add(
            session, "amy", role="agent", password="a long password", hasher=QUICK, now=now
        )
        if answered:
            replies.reply(session, ticket_id, amy.id, "好的", client_id="1", now=now)
        ending.resolve(session, ticket_id, amy.id, cause="a", outcome="b", now=now)


def test_of_several_the_newest_is_told_and_the_others_are_named(chat: Chat) -> None:
    chat.says("你好")
    for what in ("杯子漏水", "发票没收到", "少发一件"):
        _open(chat, what)
    said = chat.says("查进度")

    assert said.startswith("#1003「少发一件」")
    assert "另外还有：\n#1002「发票没收到」" in said
    assert "#1001「杯子漏水」" in said


def test_the_one_they_name_comes_first(chat: Chat) -> None:
    chat.says("你好")
    for what in ("杯子漏水", "发票没收到"):
        _open(chat, what)

    assert chat.says("查进度 1001").startswith("#1001「杯子漏水」")


def test_a_merged_one_is_told_as_the_one_that_remains(chat: Chat) -> None:
    chat.says("你好")
    kept, gone = _open(chat, "杯子漏水").id, _open(chat, "还在漏").id
    with chat.store.session() as session:
        merging.merge(session, gone, kept, 1, now=chat.clock.now())
    said = chat.says("查进度")

    assert said.startswith("#1001")
    assert "#1002" not in said


def test_a_member_hears_of_what_they_told_in_another_chat(
    chat: Chat, store: Store, clock: ManualClock, understanding: Understanding
) -> None:
    chat.says("你好")
    other = Chat(store, understanding, clock, openid="o_second")
    other.says("你好")
    _open(chat, "杯子漏水")
    assert "没有登记过" in other.says("查进度")
    with store.session() as session:
        member = registration.create(session, now=clock.now(), actor="test")
        assert member is not None
        for contact_id in (1, 2):
            contacts.bind(session, contact_id, member)

    assert other.says("查进度").startswith("#1001「杯子漏水」")


def test_only_what_a_human_answered_is_to_be_rated(chat: Chat) -> None:
    chat.says("你好")
    _settle(chat, _open(chat, "杯子漏水").id, answered=False)
    chat.says("查进度")
    assert chat.outbox() == []
    assert "满意吗" not in chat.says("解决了")


def test_what_a_human_answered_may_be_rated_once(chat: Chat) -> None:
    chat.says("你好")
    ticket = _open(chat, "杯子漏水").id
    _settle(chat, ticket, answered=True)
    assert "还满意吗" in chat.says("解决了")
    with chat.store.session() as session:
        service.rate(session, ticket, 5, now=chat.clock.now())
    assert "满意吗" not in chat.says("解决了")


def test_of_several_they_choose_which_to_withdraw(chat: Chat) -> None:
    chat.says("你好")
    for what in ("杯子漏水", "发票没收到"):
        _open(chat, what)
    said = chat.says("撤销投诉")
    assert "撤回 #1001「杯子漏水」" in said
    assert "已撤回" in chat.says("2")

    with chat.session() as session:
        states = [one.state for one in service.for_contact(session, 1)]
    assert states == ["new", "withdrawn"]


def test_at_night_a_complaint_hears_when_somebody_comes(chat: Chat) -> None:
    chat.later(hours=11)
    said = chat.says("昨天买的杯子漏水了，质量太差，我要投诉")

    assert "#1001" in said
    assert "明天 9:00 上班" in said


def test_a_greeting_after_a_complaint_is_about_it(chat: Chat) -> None:
    assert "有什么可以帮您" in chat.says("你好")
    ticket = _open(chat, "杯子漏水")

    said = chat.says("在吗")
    assert "您说的事已经登记，正在安排同事跟进（#1001）" in said
    assert "有什么可以帮您" not in said

    _settle(chat, ticket.id, answered=True)
    assert "有什么可以帮您" in chat.says("你好")
