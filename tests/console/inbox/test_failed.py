"""What did not arrive is settled on its own page as on the ticket's."""

import pytest

from messaging import outbox
from messaging.models import Outbox
from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import replies


@pytest.fixture
def held(desk: Desk) -> tuple[int, int]:
    """A ticket whose answer waits for the customer, and that answer."""
    ticket, amy = desk.ticket(desk.customer()).id, desk.colleague()
    with desk.session() as session:
        said = replies.reply(
            session, ticket, amy.id, "好的", client_id="1", hold=True, now=desk.now
        )
    return ticket, said.outbox_id


def test_who_takes_a_held_answer_back_lets_its_customer_wait(
    boss: Browser, desk: Desk, held: tuple[int, int]
) -> None:
    ticket, row = held
    assert desk.get(ticket).state == "pending"
    boss.post(f"/failed/{row}", "/failed?state=held", act="cancel", state="held")

    assert (desk.get(ticket).state, desk.get(ticket).awaiting_since) == ("open", desk.now)


@pytest.mark.parametrize("in_ticket", [True, False])
def test_what_is_no_answer_to_a_customer_is_settled_too(
    boss: Browser, desk: Desk, in_ticket: bool
) -> None:
    ticket, colleague = desk.ticket(desk.customer()).id, desk.customer("o-amy")
    with desk.session() as session:
        row = outbox.queue(
            session,
            contact_id=colleague,
            account="wechat:wxtest",
            payload={"type": "text", "text": "#1001"},
            category="service",
            author="desk:notice",
            dedupe_key="notice",
            now=desk.now,
            ticket_id=ticket if in_ticket else None,
        )
        session.get_one(Outbox, row).state = "failed"
    boss.post(f"/failed/{row}", "/failed", act="resend", state="failed")

    with desk.store.reading() as session:
        assert session.get_one(Outbox, row).state == "queued"


def test_a_form_that_says_not_what_to_do_does_nothing(
    boss: Browser, desk: Desk, held: tuple[int, int]
) -> None:
    _, row = held

    assert boss.post(f"/failed/{row}", "/failed?state=held", act="").status_code == 400
    with desk.store.reading() as session:
        assert session.get_one(Outbox, row).state == "held"
