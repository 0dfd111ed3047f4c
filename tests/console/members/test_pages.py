"""Members: masked phones, audited looks, corrected points."""

import pytest

from membership import registration
from membership.models import Member
from tests.console.conftest import PRIVACY, Browser
from tests.tickets.people import Desk
from tickets import audit


@pytest.fixture
def member(desk: Desk) -> str:
    with desk.session() as session:
        member_id = registration.create(session, now=desk.now, actor="test")
        assert member_id is not None
        row = session.get_one(Member, member_id)
        row.name, row.phone_hint = "陈晓雯", "138****1111"
        row.phone_sealed = PRIVACY.seal("13800001111")
    return f"/members/{member_id}"


def audited(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [line.action for line in audit.lines(session)]


@pytest.mark.dialect
def test_a_phone_is_masked_until_somebody_asks_and_that_is_written_down(
    agent: Browser, desk: Desk, member: str
) -> None:
    assert "13800001111" not in agent.get(member).text
    assert "138****1111" in agent.get("/members").text
    assert "reveal_phone" not in audited(desk)

    assert "13800001111" in agent.post(f"{member}/reveal", member).text
    assert audited(desk)[0] == "reveal_phone"
    assert "13800001111" not in agent.get(member).text


@pytest.mark.dialect
def test_members_are_found_by_name_and_by_the_end_of_the_phone(
    agent: Browser, member: str
) -> None:
    for text in ("晓雯", "1111"):
        assert "陈晓雯" in agent.get(f"/members?q={text}").text
    assert "没有找到" in agent.get("/members?q=2222").text


def test_points_are_corrected_once_by_a_supervisor_with_a_reason(
    boss: Browser, desk: Desk, member: str
) -> None:
    for _ in range(2):
        boss.post(f"{member}/points", member, points="50", reason="补录", client_id="once")
    assert ">50<" in boss.get(member).text
    assert "change_points" in audited(desk)

    refused = boss.post(f"{member}/points", member, points="-99", reason="x", client_id="two")
    assert refused.status_code == 409
