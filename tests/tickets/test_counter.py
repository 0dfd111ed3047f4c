"""Tickets of members without a chat: registered and followed up like any, answered by phone."""

import pytest

from membership import registration
from messaging import contacts
from messaging.models import Outbox
from tests.tickets.people import ACCOUNT, Desk
from tickets import counter, ending, incidents, replies, service, work
from tickets.errors import NotFound, WindowClosed
from tickets.models import IncidentDelivery, Ticket


def member(desk: Desk) -> int:
    with desk.session() as session:
        found = registration.create(session, now=desk.now, actor="test")
        assert found is not None
        return found


def called(desk: Desk, member_id: int, words: str = "电话里说杯子漏水") -> int:
    with desk.session() as session:
        contact = counter.contact_for(session, member_id, now=desk.now)
        opened = service.open(
            session, contact_id=contact, description=words, source="console", now=desk.now
        )
        return opened.id


def test_a_member_without_a_chat_gets_a_ticket_that_runs_like_any(desk: Desk) -> None:
    who, amy = member(desk), desk.colleague()
    ticket = called(desk, who)
    assert called(desk, who) != ticket

    with desk.session() as session:
        found = service.get(session, ticket)
        assert (found.member_id, found.due_at is not None) == (who, True)
        assert session.get_one(Ticket, ticket + 1).contact_id == found.contact_id
        work.claim(session, ticket, amy.id, now=desk.now)
        work.note(session, ticket, amy.id, "已回电", now=desk.now)
        ending.resolve(session, ticket, amy.id, cause="product", outcome="replaced", now=desk.now)


@pytest.mark.parametrize("hold", [False, True])
def test_nothing_is_sent_or_kept_for_who_can_never_write(desk: Desk, hold: bool) -> None:
    ticket, amy = called(desk, member(desk)), desk.colleague()

    with pytest.raises(WindowClosed) as caught, desk.session() as session:
        replies.reply(session, ticket, amy.id, "您好", client_id="1", hold=hold, now=desk.now)
    assert caught.value.reason == "no_chat"
    with desk.store.reading() as session:
        assert session.query(Outbox).count() == 0


def test_a_later_answer_is_refused_too(desk: Desk) -> None:
    ticket, amy = called(desk, member(desk)), desk.colleague()
    due = desk.now.replace(day=6)
    with pytest.raises(WindowClosed), desk.session() as session:
        replies.reply(session, ticket, amy.id, "您好", client_id="1", due_at=due, now=desk.now)


def test_a_chat_comes_first_however_old_and_a_short_message_is_none(desk: Desk) -> None:
    who = member(desk)
    at_the_desk = desk.get(called(desk, who)).contact_id
    chat = desk.customer()
    with desk.session() as session:
        contacts.bind(session, chat, who)
        phone = contacts.ensure(session, "sms", "x", now=desk.now)
        contacts.bind(session, phone.id, who)

        assert counter.contact_for(session, who, now=desk.now) == chat
        contacts.unfollow(session, chat, now=desk.now)
        assert counter.contact_for(session, who, now=desk.now) == chat != at_the_desk
        assert contacts.get(session, chat).account == ACCOUNT


def test_of_two_chats_the_one_that_can_be_answered_is_taken(desk: Desk) -> None:
    who = member(desk)
    writes = desk.customer()
    with desk.session() as session:
        silent = contacts.ensure(session, "wecom:ww1", "x", now=desk.now)
        for chat in (writes, silent.id):
            contacts.bind(session, chat, who)

        assert silent.id > writes
        assert counter.contact_for(session, who, now=desk.now) == writes


def test_an_incident_says_who_must_be_called(desk: Desk) -> None:
    ticket, amy = called(desk, member(desk)), desk.colleague()
    with desk.session() as session:
        begun = incidents.begin(session, "故障", "", amy.id, now=desk.now)
        incidents.link(session, begun.id, [ticket], amy.id, now=desk.now)
        incidents.answer(session, begun.id, amy.id, "修好了", client_id="1", now=desk.now)
        incidents.go_on(session, now=desk.now)
        assert [row.reason for row in session.query(IncidentDelivery)] == ["no_chat"]


def test_nobody_can_be_called_who_is_no_member(desk: Desk) -> None:
    with pytest.raises(NotFound), desk.session() as session:
        counter.contact_for(session, 77, now=desk.now)
