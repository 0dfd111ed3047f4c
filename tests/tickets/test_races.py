"""Two at once, in processes of their own: one outcome each, and nothing is lost."""

from collections import Counter

import pytest

from membership import registration
from messaging import contacts as messaging
from messaging.models import Outbox
from store.transactions import Store
from tests.faults.together import together
from tests.tickets.people import NOON, Desk, write_inbox
from tickets import arrivals, compensation, ending, replies, thread, work
from tickets.errors import Collision, IllegalMove
from tickets.repository import tickets as repository
from tickets.thread import Seen
from tickets.values import StaffView

pytestmark = pytest.mark.races

ROUNDS = 6


def claim_all(url: str, tickets: list[int], staff_id: int) -> str:
    store = Store(url)
    won = []
    for ticket in tickets:
        try:
            with store.session() as session:
                work.claim(session, ticket, staff_id, now=NOON)
            won.append(str(ticket))
        except IllegalMove:
            pass
    store.close()
    return ",".join(won)


def reply_all(url: str, tickets: list[int], staff_id: int, seen: list[Seen]) -> str:
    store = Store(url)
    outcomes = []
    for ticket, last_seen in zip(tickets, seen, strict=True):
        try:
            with store.session() as session:
                replies.reply(
                    session,
                    ticket,
                    staff_id,
                    "好",
                    client_id=f"{ticket}",
                    last_seen=last_seen,
                    now=NOON,
                )
            outcomes.append("sent")
        except Collision:
            outcomes.append("collided")
        except IllegalMove:
            outcomes.append("refused")
    store.close()
    return ",".join(outcomes)


def resolve_all(url: str, tickets: list[int], staff_id: int, seen: list[Seen]) -> str:
    store = Store(url)
    outcomes = []
    for ticket, last_seen in zip(tickets, seen, strict=True):
        try:
            with store.session() as session:
                ending.resolve(
                    session,
                    ticket,
                    staff_id,
                    cause="a",
                    outcome="b",
                    last_seen=last_seen,
                    now=NOON,
                )
            outcomes.append("resolved")
        except Collision:
            outcomes.append("collided")
    store.close()
    return ",".join(outcomes)


def compensate_all(url: str, tickets: list[int], by: StaffView) -> str:
    store = Store(url)
    states = []
    for ticket in tickets:
        with store.session() as session:
            promised = compensation.ask(
                session, ticket, by, points=400, reason="补偿", client_id=f"{ticket}", now=NOON
            )
        states.append(promised.state)
    store.close()
    return ",".join(states)


def write_all(url: str, contacts: list[int]) -> str:
    store = Store(url)
    for contact in contacts:
        with store.session() as session:
            repository.lock_contact(session, contact)
            inbox_id = write_inbox(session, contact, "还有", NOON)
            arrivals.on_customer_message(
                session,
                contact=messaging.get(session, contact),
                inbox_id=inbox_id,
                kind="text",
                text="还有",
                now=NOON,
            )
    store.close()
    return "written"


def cases(store: Store) -> tuple[Desk, list[int], list[int], list[Seen]]:
    """A desk with some contacts, their tickets, and how far staff have read."""
    desk = Desk(store)
    contacts = [desk.customer(f"o-{number}") for number in range(ROUNDS)]
    tickets = [desk.ticket(contact).id for contact in contacts]
    with store.reading() as session:
        seen = [thread.newest(session, contact) for contact in contacts]
    return desk, contacts, tickets, seen


def test_two_who_claim_never_both_get_it(store: Store, store_url: str) -> None:
    desk, _, tickets, _ = cases(store)
    amy, bob = desk.colleague("amy"), desk.colleague("bob")

    first, second = together(
        (claim_all, (store_url, tickets, amy.id)), (claim_all, (store_url, tickets, bob.id))
    )

    won = Counter((first + "," + second).strip(",").split(","))
    assert won == {str(ticket): 1 for ticket in tickets}
    for ticket in tickets:
        owner = amy.id if str(ticket) in first.split(",") else bob.id
        assert desk.get(ticket).owner_id == owner


def test_of_two_replies_one_is_sent_and_the_other_sees_it(store: Store, store_url: str) -> None:
    desk, _, tickets, seen = cases(store)
    amy, bob = desk.colleague("amy"), desk.colleague("bob")

    first, second = together(
        (reply_all, (store_url, tickets, amy.id, seen)),
        (reply_all, (store_url, tickets, bob.id, seen)),
    )

    pairs = zip(first.split(","), second.split(","), strict=True)
    assert all(sorted(pair) == ["collided", "sent"] for pair in pairs)
    with store.reading() as session:
        assert session.query(Outbox).count() == ROUNDS


def test_a_reply_and_an_end_never_leave_an_answer_on_a_settled_ticket(
    store: Store, store_url: str
) -> None:
    desk, _, tickets, seen = cases(store)
    amy, bob = desk.colleague("amy"), desk.colleague("bob")

    replied, ended = together(
        (reply_all, (store_url, tickets, amy.id, seen)),
        (resolve_all, (store_url, tickets, bob.id, seen)),
    )

    for ticket, reply, end in zip(tickets, replied.split(","), ended.split(","), strict=True):
        assert (reply, end) in {("sent", "collided"), ("refused", "resolved")}
        assert desk.get(ticket).state == ("open" if reply == "sent" else "resolved")


def test_a_customers_message_and_an_end_lose_nothing(store: Store, store_url: str) -> None:
    desk, contacts, tickets, seen = cases(store)
    amy = desk.colleague("amy")

    _, ended = together(
        (write_all, (store_url, contacts)), (resolve_all, (store_url, tickets, amy.id, seen))
    )

    for contact, ticket, end in zip(contacts, tickets, ended.split(","), strict=True):
        found = desk.get(ticket)
        assert found.state == ("new" if end == "collided" else "resolved")
        assert found.unread >= 1
        assert found.last_line == "还有"
        with store.reading() as session:
            assert "还有" in [entry.text for entry in thread.read(session, contact).entries]


def test_one_persons_limit_of_a_day_holds_over_two_tickets_at_once(
    store: Store, store_url: str
) -> None:
    desk, contacts, tickets, _ = cases(store)
    amy = desk.colleague("amy")
    with desk.session() as session:
        for contact in contacts:
            member = registration.create(session, now=NOON, actor="test")
            assert member is not None
            messaging.bind(session, contact, member)

    one, other = together(
        (compensate_all, (store_url, tickets[::2], amy)),
        (compensate_all, (store_url, tickets[1::2], amy)),
    )

    assert Counter(f"{one},{other}".split(",")) == {"granted": 5, "waiting": 1}
