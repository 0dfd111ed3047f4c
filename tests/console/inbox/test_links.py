"""Linking two tickets by hand, through the browser."""

import pytest

from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import merging

ONE, OTHER = "/tickets/1001", "/tickets/1002"


@pytest.fixture
def two(desk: Desk) -> None:
    """The tickets of a customer and of somebody else."""
    desk.ticket(desk.customer("o-1"), "保温杯漏水")
    desk.ticket(desk.customer("o-2"), "同一单的杯盖裂了")


def _link(browser: Browser, to: str) -> tuple[int, str]:
    answer = browser.post(f"{ONE}/link", ONE, to=to)
    return answer.status_code, answer.text


@pytest.mark.usefixtures("two")
def test_both_pages_show_the_other_and_a_way_there_until_it_is_taken_back(
    agent: Browser,
) -> None:
    assert _link(agent, "＃1002")[0] == 302

    here, there = agent.get(ONE).text, agent.get(OTHER).text
    assert "已和 #1002 关联" in here
    for page, other in ((here, "1002"), (there, "1001")):
        assert f'href="/console/tickets/{other}"' in page
        assert f"关联 #{other} 待受理" in page
    assert "amy 把 #1001 和 #1002 关联起来" in here
    assert "amy 把 #1002 和 #1001 关联起来" in there

    agent.post(f"{OTHER}/unlink", OTHER, to="1001")
    here, there = agent.get(ONE).text, agent.get(OTHER).text
    assert "amy 取消了 #1001 和 #1002 的关联" in here
    assert "amy 取消了 #1002 和 #1001 的关联" in there
    assert "关联的工单" not in here + there


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("to", "code", "sentence"),
    [
        ("1001", 409, "不能和自己关联"),
        ("9999", 404, "没有找到"),
        ("1002", 409, "已经和 #1002 关联过了"),
        ("杯子", 400, "请填另一张工单的号码"),
        ("9" * 40, 400, "请填另一张工单的号码"),
    ],
)
def test_what_cannot_be_linked_is_refused_with_a_sentence(
    agent: Browser, to: str, code: int, sentence: str
) -> None:
    agent.post(f"{OTHER}/link", OTHER, to="1001")

    status, text = _link(agent, to)
    assert status == code
    assert sentence in text


def test_two_tickets_of_one_customer_tell_it_once_in_their_one_thread(
    agent: Browser, desk: Desk
) -> None:
    contact = desk.customer()
    for what in ("保温杯漏水", "发票没收到"):
        desk.ticket(contact, what)
    assert 'value="1002"' in agent.get(ONE).text
    _link(agent, "1002")

    assert agent.get(ONE).text.count("关联起来") == 1
    assert "其他工单" not in agent.get(ONE).text


@pytest.mark.dialect
@pytest.mark.usefixtures("two")
def test_a_merged_ticket_is_linked_under_the_one_that_remains(agent: Browser, desk: Desk) -> None:
    kept = desk.ticket(1, "还是漏水")
    with desk.session() as session:
        merging.merge(session, 1, kept.id, 1, now=desk.now)

    refused = agent.post(f"{OTHER}/link", OTHER, to="1001")
    assert refused.status_code == 409
    assert "请关联留下的那一张" in refused.text
    assert 'id="link-to"' not in agent.get(f"{ONE}?stay=1").text


def test_a_merge_asks_first_and_what_was_merged_only_shows_where_it_went(
    agent: Browser, desk: Desk
) -> None:
    contact = desk.customer()
    for text in ("杯子漏水", "杯盖也裂了"):
        desk.ticket(contact, text)
    offered = agent.get("/tickets/1002").text
    assert "生成了工单 #1002" in offered
    assert "合并后不能拆开：留下 #1001" in offered

    agent.post("/tickets/1002/merge", "/tickets/1002", into=1001)
    gone = agent.get("/tickets/1002?stay=1").text
    assert "并入 <a" in gone
    for said in ("无人受理", "重新打开", "合并后不能拆开"):
        assert said not in gone
