"""At the counter: a redemption code is looked up, handed over once, and written down."""

import pytest

from membership import gifts, points, redemption
from tests.console.conftest import Browser
from tests.membership.rewards_shop import add_member
from tests.tickets.people import Desk
from tickets import audit


@pytest.fixture
def code(desk: Desk) -> str:
    with desk.session() as session:
        member = add_member(session)
        points.earn(session, member, 500, source="t", key="k", now=desk.now)
        body = {"key": "cup", "name": "保温杯", "points": 300, "stock": 1}
        gifts.save(session, body, now=desk.now)
        return redemption.start(session, member, "cup", key="r", now=desk.now).code


def confirm(desk: Desk, code: str) -> None:
    with desk.session() as session:
        member_id = redemption.find(session, code).member_id
        redemption.confirm(session, code, member_id=member_id, now=desk.now)


def hand_over(browser: Browser, code: str) -> tuple[int, str]:
    answer = browser.post("/members/gifts", "/members/gifts", code=code)
    return answer.status_code, answer.text


def test_a_code_is_good_once(agent: Browser, desk: Desk, code: str) -> None:
    confirm(desk, code)
    page = agent.get(f"/members/gifts?code= {code.lower()} ").text
    assert "交给顾客，核销「保温杯」" in page

    assert hand_over(agent, code)[0] == 302
    status, again = hand_over(agent, code)
    assert (status, "已经领过了" in again, "核销「保温杯」</button>" in again) == (
        409,
        True,
        False,
    )
    with desk.store.reading() as session:
        actions = [line.action for line in audit.lines(session)]
    assert actions.count("hand_over_gift") == 1


def test_what_was_not_confirmed_or_never_was_is_said(
    agent: Browser, desk: Desk, code: str
) -> None:
    status, page = hand_over(agent, code)
    assert (status, "还没有确认" in page) == (409, True)
    assert hand_over(agent, "NOPE")[0] == 404
    assert "没有这个兑换码" in agent.get("/members/gifts?code=NOPE").text
    assert "核销礼品" in agent.get("/members").text
