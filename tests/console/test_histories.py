"""What the clock did to a ticket is told with its reason."""

import pytest

from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import work


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("owner away or silent", "负责人不在或没有回应，工单退回待受理"),
        ("account locked", "负责人的账号已停用，工单退回待受理"),
    ],
)
def test_why_a_ticket_went_back_is_told(
    agent: Browser, desk: Desk, reason: str, said: str
) -> None:
    ticket = desk.ticket(desk.customer())
    with desk.session() as session:
        work.claim(session, ticket.id, 1, now=desk.now)
        work.give_back(session, ticket.id, by="clock", reason=reason, now=desk.now)

    assert said in agent.get(f"/tickets/{ticket.number}").text
