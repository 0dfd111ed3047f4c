"""One trouble behind many tickets: answered once a customer, ended together, never twice."""

import pytest

from messaging.models import Contact, Outbox
from tests.tickets.people import Desk
from tickets import incidents, service
from tickets.errors import IllegalMove, Missing


def _three(desk: Desk) -> tuple[int, int, list[int]]:
    """An incident with a customer in reach, one whose window is closed, and one who left."""
    boss = desk.colleague("boss", "supervisor")
    contacts = [desk.customer(f"o-{number}") for number in range(3)]
    found = [desk.ticket(contact, "登录不了").id for contact in contacts]
    with desk.session() as session:
        session.get_one(Contact, contacts[1]).message_left = 0
        session.get_one(Contact, contacts[2]).subscribed = False
        begun = incidents.begin(session, "系统故障", "正在修", boss.id, now=desk.now)
        assert incidents.link(session, begun.id, found, boss.id, now=desk.now) == 3
    return begun.id, boss.id, found


def _go_on(desk: Desk, limit: int = 50) -> int:
    with desk.session() as session:
        return incidents.go_on(session, now=desk.now, limit=limit)


def _answer(desk: Desk, incident_id: int, staff_id: int, client_id: str = "1") -> int:
    with desk.session() as session:
        return incidents.answer(
            session, incident_id, staff_id, "已经修好", client_id=client_id, now=desk.now
        )


def _texts(desk: Desk) -> list[tuple[int, str, str]]:
    with desk.store.reading() as session:
        found = session.query(Outbox).order_by(Outbox.id)
        return [(row.contact_id, row.state, row.payload["text"][:4]) for row in found]


def test_everybody_is_answered_as_their_window_allows(desk: Desk) -> None:
    incident, boss, _ = _three(desk)
    assert _answer(desk, incident, boss) == _answer(desk, incident, boss)
    while _go_on(desk, limit=1):
        pass

    assert _texts(desk) == [(1, "queued", "已经修好"), (2, "held", "已经修好")]
    with desk.store.reading() as session:
        (said,) = incidents.answers(session, incident)
    assert said.states == {"queued": 1, "held": 1, "not_following": 1}


def test_a_gap_is_told_to_nobody(desk: Desk) -> None:
    incident, boss, _ = _three(desk)
    with pytest.raises(Missing) as missing, desk.session() as session:
        incidents.answer(session, incident, boss, "{{name}}您好", client_id="1", now=desk.now)
    assert missing.value.field == "variable"
    assert _go_on(desk) == 0


def test_a_customer_with_two_tickets_hears_it_once(desk: Desk) -> None:
    boss = desk.colleague("boss", "supervisor")
    contact = desk.customer()
    found = [desk.ticket(contact, text).id for text in ("登录不了", "还是登录不了")]
    with desk.session() as session:
        incident = incidents.begin(session, "故障", "", boss.id, now=desk.now).id
        incidents.link(session, incident, found, boss.id, now=desk.now)
    _answer(desk, incident, boss.id)
    _go_on(desk)

    assert len(_texts(desk)) == 1


def test_later_tickets_get_the_answer_when_somebody_says_so(desk: Desk) -> None:
    incident, boss, _ = _three(desk)
    answer = _answer(desk, incident, boss)
    _go_on(desk)
    late = desk.ticket(desk.customer("o-late"), "我也登录不了").id
    with desk.session() as session:
        incidents.link(session, incident, [late], boss, now=desk.now)
    assert _go_on(desk) == 0

    with desk.session() as session:
        assert incidents.extend(session, answer) == 1
        assert incidents.extend(session, answer) == 0
    assert _go_on(desk) == 1
    assert _texts(desk)[-1] == (4, "queued", "已经修好")


def test_the_end_ends_all_but_who_wrote_again(desk: Desk) -> None:
    incident, boss, found = _three(desk)
    _answer(desk, incident, boss)
    _go_on(desk)
    desk.later(minutes=1)
    desk.attends(2, "还是不行")
    desk.later(minutes=1)
    with desk.session() as session:
        incidents.end(session, incident, cause="system", outcome="solved", now=desk.now)
    while _go_on(desk):
        pass

    assert [desk.get(one).state for one in found] == ["resolved", "open", "resolved"]
    with pytest.raises(IllegalMove), desk.session() as session:
        incidents.link(session, incident, [found[1]], boss, now=desk.now)


def test_a_ticket_that_comes_back_is_not_ended_again(desk: Desk) -> None:
    incident, _, found = _three(desk)
    with desk.session() as session:
        incidents.end(session, incident, cause="system", outcome="solved", now=desk.now)
    _go_on(desk)
    desk.later(minutes=1)
    with desk.session() as session:
        service.reopen(session, found[0], actor="staff:1", reason="staff", now=desk.now)

    assert _go_on(desk) == 0
    assert desk.get(found[0]).is_working


def test_an_answer_needs_words_and_tickets(desk: Desk) -> None:
    boss = desk.colleague("boss", "supervisor")
    with desk.session() as session:
        incident = incidents.begin(session, "故障", "", boss.id, now=desk.now).id
    with pytest.raises(Missing):
        _answer(desk, incident, boss.id)
    with pytest.raises(Missing), desk.session() as session:
        incidents.begin(session, " ", "", boss.id, now=desk.now)


def test_an_end_without_an_answer_is_told_to_who_can_hear_it(desk: Desk) -> None:
    incident, _, found = _three(desk)
    with desk.session() as session:
        incidents.end(session, incident, cause="system", outcome="solved", now=desk.now)
    while _go_on(desk):
        pass

    assert _texts(desk) == [(1, "queued", "您反馈的")]
    assert [desk.get(one).state for one in found] == ["resolved"] * 3
