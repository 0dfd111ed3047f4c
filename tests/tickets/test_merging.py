"""What waits on a merged ticket goes on in the one that remains; nothing is left behind."""

from datetime import timedelta

import pytest

from membership import registration
from messaging import contacts
from messaging.models import Outbox
from tests.tickets.people import Desk
from tickets import (
    compensation,
    drafts,
    ending,
    incidents,
    links,
    mentions,
    merging,
    pauses,
    replies,
    service,
    work,
)
from tickets.errors import Missing
from tickets.models import Ticket, TicketEvent
from tickets.values import StaffView

HOUR = timedelta(hours=1)


@pytest.fixture
def amy(desk: Desk) -> StaffView:
    return desk.colleague()


@pytest.fixture
def contact(desk: Desk) -> int:
    return desk.customer()


@pytest.fixture
def two(desk: Desk, contact: int) -> tuple[int, int]:
    """The ticket that goes and the older one that remains."""
    kept = desk.ticket(contact, "杯子漏水").id
    desk.later(minutes=1)
    return desk.ticket(contact, "还在漏").id, kept


def _merge(desk: Desk, gone: int, kept: int, by: StaffView) -> None:
    with desk.session() as session:
        merging.merge(session, gone, kept, by.id, now=desk.now)


def test_a_customer_who_waits_in_the_one_waits_in_the_other(
    desk: Desk, amy: StaffView, contact: int
) -> None:
    kept = desk.ticket(contact, "杯子漏水").id
    with desk.session() as session:
        replies.reply(session, kept, amy.id, "哪一单？", client_id="1", wait=True, now=desk.now)
    since = desk.later(minutes=5)
    gone = desk.ticket(contact, "没人理我").id
    desk.later(minutes=5)
    _merge(desk, gone, kept, amy)

    found = desk.get(kept)
    assert (found.state, found.awaiting_since, found.unread) == ("open", since, 1)
    assert (found.due_kind, found.last_line) == ("next", "没人理我")
    assert desk.get(gone).awaiting_since is None


def test_the_earlier_deadline_and_the_higher_priority_hold(
    desk: Desk, amy: StaffView, contact: int
) -> None:
    with desk.session() as session:
        old = service.open(session, contact_id=contact, description="一", now=desk.now)
        due = old.due_at
        desk.later(minutes=10)
        new = service.open(session, contact_id=contact, description="二", now=desk.now)
        work.change(session, old.id, amy.id, priority=2, now=desk.now)
        due = service.get(session, old.id).due_at
    _merge(desk, old.id, new.id, amy)

    found = desk.get(new.id)
    assert (found.due_kind, found.due_at, found.priority) == ("first", due, 2)
    with desk.session() as session:
        assert session.get_one(Ticket, old.id).due_at is None


def test_order_and_phone_are_kept(desk: Desk, amy: StaffView, contact: int) -> None:
    kept = desk.ticket(contact).id
    with desk.session() as session:
        gone = service.open(
            session,
            contact_id=contact,
            description="单号给您",
            order_no="20260301",
            phone="13800001111",
            now=desk.now,
        ).id
    _merge(desk, gone, kept, amy)

    with desk.session() as session:
        row = session.get_one(Ticket, kept)
        assert (row.order_no, row.phone) == ("20260301", "13800001111")


def test_what_was_linked_belongs_with_the_one_that_remains(
    desk: Desk, amy: StaffView, contact: int, two: tuple[int, int]
) -> None:
    gone, kept = two
    both, other = (desk.ticket(desk.customer(f"o-{number}")).id for number in (2, 3))
    with desk.session() as session:
        links.link(session, gone, kept, amy.id, now=desk.now)
        for one in (gone, kept):
            links.link(session, one, both, amy.id, now=desk.now)
        links.link(session, gone, other, amy.id, now=desk.now)
    _merge(desk, gone, kept, amy)

    with desk.store.reading() as session:
        beside = links.of_ticket(session, desk.get(kept))
        assert [(one.ticket.id, one.how) for one in beside] == [
            (both, "linked"),
            (other, "linked"),
        ]
        (back,) = links.of_ticket(session, desk.get(other))
    assert back.ticket.id == kept


def test_what_continued_it_continues_the_one_that_remains(
    desk: Desk, amy: StaffView, contact: int
) -> None:
    first = desk.ticket(contact, "一").id
    with desk.session() as session:
        ending.resolve(session, first, amy.id, cause="a", outcome="b", now=desk.now)
    kept = desk.ticket(contact, "二").id
    with desk.session() as session:
        ending.reopen(session, first, amy.id, now=desk.now)
    _merge(desk, first, kept, amy)
    assert desk.get(kept).linked_id is None, "not itself"

    with desk.session() as session:
        ending.resolve(session, kept, amy.id, cause="a", outcome="b", now=desk.now)
    later, more = desk.ticket(contact, "三").id, desk.ticket(contact, "四").id
    _merge(desk, later, more, amy)
    with desk.store.reading() as session:
        beside = links.of_ticket(session, desk.get(kept))
    assert [(one.ticket.id, one.how) for one in beside] == [(more, "continued")]


def test_a_promise_that_waits_is_decided_where_somebody_looks(
    desk: Desk, amy: StaffView, contact: int
) -> None:
    with desk.session() as session:
        member = registration.create(session, now=desk.now, actor="test")
        assert member is not None
        contacts.bind(session, contact, member)
    gone, kept = desk.ticket(contact).id, desk.ticket(contact).id
    with desk.session() as session:
        for ticket, points in ((gone, 300), (gone, 501)):
            compensation.ask(
                session,
                ticket,
                amy,
                points=points,
                reason="补偿",
                client_id=f"{points}",
                now=desk.now,
            )
    _merge(desk, gone, kept, amy)

    with desk.session() as session:
        found = compensation.of_ticket(session, kept)
        assert [one.state for one in found] == ["granted", "waiting"]
        more = compensation.ask(
            session, kept, amy, points=300, reason="补偿", client_id="3", now=desk.now
        )
    assert more.state == "waiting", "the limit of one matter is one limit"


def test_a_call_that_nobody_saw_is_seen_on_the_one_that_remains(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    bob, (gone, kept) = desk.colleague("bob"), two
    with desk.session() as session:
        work.note(session, gone, amy.id, "@bob 看一下", now=desk.now)
    _merge(desk, gone, kept, amy)

    with desk.session() as session:
        assert not mentions.unseen(session, gone, bob.id)
        assert mentions.seen(session, kept, bob.id, now=desk.now)


def test_drafts_come_along_and_overwrite_nothing(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    bob, (gone, kept) = desk.colleague("bob"), two
    with desk.session() as session:
        drafts.save(session, gone, amy.id, "马上", 0, now=desk.now)
        drafts.save(session, gone, bob.id, "补发", 0, now=desk.now)
        drafts.save(session, kept, bob.id, "您好", 0, now=desk.now)
    _merge(desk, gone, kept, amy)

    with desk.store.reading() as session:
        assert drafts.read(session, kept, amy.id).text == "马上"
        assert drafts.read(session, kept, bob.id) == drafts.DraftView("您好\n补发", 2)
        assert drafts.read(session, gone, bob.id).version == 0


def test_messages_to_come_are_the_remaining_tickets(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    gone, kept = two
    with desk.session() as session:
        replies.reply(session, gone, amy.id, "一", client_id="1", hold=True, now=desk.now)
        later = desk.now + HOUR
        replies.reply(session, gone, amy.id, "二", client_id="2", due_at=later, now=desk.now)
    _merge(desk, gone, kept, amy)

    with desk.store.reading() as session:
        rows = session.query(Outbox).order_by(Outbox.id)
        assert [(row.state, row.ticket_id) for row in rows] == [("held", kept), ("queued", kept)]


def test_an_incident_answers_the_one_that_remains(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    gone, kept = two
    with desk.session() as session:
        incident = incidents.begin(session, "故障", "", amy.id, now=desk.now).id
        incidents.link(session, incident, [gone], amy.id, now=desk.now)
        incidents.answer(session, incident, amy.id, "已修好", client_id="1", now=desk.now)
    _merge(desk, gone, kept, amy)
    with desk.session() as session:
        assert incidents.go_on(session, now=desk.now) == 1
        assert [one.id for one in incidents.tickets(session, incident)] == [kept]

    assert desk.get(kept).first_response_at == desk.now


def test_what_a_customer_adds_to_a_merged_ticket_is_read(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    gone, kept = two
    _merge(desk, gone, kept, amy)
    with desk.session() as session:
        work.read(session, kept)
        added = service.add_note_from_customer(session, gone, "单号 20260301", now=desk.now)

    assert (added.id, added.unread, added.last_line) == (kept, 1, "单号 20260301")


def test_after_the_end_the_customer_still_speaks_of_the_one_that_remains(
    desk: Desk, amy: StaffView, contact: int, two: tuple[int, int]
) -> None:
    gone, kept = two
    _merge(desk, gone, kept, amy)
    with desk.session() as session:
        ending.resolve(session, kept, amy.id, cause="a", outcome="b", now=desk.now)
    desk.later(minutes=1)

    assert desk.attends(contact, "又漏了").ticket_id == kept
    with desk.session() as session:
        latest = service.latest_for_contact(session, contact)
        assert latest is not None
        assert service.not_solved(session, latest.id, now=desk.now).id == kept


def test_a_ticket_merged_twice_is_found_in_one_step(
    desk: Desk, amy: StaffView, contact: int, two: tuple[int, int]
) -> None:
    gone, middle = two
    kept = desk.ticket(contact, "三").id
    _merge(desk, gone, middle, amy)
    _merge(desk, middle, kept, amy)

    assert desk.get(gone).merged_into_id == kept
    with desk.store.reading() as session:
        assert service.remaining(session, gone).id == kept


def test_a_complaint_never_ends_in_a_task(desk: Desk, amy: StaffView, contact: int) -> None:
    complaint = desk.ticket(contact).id
    with desk.session() as session:
        task = service.open(
            session, contact_id=contact, description="生日关怀", source="campaign", now=desk.now
        ).id
    with pytest.raises(Missing):
        _merge(desk, complaint, task, amy)

    _merge(desk, task, complaint, amy)
    assert desk.get(complaint).is_working


def test_a_put_off_ticket_stays_put_off_if_nobody_waits(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    gone, kept = two
    with desk.session() as session:
        replies.reply(session, gone, amy.id, "好", client_id="1", now=desk.now)
        pauses.snooze(session, kept, amy.id, desk.now + HOUR, now=desk.now)
    _merge(desk, gone, kept, amy)

    assert desk.get(kept).state == "snoozed"
    with desk.store.reading() as session:
        found = session.query(TicketEvent).filter_by(ticket_id=kept).order_by(TicketEvent.id)
        kinds = [event.kind for event in found]
    assert kinds == ["opened", "snooze", "merged_in"]
