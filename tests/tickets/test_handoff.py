"""From the bot to a human and back: nothing is dropped, nobody is told twice."""

from datetime import timedelta

import pytest

from tests.tickets.people import NOON, Desk
from tests.tickets.test_calendar import at
from tickets import ending, handoff, replies, service, settings, teams, thread, work
from tickets.errors import IllegalMove
from tickets.values import HandOff, Standing

EVENING = at("2026-03-04 22:00")


def ask(desk: Desk, contact: int, text: str = "转人工") -> HandOff:
    with desk.session() as session:
        return handoff.request_human(session, contact, "asked", text=text, now=desk.now)


def resolved(desk: Desk) -> tuple[int, int, int]:
    """A contact, their settled ticket, and who settled it."""
    contact, amy = desk.customer(), desk.colleague()
    ticket = desk.ticket(contact)
    with desk.session() as session:
        replies.reply(session, ticket.id, amy.id, "好了", client_id="1", now=desk.now)
        ending.resolve(session, ticket.id, amy.id, cause="product", outcome="solved", now=desk.now)
    return contact, ticket.id, amy.id


def test_who_asks_first_is_served_first(desk: Desk) -> None:
    first, second = desk.customer("o-1"), desk.customer("o-2")
    assert ask(desk, first).position == 1
    desk.later(minutes=1)
    assert ask(desk, second).position == 2

    again = ask(desk, second)
    assert (again.position, again.already) == (2, True)

    amy = desk.colleague()
    with desk.session() as session:
        work.claim(session, service.for_contact(session, first)[0].id, amy.id, now=desk.now)
        assert handoff.position(session, second) == 1
        assert handoff.position(session, first) == 0


def test_asking_often_makes_one_ticket(desk: Desk) -> None:
    contact = desk.customer()
    numbers = {ask(desk, contact).ticket.number for _ in range(3)}

    assert len(numbers) == 1
    with desk.session() as session:
        assert len(service.for_contact(session, contact)) == 1


def test_off_hours_are_told_once_a_day_and_the_ticket_is_kept(desk: Desk) -> None:
    desk.now = EVENING
    contact = desk.customer()

    first, second = ask(desk, contact), ask(desk, contact)
    assert first.back_at == at("2026-03-05 09:00")
    assert (first.tell_off_hours, second.tell_off_hours) == (True, False)
    assert first.ticket.is_working

    desk.now = EVENING + timedelta(days=1)
    assert ask(desk, contact).tell_off_hours


def test_the_bot_is_silent_only_once_a_human_has_spoken(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    ticket = ask(desk, contact).ticket
    assert desk.attends(contact).bot_may_speak

    with desk.session() as session:
        replies.reply(session, ticket.id, amy.id, "您好", client_id="1", now=desk.now)
    assert desk.served_by(contact) == "human"
    assert not desk.attends(contact).bot_may_speak

    with desk.session() as session:
        ending.resolve(session, ticket.id, amy.id, cause="other", outcome="solved", now=desk.now)
    assert desk.served_by(contact) == "bot"
    assert desk.attends(contact).bot_may_speak


def test_handing_back_leaves_the_ticket_open_and_the_bot_answers(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    ticket = ask(desk, contact).ticket
    with desk.session() as session:
        replies.reply(session, ticket.id, amy.id, "您好", client_id="1", now=desk.now)
        handoff.hand_back(session, ticket.id, amy.id, now=desk.now)

    assert desk.served_by(contact) == "bot"
    assert desk.attends(contact, "几点关门").bot_may_speak
    found = desk.get(ticket.id)
    assert (found.is_working, found.owner_id, found.unread) == (True, amy.id, 1)

    with desk.session() as session:
        replies.reply(session, ticket.id, amy.id, "还是我来", client_id="2", now=desk.now)
    assert desk.served_by(contact) == "human"
    assert not desk.attends(contact).bot_may_speak


def test_only_whom_a_human_serves_can_be_handed_back(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    ticket = ask(desk, contact).ticket
    with pytest.raises(IllegalMove), desk.session() as session:
        handoff.hand_back(session, ticket.id, amy.id, now=desk.now)

    with desk.store.reading() as session:
        assert handoff.position(session, contact) == 1


def test_a_message_in_any_state_is_in_the_thread(desk: Desk) -> None:
    contact, ticket, _ = resolved(desk)
    desk.later(hours=1)
    desk.attends(contact, "还有件事")

    found = desk.get(ticket)
    assert (found.state, found.unread, found.last_line) == ("resolved", 1, "还有件事")
    with desk.session() as session:
        said = [entry.text for entry in thread.read(session, contact).entries]
    assert "还有件事" in said


def test_asking_again_soon_opens_the_same_ticket_and_later_a_linked_one(desk: Desk) -> None:
    contact, ticket, owner = resolved(desk)
    desk.later(days=6)
    again = ask(desk, contact).ticket
    assert (again.id, again.state, again.owner_id, again.reopened) == (ticket, "open", owner, 1)

    with desk.session() as session:
        ending.resolve(session, ticket, owner, cause="other", outcome="solved", now=desk.now)
    desk.later(days=8)
    assert ask(desk, contact).ticket.id != ticket


def test_not_solved_opens_it_again(desk: Desk) -> None:
    contact, ticket, _ = resolved(desk)
    with desk.session() as session:
        assert service.not_solved(session, ticket, now=NOON).state == "open"
        assert service.not_solved(session, ticket, now=NOON).reopened == 1
        latest = service.latest_for_contact(session, contact)
    assert latest is not None
    assert latest.id == ticket


def test_a_new_complaint_soon_after_is_linked_to_the_old(desk: Desk) -> None:
    contact, ticket, _ = resolved(desk)
    desk.later(days=1)

    assert desk.ticket(contact, "又坏了").linked_id == ticket


def test_a_withdrawn_ticket_asks_nothing_of_anybody(desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())
    with desk.session() as session:
        service.withdraw(session, ticket.id, now=desk.now)
        assert service.awaiting_count(session) == 0

    found = desk.get(ticket.id)
    assert (found.state, found.due_at) == ("withdrawn", None)


def test_additions_and_ratings_are_kept(desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())
    with desk.session() as session:
        service.add_note_from_customer(session, ticket.id, "杯底也裂了", now=desk.now)
        rated = service.rate(session, ticket.id, 2, "太慢", now=desk.now)
        kinds = [entry.kind for entry in thread.read(session, ticket.contact_id).entries]

    assert (rated.rating, rated.rating_comment, rated.unread) == (2, "太慢", 2)
    assert kinds == ["opened", "addition", "rated"]


def test_a_full_queue_keeps_the_ticket_and_promises_no_place(desk: Desk) -> None:
    with desk.session() as session:
        settings.save(session, settings.DeskRules(queue_limit=1))
    first, second = desk.customer("o-1"), desk.customer("o-2")
    with desk.session() as session:
        assert handoff.request_human(session, first, "asked", now=desk.now).waiting == 0
        full = handoff.request_human(session, second, "asked", text="坏了", now=desk.now)

    assert (full.waiting, full.position) == (1, 0)
    assert desk.get(full.ticket.id).description == "坏了"
    assert desk.served_by(second) == "bot"
    with desk.session() as session:
        assert handoff.request_human(session, first, "asked", now=desk.now).already


def test_who_takes_their_wish_back_leaves_the_queue(desk: Desk) -> None:
    first, second = desk.customer("o-1"), desk.customer("o-2")
    number = ask(desk, first).ticket.id
    desk.later(minutes=1)
    assert ask(desk, second).position == 2

    with desk.session() as session:
        service.withdraw(session, number, now=desk.now)

    with desk.session() as session:
        assert handoff.position(session, second) == 1
        assert handoff.position(session, first) == 0


def test_only_those_before_the_same_people_stand_before_one(desk: Desk) -> None:
    with desk.session() as session:
        for name, is_vip in (("all", False), ("vip", True)):
            teams.save(session, None, name, vip=is_vip, calendar_id=None, kinds=[], members=[])
    for number in range(3):
        ask(desk, desk.customer(f"o-{number}"))
        desk.later(seconds=1)
    best = desk.customer("o-vip")
    with desk.session() as session:
        found = handoff.request_human(
            session, best, "asked", standing=Standing("黑金", 3), now=desk.now
        )

    assert found.position == 1
    assert ask(desk, desk.customer("o-last")).position == 4
