"""The customer beside the thread: a page must come whatever has happened to the member."""

import pytest

from campaigns import service as campaigns
from membership import registration, timeline
from membership.models import Member
from messaging import contacts
from tests.console.conftest import Browser
from tests.messaging.reach.people import make_row
from tests.tickets.people import Desk


@pytest.fixture
def member(desk: Desk) -> int:
    """A member with a ticket, whose chat this is."""
    contact = desk.customer()
    with desk.session() as session:
        found = registration.create(session, now=desk.now, actor="test")
        assert found is not None
        session.get_one(Member, found).name = "陈晓雯"
        contacts.bind(session, contact, found)
    desk.ticket(contact, "保温杯漏水")
    return found


def test_the_timeline_of_a_member_is_told_beside_the_thread(
    agent: Browser, desk: Desk, member: int
) -> None:
    lines = (
        ("level_up", {"from": "", "to": "gold"}),
        ("consent", {"allowed": False}),
        ("something new", {"fields": ["phone"]}),
    )
    with desk.session() as session:
        for kind, detail in lines:
            timeline.add(session, kind, detail, member_id=member, now=desk.now)

    panel = _panel(agent)

    assert "不再收" in panel
    assert "something new" in panel


@pytest.mark.dialect
def test_a_push_is_told_with_its_campaign_and_the_rule_that_stopped_it(
    agent: Browser, desk: Desk, member: int
) -> None:
    with desk.session() as session:
        [contact] = contacts.of_member(session, member)
        [birthday, *_] = campaigns.every(session)
        make_row(
            session,
            contact.id,
            "k",
            state="blocked",
            author=birthday.author,
            account=contact.account,
            reason="open complaint",
            payload={"type": "text", "text": "生日快乐"},
        )

    panel = _panel(agent)

    assert f"<b>{birthday.name}</b> 生日快乐" in panel
    assert "投诉" in panel.split("生日快乐")[1].split("</div>")[0]


def _panel(browser: Browser) -> str:
    page = browser.get("/tickets/1001")
    assert page.status_code == 200
    return page.text.partition('id="panel"')[2]
