"""Incident mode, new tickets and transcripts through the browser."""

import pytest

from messaging import contacts
from messaging.models import Outbox
from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tests.tickets.test_standing import bound_member
from tickets import audit, work


def _two(desk: Desk) -> None:
    for number in range(2):
        desk.ticket(desk.customer(f"o-{number}"), f"登录不了 {number}")


def test_tickets_are_found_linked_answered_and_ended(boss: Browser, desk: Desk) -> None:
    _two(desk)
    begun = boss.post("/incidents", "/incidents", title="系统故障", announcement="正在修")
    assert begun.location == "/console/incidents/1"
    page = "/incidents/1"
    assert "登录不了 1" in boss.get(f"{page}?q=登录").text
    boss.post(f"{page}/link", page, tickets=["1", "2"])
    assert "正在修" in boss.get("/tickets/1001").text
    assert "发给 2 位顾客" in boss.get(page).text

    boss.post(f"{page}/answer", page, text="已经修好，请再试一次", client_id="1")
    boss.post(f"{page}/answer", page, text="已经修好，请再试一次", client_id="1")
    with desk.store.reading() as session:
        assert session.query(Outbox).count() == 2
    boss.post(f"{page}/end", page, cause="system", outcome="solved")
    assert [desk.get(one).state for one in (1, 2)] == ["resolved", "resolved"]
    assert "100%" in boss.get(page).text


@pytest.mark.dialect
def test_an_agent_links_from_the_ticket_but_does_not_answer(
    agent: Browser, boss: Browser, desk: Desk
) -> None:
    _two(desk)
    boss.post("/incidents", "/incidents", title="系统故障")
    agent.post("/tickets/1001/incident", "/tickets/1001", incident="1")
    assert "登录不了 0" in agent.get("/incidents/1").text
    assert agent.post("/incidents/1/answer", "/incidents/1", text="好").status_code == 403

    agent.post("/tickets/1001/incident", "/tickets/1001", incident="")
    assert "还没有工单" in agent.get("/incidents/1").text


def test_a_ticket_is_opened_for_somebody_who_called(agent: Browser, desk: Desk) -> None:
    contact = desk.customer()
    member = bound_member(desk, contact)
    form = {"member": member, "kind": "complaint", "description": "打电话来说杯子漏水"}
    opened = agent.post("/tickets/new", f"/tickets/new?member={member}", mine="1", **form)

    assert opened.location == "/console/tickets/1001"
    ticket = desk.get(1)
    assert (ticket.source, ticket.owner_id, ticket.kind) == ("console", 1, "complaint")
    refused = agent.post("/tickets/new", "/tickets/new", member=member, description=" ")
    assert refused.status_code == 422


def test_who_has_no_chat_gets_a_ticket_that_says_to_call(agent: Browser, desk: Desk) -> None:
    contact = desk.customer()
    member = bound_member(desk, contact)
    with desk.session() as session:
        contacts.bind(session, contact, None)

    agent.post("/tickets/new", "/tickets/new", member=member, kind="complaint", description="漏水")

    page = agent.get("/tickets/1001").text
    assert "没有微信会话，请打电话联系" in page
    assert 'value="hold"' not in page
    refused = agent.post("/tickets/1001/reply", "/tickets/1001", text="您好", client_id="1")
    assert refused.status_code == 409
    assert "结果记在内部备注里" in refused.text
    agent.post("/tickets/1001/reply", "/tickets/1001", text="已回电", mode="note")
    assert "已回电" in agent.get("/tickets/1001/thread").text


def test_a_transcript_masks_phones_and_is_audited(agent: Browser, desk: Desk) -> None:
    desk.ticket(desk.customer())
    desk.hears(1, "我的电话 13812341111，=1+1")
    with desk.session() as session:
        work.note(session, 1, 1, "已致电 13812341111", now=desk.now)

    for path in ("", ".txt", ".csv", ".xlsx"):
        answer = agent.get(f"/tickets/1001/transcript{path}")
        assert answer.status_code == 200
        assert b"13812341111" not in answer.data
    assert "138****1111" in agent.get("/tickets/1001/transcript").text
    assert "138****1111" in agent.get("/tickets/1001/transcript.txt").text
    assert agent.get("/tickets/1001/transcript.pdf").status_code == 404
    with desk.store.reading() as session:
        assert {line.action for line in audit.lines(session)} >= {"export_transcript"}


@pytest.mark.dialect
def test_who_is_called_finds_it_in_a_list_until_they_look(
    agent: Browser, boss: Browser, desk: Desk
) -> None:
    desk.ticket(desk.customer(), "保温杯漏水")
    with desk.session() as session:
        work.note(session, 1, 2, "@amy 请看", now=desk.now)

    assert "保温杯漏水" in agent.get("/tickets?view=called").text
    assert "保温杯漏水" not in boss.get("/tickets?view=called").text
    agent.get("/tickets/1001")
    assert "没有人找您" in agent.get("/tickets?view=called").text


def test_the_report_leaves_as_a_workbook(boss: Browser, desk: Desk) -> None:
    desk.ticket(desk.customer(), "=SUM(A1)")
    answer = boss.get("/reports/tickets.xlsx")

    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
