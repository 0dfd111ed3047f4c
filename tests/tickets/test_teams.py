"""A ticket goes to another team: its place in the queue, its hours and its owner follow."""

import pytest

from tests.tickets.people import Desk
from tests.tickets.test_calendar import NIGHT, OFFICE, at
from tickets import assignment, handoff, hours, pauses, staff, teams, work
from tickets.errors import Missing
from tickets.hours import Target
from tickets.models import Conversation, TicketEvent
from tickets.values import StaffView


def team(desk: Desk, name: str, *members: StaffView, calendar_id: int | None = None) -> int:
    with desk.session() as session:
        return teams.save(
            session,
            None,
            name,
            vip=False,
            calendar_id=calendar_id,
            kinds=["none"],
            members=[one.id for one in members],
        )


def to_team(desk: Desk, ticket_id: int, team_id: int | None, by: StaffView) -> None:
    with desk.session() as session:
        work.change(session, ticket_id, by.id, team_id=team_id, now=desk.now)


def queued(desk: Desk) -> tuple[int, int]:
    """A customer who waits in nobody's queue, and their ticket."""
    contact = desk.customer()
    with desk.session() as session:
        return contact, handoff.request_human(session, contact, "asked", now=desk.now).ticket.id


@pytest.mark.dialect
def test_who_waits_in_the_queue_waits_in_the_teams(desk: Desk) -> None:
    amy, boss = desk.colleague("amy"), desk.colleague("boss", "supervisor")
    for one in (amy, boss):
        with desk.session() as session:
            staff.set_presence(session, one.id, "online", now=desk.now)
            staff.seen(session, one.id, now=desk.now)
    contact, ticket = queued(desk)
    after_sale = team(desk, "售后", amy)
    to_team(desk, ticket, after_sale, boss)

    with desk.store.reading() as session:
        assert session.query(Conversation).one().team_id == after_sale
        assert handoff.position(session, contact) == 1
    with desk.session() as session:
        assert assignment.run(session, now=desk.now) == 1
    assert desk.get(ticket).owner_id == amy.id


def test_the_deadlines_are_of_the_teams_hours(desk: Desk) -> None:
    boss = desk.colleague("boss", "supervisor")
    with desk.session() as session:
        hours.save_hours(session, None, "office", OFFICE)
        nights = hours.save_hours(session, None, "nights", NIGHT)
        hours.set_target(session, "complaint", 3, Target(first=15, next=30, resolve=480))
    desk.now = at("2026-03-04 11:50")
    ticket = desk.ticket(desk.customer()).id
    assert desk.get(ticket).due_at == at("2026-03-04 13:35")

    to_team(desk, ticket, team(desk, "夜班", calendar_id=nights), boss)
    assert desk.get(ticket).due_at == at("2026-03-04 18:15")


def test_history_names_both_teams(desk: Desk) -> None:
    boss = desk.colleague("boss", "supervisor")
    ticket = desk.ticket(desk.customer()).id
    first, second = team(desk, "前台"), team(desk, "售后")
    to_team(desk, ticket, first, boss)
    to_team(desk, ticket, second, boss)

    with desk.store.reading() as session:
        lines = session.query(TicketEvent).filter_by(kind="changed").order_by(TicketEvent.id)
        assert [line.detail["team"] for line in lines] == [[None, "前台"], ["前台", "售后"]]


@pytest.mark.parametrize(
    ("is_member", "paused", "state"),
    [(True, False, "open"), (False, False, "new"), (False, True, "pending")],
    ids=["of the team", "not of it", "not of it, while the customer is asked"],
)
def test_an_owner_who_is_not_of_the_team_lets_go(
    desk: Desk, is_member: bool, paused: bool, state: str
) -> None:
    amy = desk.colleague("amy")
    _, ticket = queued(desk)
    with desk.session() as session:
        work.claim(session, ticket, amy.id, now=desk.now)
        if paused:
            pauses.pend(session, ticket, amy.id, now=desk.now)
    to_team(desk, ticket, team(desk, "售后", *([amy] if is_member else [])), amy)

    found = desk.get(ticket)
    assert (found.state, found.owner_id) == (state, amy.id if is_member else None)
    with desk.store.reading() as session:
        expected = "assigned" if is_member or paused else "queued"
        assert session.query(Conversation).one().state == expected


def test_out_of_all_teams_the_owner_stays(desk: Desk) -> None:
    amy = desk.colleague("amy")
    ticket = desk.ticket(desk.customer()).id
    to_team(desk, ticket, team(desk, "售后", amy), amy)
    with desk.session() as session:
        work.claim(session, ticket, amy.id, now=desk.now)
    to_team(desk, ticket, None, amy)

    found = desk.get(ticket)
    assert (found.team_id, found.owner_id) == (None, amy.id)


def test_there_must_be_such_a_team_at_work(desk: Desk) -> None:
    boss = desk.colleague("boss", "supervisor")
    ticket = desk.ticket(desk.customer()).id
    closed = team(desk, "旧组")
    with desk.session() as session:
        teams.save(
            session,
            closed,
            "旧组",
            vip=False,
            calendar_id=None,
            kinds=[],
            members=[],
            active=False,
        )
    for unknown in (closed, 4711):
        with pytest.raises(Missing, match="team"):
            to_team(desk, ticket, unknown, boss)
