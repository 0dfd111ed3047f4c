"""Each deadline that passes is flagged when it passes, not when somebody answers at last."""

from tests.tickets.people import Desk
from tests.tickets.test_calendar import OFFICE, at
from tests.tickets.test_sla import TARGET, row_of
from tickets import escalation, hours, replies, sla
from tickets.models import TicketResponse


def _office(desk: Desk) -> int:
    """A complaint opened at ten on a Wednesday; 15, 30 and 480 minutes are allowed."""
    with desk.session() as session:
        hours.save_hours(session, None, "office", OFFICE)
        hours.set_target(session, "complaint", 3, TARGET)
    desk.now = at("2026-03-04 10:00")
    return desk.ticket(desk.customer()).id


def _sweep(desk: Desk, text: str) -> int:
    desk.now = at(text)
    with desk.session() as session:
        return escalation.sweep(session, now=desk.now).breached


def test_a_first_response_is_late_when_its_time_has_come(desk: Desk) -> None:
    ticket = _office(desk)

    assert _sweep(desk, "2026-03-04 10:14") == 0
    assert _sweep(desk, "2026-03-04 10:15") == 1
    assert _sweep(desk, "2026-03-04 10:16") == 0
    with row_of(desk, ticket) as row:
        assert (row.first_breached, row.first_response_at) == (True, None)
        assert row.breached_at is not None


def test_a_later_response_is_late_once_a_wait(desk: Desk) -> None:
    ticket = _office(desk)
    amy = desk.colleague()
    desk.now = at("2026-03-04 10:05")
    _answer(desk, ticket, amy.id, "1")
    for wait, (asked, late) in enumerate(
        [("2026-03-04 10:10", "2026-03-04 10:40"), ("2026-03-04 13:40", "2026-03-04 14:10")], 1
    ):
        desk.now = at(asked)
        desk.attends(1, "还在吗")
        assert _sweep(desk, late) == 1
        assert _sweep(desk, late) == 0
        with row_of(desk, ticket) as row:
            assert (row.next_breached, row.next_missed) == (True, wait)
        _answer(desk, ticket, amy.id, f"late-{wait}")
        with row_of(desk, ticket) as row:
            assert (row.next_breached, row.next_missed) == (False, wait)
            assert row.breached_at is None


def test_a_miss_behind_another_is_flagged_too(desk: Desk) -> None:
    ticket = _office(desk)

    assert _sweep(desk, "2026-03-06 17:00") == 2
    with row_of(desk, ticket) as row:
        assert (row.first_breached, row.resolve_breached) == (True, True)


def test_other_hours_take_back_a_miss_that_no_longer_is_one(desk: Desk) -> None:
    ticket = _office(desk)
    _sweep(desk, "2026-03-04 10:20")
    with desk.session() as session:
        hours.set_target(session, "complaint", 3, hours.Target(60, 60, 480))
        sla.recompute(session, now=desk.now)

    with row_of(desk, ticket) as row:
        assert (row.first_breached, row.breached_at) == (False, None)
    assert _sweep(desk, "2026-03-04 11:00") == 1


def test_every_wait_that_was_ended_is_kept(desk: Desk) -> None:
    ticket = _office(desk)
    amy = desk.colleague()
    desk.now = at("2026-03-04 10:20")
    _answer(desk, ticket, amy.id, "1")
    desk.now = at("2026-03-04 10:30")
    desk.attends(1, "还在吗")
    desk.now = at("2026-03-04 10:45")
    _answer(desk, ticket, amy.id, "2")

    with desk.store.reading() as session:
        kept = session.query(TicketResponse).order_by(TicketResponse.id).all()
    assert [(row.first, row.late, row.answered_at - row.asked_at) for row in kept] == [
        (True, True, at("2026-03-04 10:20") - at("2026-03-04 10:00")),
        (False, False, at("2026-03-04 10:45") - at("2026-03-04 10:30")),
    ]


def _answer(desk: Desk, ticket: int, staff_id: int, client_id: str) -> None:
    with desk.session() as session:
        replies.reply(session, ticket, staff_id, "您好", client_id=client_id, now=desk.now)
