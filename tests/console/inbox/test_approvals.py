"""What waits for a supervisor's word, in one place."""

import pytest
from flask import Flask

from membership import registration
from membership.models import Member
from membership.points import reading
from messaging import contacts
from store.clock import ManualClock
from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import compensation, staff
from tickets.models import Staff
from tickets.values import StaffView

PAGE = "/approvals"


@pytest.fixture
def member(desk: Desk) -> int:
    """王芳, who has a ticket."""
    contact = desk.customer()
    with desk.session() as session:
        found = registration.create(session, now=desk.now, actor="test")
        assert found is not None
        session.get_one(Member, found).name = "王芳"
        contacts.bind(session, contact, found)
    desk.ticket(contact)
    return found


def asked(desk: Desk, by: StaffView, client_id: str = "1") -> int:
    with desk.session() as session:
        found = compensation.ask(
            session,
            1,
            by,
            points=800,
            reason="蛋糕压坏了",
            client_id=client_id,
            now=desk.now,
        )
    assert found.state == "waiting"
    return found.id


def balance(desk: Desk, member_id: int) -> int:
    with desk.store.reading() as session:
        return reading.summary(session, member_id, now=desk.now).balance


def test_who_asked_what_for_whom_why_and_since_when(
    boss: Browser, desk: Desk, member: int, clock: ManualClock
) -> None:
    assert "没有等您审批的补偿" in boss.get(PAGE).text
    asked(desk, desk.colleague("amy"))
    clock.set(desk.later(minutes=40))

    page = boss.get(PAGE).text
    for said in ("amy", "800 积分", "王芳", "蛋糕压坏了", "#1001", "40 分钟前"):
        assert said in page
    assert f"/members/{member}" in page


@pytest.mark.dialect
@pytest.mark.parametrize(("decision", "points"), [("grant", 800), ("refuse", 0)])
def test_it_is_decided_right_there(
    boss: Browser, desk: Desk, member: int, decision: str, points: int
) -> None:
    compensation_id = asked(desk, desk.colleague("amy"))

    done = boss.post(
        "/tickets/1001/compensation",
        PAGE,
        id=compensation_id,
        decision=decision,
        **{"from": "approvals"},
    )

    assert done.location == "/console/approvals"
    assert balance(desk, member) == points
    assert "没有等您审批的补偿" in boss.get(PAGE).text


def test_ones_own_waits_for_somebody_else(
    app: Flask, boss: Browser, desk: Desk, member: int
) -> None:
    amy = desk.colleague("amy")
    compensation_id = asked(desk, amy)
    with desk.session() as session:
        session.get_one(Staff, amy.id).role = "supervisor"
    hers = Browser(app.test_client())
    hers.login("amy")

    assert 'value="grant"' not in hers.get(PAGE).text
    hers.post(
        "/tickets/1001/compensation",
        PAGE,
        id=compensation_id,
        decision="grant",
        **{"from": "approvals"},
    )
    assert "要由别的主管审批" in hers.get(PAGE).text
    assert balance(desk, member) == 0
    assert 'value="grant"' in boss.get(PAGE).text


def test_who_is_the_only_one_approves_their_own_with_a_reason(
    boss: Browser, desk: Desk, member: int
) -> None:
    with desk.store.reading() as session:
        me = session.query(Staff).filter_by(role="supervisor").one()
        compensation_id = asked(desk, staff.get(session, me.id))
    assert "只有您能审批" in boss.get(PAGE).text
    form = {"id": compensation_id, "decision": "grant", "from": "approvals"}
    boss.post("/tickets/1001/compensation", PAGE, **form)
    assert "为什么由您自己批准" in boss.get(PAGE).text
    assert balance(desk, member) == 0

    boss.post("/tickets/1001/compensation", PAGE, alone="只有我在", **form)
    assert balance(desk, member) == 800
    assert "自己批准：只有我在" in boss.get("/tickets/1001").text


def test_ones_own_may_be_taken_back(boss: Browser, desk: Desk, member: int) -> None:
    with desk.store.reading() as session:
        me = staff.get(session, session.query(Staff).filter_by(role="supervisor").one().id)
    desk.colleague("other", "admin")
    form = {"id": asked(desk, me), "decision": "refuse", "from": "approvals"}
    assert 'value="grant"' not in boss.get(PAGE).text
    boss.post("/tickets/1001/compensation", PAGE, **form)
    assert "没有等您审批的补偿" in boss.get(PAGE).text


def test_what_somebody_else_has_decided_is_told(boss: Browser, desk: Desk, member: int) -> None:
    compensation_id = asked(desk, desk.colleague("amy"))
    form = {"id": compensation_id, "decision": "grant", "from": "approvals"}
    boss.post("/tickets/1001/compensation", PAGE, **form)
    boss.post("/tickets/1001/compensation", PAGE, **form)

    assert "已经有人审批过了" in boss.get(PAGE).text
    assert balance(desk, member) == 800


def test_supervisors_see_how_many_wait_wherever_they_are(
    agent: Browser, boss: Browser, desk: Desk, member: int
) -> None:
    amy = desk.colleague("amy-2")
    assert 'data-count="approvals" hidden' in boss.get("/members").text
    asked(desk, amy)
    asked(desk, amy, client_id="2")

    assert 'data-count="approvals">2<' in boss.get("/members").text
    assert PAGE not in agent.get("/members").text
