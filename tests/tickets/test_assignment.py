"""Who gets a ticket, and when it is taken away again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.people import NOON, Desk, online
from tickets import assignment, ending, pauses, replies, service, staff, teams, work
from tickets.assignment import Candidate, choose
from tickets.errors import Missing
from tickets.settings import DeskRules, save
from tickets.values import StaffView, Standing


def run(desk: Desk) -> int:
    with desk.session() as session:
        return assignment.run(session, now=desk.now)


def returned(desk: Desk) -> int:
    with desk.session() as session:
        return assignment.return_stuck(session, now=desk.now)


@given(
    st.lists(
        st.builds(
            Candidate,
            staff_id=st.integers(1, 50),
            load=st.integers(0, 5),
            capacity=st.integers(1, 5),
            last_assigned_at=st.none() | st.just(NOON),
        )
    )
)
def test_nobody_gets_more_than_they_can_carry_or_more_than_others(found: list[Candidate]) -> None:
    chosen = choose(found)
    free = [one for one in found if one.load < one.capacity]

    assert (chosen is None) == (not free)
    if chosen is not None:
        assert chosen.load == min(one.load for one in free)


def test_the_longest_idle_comes_first() -> None:
    idle = Candidate(1, 0, 5, NOON - timedelta(hours=1))
    busy = Candidate(2, 0, 5, NOON)

    assert choose([busy, idle]) == idle


def test_tickets_are_shared_among_those_who_are_there(desk: Desk) -> None:
    amy, bob = online(desk, "amy"), online(desk, "bob")
    desk.colleague("away")
    tickets = [desk.ticket(desk.customer(f"o-{number}")).id for number in range(4)]

    assert run(desk) == 4
    owners = [desk.get(ticket).owner_id for ticket in tickets]
    assert sorted(str(owner) for owner in owners) == sorted([str(amy.id), str(bob.id)] * 2)
    assert run(desk) == 0


def test_nobody_there_leaves_the_queue_as_it_is(desk: Desk) -> None:
    online(desk, "amy")
    desk.later(hours=1)
    ticket = desk.ticket(desk.customer())

    assert run(desk) == 0
    assert desk.get(ticket.id).owner_id is None


def test_a_switch_turns_it_off(desk: Desk) -> None:
    online(desk, "amy")
    desk.ticket(desk.customer())
    with desk.session() as session:
        save(session, DeskRules(auto_assign=False))

    assert run(desk) == 0


def vip_case(desk: Desk, *, vip_online: bool) -> tuple[StaffView, StaffView, int]:
    """One of the ordinary team, one of the VIP team, and a high member's ticket."""
    amy = online(desk, "amy")
    vip = online(desk, "vip") if vip_online else desk.colleague("vip")
    with desk.session() as session:
        for name, is_vip, one in (("all", False, amy), ("vip", True, vip)):
            teams.save(
                session, None, name, vip=is_vip, calendar_id=None, kinds=[], members=[one.id]
            )
    contact = desk.customer()
    with desk.session() as session:
        ticket = service.open(
            session,
            contact_id=contact,
            description="坏了",
            standing=Standing("黑金", 3),
            now=desk.now,
        )
    return amy, vip, ticket.id


def test_a_high_member_goes_to_the_vip_team(desk: Desk) -> None:
    _, vip, ticket = vip_case(desk, vip_online=True)

    assert run(desk) == 1
    found = desk.get(ticket)
    assert found.owner_id == vip.id
    assert (found.priority, found.priority_reasons) == (2, ("complaint", "high_level"))


def test_a_high_member_goes_to_the_others_where_nobody_of_the_vip_team_is_there(
    desk: Desk,
) -> None:
    amy, vip, ticket = vip_case(desk, vip_online=False)
    team = desk.get(ticket).team_id

    assert run(desk) == 1
    found = desk.get(ticket)
    assert (found.owner_id, found.team_id) == (amy.id, team)

    with desk.session() as session:
        work.give_back(session, ticket, by="clock", reason="test", now=desk.now)
        staff.set_presence(session, vip.id, "online", now=desk.now)
    assert run(desk) == 1
    assert desk.get(ticket).owner_id == vip.id


def test_an_ordinary_team_waits_for_its_own(desk: Desk) -> None:
    online(desk, "amy")
    away = desk.colleague("away")
    with desk.session() as session:
        for name, kinds, members in (("all", [], []), ("complaints", ["complaint"], [away.id])):
            teams.save(
                session, None, name, vip=False, calendar_id=None, kinds=kinds, members=members
            )
    ticket = desk.ticket(desk.customer())

    assert run(desk) == 0
    assert desk.get(ticket.id).owner_id is None


def test_a_silent_owner_loses_only_those_who_wait(desk: Desk) -> None:
    amy = online(desk, "amy")
    waiting, answered = (desk.ticket(desk.customer(f"o-{n}")).id for n in (1, 2))
    with desk.session() as session:
        for ticket in (waiting, answered):
            work.claim(session, ticket, amy.id, now=desk.now)
        replies.reply(session, answered, amy.id, "好", client_id="1", now=desk.now)
    desk.later(minutes=19)
    _is_seen(desk, amy)
    assert returned(desk) == 0

    desk.later(minutes=2)
    assert returned(desk) == 1
    found = desk.get(waiting)
    assert (found.state, found.owner_id) == ("new", None)
    assert desk.get(answered).owner_id == amy.id


def _is_seen(desk: Desk, one: StaffView) -> None:
    with desk.session() as session:
        staff.seen(session, one.id, now=desk.now)


def _claimed(desk: Desk, one: StaffView) -> int:
    ticket = desk.ticket(desk.customer()).id
    with desk.session() as session:
        work.claim(session, ticket, one.id, now=desk.now)
    return ticket


def test_an_owner_who_left_loses_the_waiting_ones_sooner(desk: Desk) -> None:
    amy = online(desk, "amy")
    _claimed(desk, amy)
    with desk.session() as session:
        staff.set_presence(session, amy.id, "offline", now=desk.now)
    desk.later(minutes=6)

    assert returned(desk) == 1


def test_who_went_home_and_left_the_page_open_is_away(desk: Desk) -> None:
    amy = online(desk, "amy")
    _claimed(desk, amy)
    with desk.session() as session:
        staff.set_presence(session, amy.id, "offline", now=desk.now)
    desk.later(minutes=6)
    _is_seen(desk, amy)

    assert returned(desk) == 1


def test_whose_console_is_gone_is_away_whatever_it_said_last(desk: Desk) -> None:
    amy = online(desk, "amy")
    _claimed(desk, amy)
    desk.later(minutes=4)
    assert returned(desk) == 0

    desk.later(minutes=2)
    assert returned(desk) == 1


def test_who_answers_from_their_own_chat_has_time_to(desk: Desk) -> None:
    amy, contact = desk.colleague(), desk.customer()
    ticket = desk.ticket(contact).id
    with desk.session() as session:
        replies.reply(session, ticket, amy.id, "好", client_id="1", now=desk.now)
    desk.later(hours=1)
    desk.attends(contact)
    assert returned(desk) == 0

    desk.later(minutes=6)
    assert desk.get(ticket).owner_id == amy.id
    assert returned(desk) == 1


def _lock(desk: Desk, one: StaffView) -> None:
    with desk.session() as session:
        staff.change(session, one.id, display_name="", role="agent", capacity=8, active=False)


def test_a_locked_account_keeps_nothing(desk: Desk) -> None:
    amy, contact = online(desk, "amy"), desk.customer()
    waiting, paused, ended = (desk.ticket(contact).id for _ in range(3))
    with desk.session() as session:
        for one in (waiting, paused, ended):
            work.claim(session, one, amy.id, now=desk.now)
        pauses.pend(session, paused, amy.id, now=desk.now)
        ending.resolve(session, ended, amy.id, cause="a", outcome="b", now=desk.now)
        save(session, DeskRules(owner_silent_minutes=0, owner_offline_minutes=0))
    assert returned(desk) == 0
    _lock(desk, amy)

    assert returned(desk) == 2
    found = [desk.get(one) for one in (waiting, paused, ended)]
    assert [(one.state, one.owner_id) for one in found] == [
        ("new", None),
        ("pending", None),
        ("resolved", amy.id),
    ]
    assert returned(desk) == 0


def test_nothing_is_given_to_a_locked_account(desk: Desk) -> None:
    amy = desk.colleague()
    ticket = desk.ticket(desk.customer()).id
    _lock(desk, amy)

    with pytest.raises(Missing), desk.session() as session:
        work.assign(session, ticket, amy.id, by="staff:9", now=desk.now)


def test_who_carries_none_is_given_none(desk: Desk) -> None:
    boss = online(desk, "boss")
    with desk.session() as session:
        staff.change(session, boss.id, display_name="", role="agent", capacity=0, active=True)
    ticket = desk.ticket(desk.customer())

    assert run(desk) == 0
    assert desk.get(ticket.id).owner_id is None
