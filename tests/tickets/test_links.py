"""Two tickets that belong together: said once, seen from both, taken back."""

import pytest

from tests.tickets.people import Desk
from tickets import ending, links, merging
from tickets.errors import NotFound, NotLinked
from tickets.models import TicketEvent
from tickets.values import StaffView


@pytest.fixture
def amy(desk: Desk) -> StaffView:
    return desk.colleague()


@pytest.fixture
def two(desk: Desk) -> tuple[int, int]:
    """The tickets of a customer and of somebody else."""
    return (
        desk.ticket(desk.customer("o-1"), "杯子漏水").id,
        desk.ticket(desk.customer("o-2"), "同一单的杯盖").id,
    )


def _link(desk: Desk, one: int, other: int, by: StaffView) -> None:
    with desk.session() as session:
        links.link(session, one, other, by.id, now=desk.now)


def _refused(desk: Desk, one: int, other: int, by: StaffView) -> tuple[int, str]:
    with pytest.raises(NotLinked) as refused:
        _link(desk, one, other, by)
    return refused.value.number, refused.value.reason


def _beside(desk: Desk, ticket_id: int) -> list[tuple[int, str]]:
    ticket = desk.get(ticket_id)
    with desk.store.reading() as session:
        return [(one.ticket.number, one.how) for one in links.of_ticket(session, ticket)]


def _told(desk: Desk, *kinds: str) -> list[tuple[int, str, str, int]]:
    with desk.store.reading() as session:
        found = session.query(TicketEvent).filter(TicketEvent.kind.in_(kinds))
        return [
            (row.ticket_id, row.kind, row.actor, row.detail["with"])
            for row in found.order_by(TicketEvent.id)
        ]


def test_a_link_stands_on_both_and_is_taken_back_from_either(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    one, other = two
    _link(desk, other, one, amy)
    assert _beside(desk, one) == [(1002, "linked")]
    assert _beside(desk, other) == [(1001, "linked")]

    with desk.session() as session:
        assert links.unlink(session, one, other, amy.id, now=desk.now)
        assert not links.unlink(session, other, one, amy.id, now=desk.now)
    assert _beside(desk, one) == _beside(desk, other) == []
    assert _told(desk, "linked", "unlinked") == [
        (other, "linked", "staff:1", 1001),
        (one, "linked", "staff:1", 1002),
        (one, "unlinked", "staff:1", 1002),
        (other, "unlinked", "staff:1", 1001),
    ]
    _link(desk, one, other, amy)
    assert _beside(desk, one) == [(1002, "linked")]


def test_what_is_no_link_is_refused_and_leaves_no_line(
    desk: Desk, amy: StaffView, two: tuple[int, int]
) -> None:
    one, other = two
    assert _refused(desk, one, one, amy) == (1001, "itself")
    with pytest.raises(NotFound):
        _link(desk, one, 77, amy)
    _link(desk, one, other, amy)
    assert _refused(desk, one, other, amy) == (1002, "linked")
    assert _refused(desk, other, one, amy) == (1001, "linked")

    assert len(_told(desk, "linked")) == 2


def test_a_merged_ticket_is_found_under_the_one_that_remains(desk: Desk, amy: StaffView) -> None:
    contact = desk.customer("o-1")
    gone, kept = desk.ticket(contact).id, desk.ticket(contact).id
    stranger = desk.ticket(desk.customer("o-2")).id
    with desk.session() as session:
        merging.merge(session, gone, kept, amy.id, now=desk.now)

    assert _refused(desk, stranger, gone, amy) == (1001, "merged")


def test_a_ticket_and_the_one_it_continues_are_beside_each_other_already(
    desk: Desk, amy: StaffView
) -> None:
    contact = desk.customer()
    earlier = desk.ticket(contact).id
    with desk.session() as session:
        ending.resolve(session, earlier, amy.id, cause="a", outcome="b", now=desk.now)
    later = desk.ticket(contact).id

    assert _beside(desk, later) == [(1001, "continues")]
    assert _beside(desk, earlier) == [(1002, "continued")]
    assert _refused(desk, earlier, later, amy) == (1002, "continued")
    assert _refused(desk, later, earlier, amy) == (1001, "continued")


def test_settled_tickets_may_be_linked(desk: Desk, amy: StaffView, two: tuple[int, int]) -> None:
    one, other = two
    with desk.session() as session:
        ending.resolve(session, other, amy.id, cause="a", outcome="b", now=desk.now)
    _link(desk, one, other, amy)

    assert _beside(desk, other) == [(1001, "linked")]
    assert desk.get(other).state == "resolved"
