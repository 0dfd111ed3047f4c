"""No ticket waits for somebody who will not come: a crowd, a silent owner, a team that is gone."""

from datetime import timedelta

import pytest

from tests.tickets.people import Desk, online
from tests.tickets.test_calendar import at
from tickets import assignment, handoff, hours, merging, service, staff, teams, work
from tickets.calendar import BusinessCalendar
from tickets.values import StaffView


def run(desk: Desk, limit: int = 100) -> int:
    with desk.session() as session:
        return assignment.run(session, now=desk.now, limit=limit)


def returned(desk: Desk) -> int:
    with desk.session() as session:
        return assignment.return_stuck(session, now=desk.now)


def team(desk: Desk, name: str, members: list[StaffView], **values: object) -> int:
    known = {"vip": False, "calendar_id": None, "kinds": [], **values}
    ids = [one.id for one in members]
    with desk.session() as session:
        return teams.save(session, None, name, members=ids, **known)  # type: ignore[arg-type]


def claimed(desk: Desk, one: StaffView, contact: int) -> int:
    ticket = desk.ticket(contact).id
    with desk.session() as session:
        work.claim(session, ticket, one.id, now=desk.now)
    return ticket


def seen(desk: Desk, *found: StaffView) -> None:
    with desk.session() as session:
        for one in found:
            staff.seen(session, one.id, now=desk.now)


def test_a_crowd_before_a_team_that_is_off_keeps_no_other_team_idle(desk: Desk) -> None:
    amy = online(desk, "amy")
    team(desk, "off", [desk.colleague("away")], kinds=["complaint"])
    team(desk, "all", [amy])
    for number in range(3):
        desk.ticket(desk.customer(f"o-{number}"))
    contact = desk.customer("o-last")
    with desk.session() as session:
        last = service.open(
            session, contact_id=contact, kind="after_sale", description="换货", now=desk.now
        )

    assert run(desk, limit=2) == 1
    assert desk.get(last.id).owner_id == amy.id


@pytest.fixture
def let_go(desk: Desk) -> tuple[StaffView, StaffView, int]:
    """Amy, who has nothing else, bob, who has two, and a ticket that was amy's."""
    amy, bob = online(desk, "amy"), online(desk, "bob")
    ticket = claimed(desk, amy, desk.customer("o-1"))
    for number in (2, 3):
        claimed(desk, bob, desk.customer(f"o-{number}"))
    return amy, bob, ticket


@pytest.mark.parametrize(("by", "reason"), [("clock", "owner away or silent"), ("staff:1", "")])
def test_who_let_it_go_does_not_get_it_again_while_another_has_room(
    desk: Desk, let_go: tuple[StaffView, StaffView, int], by: str, reason: str
) -> None:
    _, bob, ticket = let_go
    with desk.session() as session:
        work.give_back(session, ticket, by=by, reason=reason, now=desk.now)

    assert run(desk) == 1
    assert desk.get(ticket).owner_id == bob.id


def test_what_was_given_back_by_hand_waits_for_another(
    desk: Desk, let_go: tuple[StaffView, StaffView, int]
) -> None:
    amy, bob, ticket = let_go
    with desk.session() as session:
        staff.set_presence(session, bob.id, "offline", now=desk.now)
        work.give_back(session, ticket, by=f"staff:{amy.id}", reason="", now=desk.now)

    assert run(desk) == 0


def test_who_was_silent_gets_it_again_where_nobody_else_is(desk: Desk) -> None:
    amy = online(desk, "amy")
    ticket = claimed(desk, amy, desk.customer())
    desk.later(minutes=21)
    seen(desk, amy)
    assert returned(desk) == 1

    assert run(desk) == 1
    assert desk.get(ticket).owner_id == amy.id


@pytest.mark.parametrize("gone", ["inactive", "empty", "locked"])
def test_a_team_that_is_gone_strands_nothing(desk: Desk, gone: str) -> None:
    amy, bob = online(desk, "amy"), online(desk, "bob")
    old = team(desk, "old", [bob], kinds=["complaint"])
    team(desk, "all", [amy])
    ticket = desk.ticket(desk.customer()).id
    assert desk.get(ticket).team_id == old
    with desk.session() as session:
        if gone == "locked":
            staff.change(session, bob.id, display_name="", role="agent", capacity=8, active=False)
        else:
            staff.set_presence(session, bob.id, "offline", now=desk.now)
            left = [] if gone == "empty" else [bob.id]
            teams.save(
                session,
                old,
                "old",
                vip=False,
                calendar_id=None,
                kinds=["complaint"],
                members=left,
                active=gone == "empty",
            )

    assert run(desk) == 1
    assert desk.get(ticket).owner_id == amy.id


def test_merged_into_a_ticket_that_nobody_has_its_owner_keeps_it(desk: Desk) -> None:
    amy, contact = desk.colleague(), desk.customer()
    mine, other = claimed(desk, amy, contact), desk.ticket(contact, "还在漏").id
    bob = online(desk, "bob")
    with desk.session() as session:
        merging.merge(session, mine, other, amy.id, now=desk.now)

    assert (desk.get(other).owner_id, desk.get(other).state) == (amy.id, "open")
    assert run(desk) == 0
    assert bob.id != desk.get(other).owner_id


def test_at_night_nobody_is_silent_or_away(desk: Desk) -> None:
    desk.now = at("2026-03-04 20:50")
    amy = online(desk, "amy")
    ticket = claimed(desk, amy, desk.customer())
    desk.now = at("2026-03-04 20:59")
    seen(desk, amy)
    for closed in ("2026-03-04 21:30", "2026-03-05 08:59"):
        desk.now = at(closed)
        assert returned(desk) == 0
    desk.now = at("2026-03-05 09:09")
    seen(desk, amy)
    assert returned(desk) == 0

    desk.now = at("2026-03-05 09:11")
    seen(desk, amy)
    assert returned(desk) == 1
    assert desk.get(ticket).owner_id is None


def test_who_is_not_there_in_the_morning_loses_it_soon(desk: Desk) -> None:
    desk.now = at("2026-03-04 20:58")
    amy = online(desk, "amy")
    claimed(desk, amy, desk.customer())
    desk.now = at("2026-03-05 09:02")
    assert returned(desk) == 0
    desk.now = at("2026-03-05 09:04")
    assert returned(desk) == 1


def test_where_no_hours_are_kept_the_clock_on_the_wall_decides(desk: Desk) -> None:
    with desk.session() as session:
        never = BusinessCalendar(week=((),) * 7, timezone=hours.SHOP_TIMEZONE)
        hours.save_hours(session, None, "none", never)
    claimed(desk, online(desk, "amy"), desk.customer())
    desk.later(minutes=21)
    assert returned(desk) == 1


def test_a_suggestion_that_nobody_hurries_is_not_what_a_person_is_asked_for(desk: Desk) -> None:
    contact = desk.customer()
    with desk.session() as session:
        idea = service.open(
            session, contact_id=contact, kind="suggestion", description="多放椅子", now=desk.now
        )
        desk.later(hours=1)
        asked = handoff.request_human(session, contact, "asked", text="人工", now=desk.now)

    assert asked.ticket.id != idea.id
    assert asked.ticket.kind == "enquiry"
    assert asked.ticket.due_at is not None
    assert asked.ticket.due_at - desk.now < timedelta(minutes=15)
