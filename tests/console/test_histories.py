"""What the clock did to a ticket is told with its reason."""

import pytest

from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import teams, work


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


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"priority": 1}, "amy 把优先级改为「紧急」"),
        ({"kind": "enquiry"}, "amy 把类别改为「咨询」"),
        ({"subject": "漏水 {what}"}, "amy 把标题改为「漏水 {what}」"),
    ],
)
def test_what_was_changed_is_told(
    agent: Browser, desk: Desk, fields: dict[str, object], said: str
) -> None:
    ticket = desk.ticket(desk.customer())
    with desk.session() as session:
        work.change(session, ticket.id, 1, now=desk.now, **fields)

    assert said in agent.get(f"/tickets/{ticket.number}").text


@pytest.mark.dialect
def test_a_ticket_goes_to_another_team_and_out_of_it(agent: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())
    with desk.session() as session:
        team = teams.save(
            session, None, "售后组", vip=False, calendar_id=None, kinds=["none"], members=[]
        )
    page = f"/tickets/{ticket.number}"
    assert "转给团队" in agent.get(page).text
    assert "不分团队" not in agent.get(page).text

    agent.post(f"{page}/change", page, team=team)
    assert desk.get(ticket.id).team_id == team
    assert "amy 把工单转给团队「售后组」" in agent.get(page).text
    agent.post(f"{page}/change", page, team="")
    assert desk.get(ticket.id).team_id is None
    assert "amy 把工单移出了团队" in agent.get(page).text
    refused = agent.post(f"{page}/change", page, team="none")
    assert refused.status_code == 400
    assert "没有这个团队" in refused.text


def test_why_a_ticket_left_its_owner_with_its_team_is_told(agent: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())
    with desk.session() as session:
        team = teams.save(
            session, None, "售后组", vip=False, calendar_id=None, kinds=["none"], members=[]
        )
        work.claim(session, ticket.id, 1, now=desk.now)
    page = f"/tickets/{ticket.number}"
    agent.post(f"{page}/change", page, team=team)

    assert "负责人不在这个团队，工单退回待受理" in agent.get(page).text
