"""Points inside a ticket: once, within limits, above them by a supervisor."""

import pytest

from membership import coupon_templates, coupons, merging, registration
from membership.points import reading
from messaging import contacts
from messaging.models import Outbox
from tests.tickets.people import Desk
from tickets import audit, chats, compensation, ending, staff
from tickets.compensation import CompensationView
from tickets.errors import IllegalMove, Missing
from tickets.models import TicketEvent
from tickets.values import StaffView


@pytest.fixture
def case(desk: Desk) -> tuple[Desk, int, int]:
    """A desk, a member, and their ticket."""
    contact = desk.customer()
    with desk.session() as session:
        member = registration.create(session, now=desk.now, actor="test")
        assert member is not None
        contacts.bind(session, contact, member)
    return desk, member, desk.ticket(contact).id


Case = tuple[Desk, int, int]


def ask(case: Case, by: StaffView, points: int, client_id: str = "1") -> CompensationView:
    desk, _, ticket = case
    with desk.session() as session:
        return compensation.ask(
            session, ticket, by, points=points, reason="补偿", client_id=client_id, now=desk.now
        )


def balance(case: Case) -> int:
    desk, member, _ = case
    with desk.store.reading() as session:
        return reading.summary(session, member, now=desk.now).balance


def test_within_the_limit_it_is_there_at_once_and_only_once(case: Case) -> None:
    amy = case[0].colleague("amy")

    assert ask(case, amy, 100).state == "granted"
    assert ask(case, amy, 100).state == "granted"
    assert balance(case) == 100
    with case[0].store.reading() as session:
        (entry,) = reading.recent(session, case[1])
    assert "#1001" in entry.rule["reason"]


def test_above_the_limit_a_supervisor_decides(case: Case) -> None:
    desk, _, _ = case
    amy, boss = desk.colleague("amy"), desk.colleague("boss", "supervisor")
    waiting = ask(case, amy, 501)
    assert (waiting.state, balance(case)) == ("waiting", 0)

    with desk.session() as session:
        compensation.decide(session, waiting.id, boss, granted=True, now=desk.now)
    assert balance(case) == 501
    with pytest.raises(IllegalMove), desk.session() as session:
        compensation.decide(session, waiting.id, boss, granted=False, now=desk.now)


def test_many_small_ones_reach_the_limit_too(case: Case) -> None:
    amy = case[0].colleague("amy")
    states = [ask(case, amy, 200, str(number)).state for number in range(3)]

    assert states == ["granted", "granted", "waiting"]
    assert balance(case) == 400


def _own_chat(desk: Desk, one: StaffView) -> int:
    """Their own chat, with room for a notice."""
    contact = desk.customer(f"o-{one.name}")
    with desk.session() as session:
        chats.bind(session, contact, chats.new_code(session, one.id, now=desk.now), now=desk.now)
    return contact


def notices(desk: Desk) -> list[tuple[int, str]]:
    with desk.store.reading() as session:
        found = session.query(Outbox).filter_by(author="desk:notice").order_by(Outbox.id)
        return [(row.contact_id, row.payload["text"]) for row in found]


def test_an_absent_supervisor_hears_once_of_each_promise_that_waits(case: Case) -> None:
    desk, _, _ = case
    amy, boss = desk.colleague("amy"), desk.colleague("boss", "supervisor")
    _own_chat(desk, amy)
    chat = _own_chat(desk, boss)
    ask(case, amy, 100)
    assert notices(desk) == []

    ask(case, amy, 501, "2")
    ask(case, amy, 501, "2")
    ask(case, amy, 502, "3")

    assert [contact for contact, _ in notices(desk)] == [chat, chat]
    first, second = [text for _, text in notices(desk)]
    for said in ("amy", "#1001", "501 积分", "补偿"):
        assert said in first
    assert "502 积分" in second


def test_a_supervisor_at_the_console_sees_it_there(case: Case) -> None:
    desk, _, _ = case
    amy, boss = desk.colleague("amy"), desk.colleague("boss", "supervisor")
    _own_chat(desk, boss)
    with desk.session() as session:
        staff.set_presence(session, boss.id, "online", now=desk.now)
    ask(case, amy, 501)

    assert notices(desk) == []


def test_a_stranger_cannot_get_points(desk: Desk) -> None:
    amy = desk.colleague("amy")
    ticket = desk.ticket(desk.customer())
    with pytest.raises(Missing) as missing, desk.session() as session:
        compensation.ask(
            session, ticket.id, amy, points=1, reason="x", client_id="1", now=desk.now
        )
    assert missing.value.field == "member"


def _template(desk: Desk, quota: int | None = None) -> None:
    terms = {"kind": "cash", "value": 1000, "valid_days": 30}
    body = {"key": "ten", "name": "10 元券", "terms": terms, "quota": quota}
    with desk.session() as session:
        coupon_templates.save(session, body, now=desk.now)


def give(case: Case, by: StaffView, client_id: str = "1") -> CompensationView:
    desk, _, ticket = case
    with desk.session() as session:
        return compensation.ask(
            session, ticket, by, coupon="ten", reason="补偿", client_id=client_id, now=desk.now
        )


def held(case: Case) -> list[str]:
    desk, member, _ = case
    with desk.store.reading() as session:
        return [one.name for one in coupons.usable(session, member, now=desk.now)]


def test_a_coupon_is_given_once_and_a_second_one_wants_a_supervisor(case: Case) -> None:
    desk, _, _ = case
    amy = desk.colleague()
    _template(desk)
    assert give(case, amy).state == "granted"
    assert give(case, amy).state == "granted"
    assert held(case) == ["10 元券"]

    assert give(case, amy, "2").state == "waiting"
    assert held(case) == ["10 元券"]


def test_a_coupon_that_ran_out_is_not_promised(case: Case) -> None:
    desk, _, _ = case
    _template(desk, quota=1)
    give(case, desk.colleague())
    other = desk.ticket(desk.customer("o-2")).id
    with desk.session() as session:
        contacts.bind(session, desk.get(other).contact_id, case[1])

    with pytest.raises(Missing):
        give((desk, case[1], other), desk.colleague("bob"), "2")
    assert held(case) == ["10 元券"]


def test_a_supervisor_has_the_same_limits_and_another_one_decides(case: Case) -> None:
    desk, _, _ = case
    boss, other = desk.colleague("boss", "supervisor"), desk.colleague("other", "supervisor")
    assert ask(case, boss, 500).state == "granted"
    waiting = ask(case, boss, 1, "2")
    assert (waiting.state, balance(case)) == ("waiting", 500)

    with pytest.raises(Missing), desk.session() as session:
        compensation.decide(session, waiting.id, boss, granted=True, now=desk.now)
    with desk.session() as session:
        compensation.decide(session, waiting.id, other, granted=True, now=desk.now)
    assert balance(case) == 501


@pytest.fixture
def own(case: Case) -> tuple[StaffView, int]:
    """A supervisor, and what they asked for above the limits."""
    boss = case[0].colleague("boss", "supervisor")
    return boss, ask(case, boss, 501).id


def decide(case: Case, by: StaffView, waiting: int, *, granted: bool, alone: str = "") -> None:
    with case[0].session() as session:
        compensation.decide(session, waiting, by, granted=granted, alone=alone, now=case[0].now)


@pytest.mark.parametrize("role", ["supervisor", "admin"])
def test_nobody_approves_their_own_where_another_could(
    case: Case, own: tuple[StaffView, int], role: str
) -> None:
    case[0].colleague("other", role)
    with pytest.raises(Missing) as missing:
        decide(case, *own, granted=True, alone="顾客等着")

    assert (missing.value.field, balance(case)) == ("approver", 0)


def test_who_is_alone_approves_their_own_with_a_reason_that_is_kept(
    case: Case, own: tuple[StaffView, int]
) -> None:
    desk, boss = case[0], own[0]
    desk.colleague("amy")
    locked = desk.colleague("locked", "admin")
    with desk.session() as session:
        staff.change(session, locked.id, display_name="", role="admin", capacity=1, active=False)
    with pytest.raises(Missing) as missing:
        decide(case, *own, granted=True, alone=" ")
    assert (missing.value.field, balance(case)) == ("alone", 0)

    decide(case, *own, granted=True, alone="店里只有我一个主管")
    assert balance(case) == 501
    with desk.store.reading() as session:
        (line,) = audit.lines(session)
        (event,) = session.query(TicketEvent).filter_by(kind="compensation_granted")
    assert (line.name, line.detail["alone"]) == (boss.name, "店里只有我一个主管")
    assert event.detail["alone"] == "店里只有我一个主管"


def test_ones_own_may_be_taken_back(case: Case, own: tuple[StaffView, int]) -> None:
    case[0].colleague("other", "supervisor")
    decide(case, *own, granted=False)

    assert balance(case) == 0
    with case[0].store.reading() as session:
        assert compensation.waiting(session) == []


def test_every_change_of_points_is_audited(case: Case) -> None:
    desk, _, ticket = case
    amy, boss = desk.colleague("amy"), desk.colleague("boss", "supervisor")
    ask(case, amy, 100)
    waiting = ask(case, amy, 501, "2")
    with desk.session() as session:
        compensation.decide(session, waiting.id, boss, granted=True, now=desk.now)
        lines = [(one.name, one.action, one.subject) for one in audit.lines(session)]

    assert lines == [
        ("boss", "compensation_granted", f"ticket:{ticket}"),
        ("amy", "compensation_granted", f"ticket:{ticket}"),
    ]


def test_who_joined_since_the_ticket_opened_can_be_compensated(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague("amy")
    case = desk, 1, desk.ticket(contact).id
    with desk.session() as session:
        member = registration.create(session, now=desk.now, actor="test")
        assert member == 1
        contacts.bind(session, contact, member)

    assert ask(case, amy, 100).state == "granted"
    assert balance(case) == 100


def test_a_promise_to_a_member_who_was_merged_is_the_kept_ones(case: Case) -> None:
    desk, gone, ticket = case
    amy, boss = desk.colleague("amy"), desk.colleague("boss", "supervisor")
    waiting = ask(case, amy, 501)
    with desk.session() as session:
        kept = registration.create(session, now=desk.now, actor="test")
        assert kept is not None
        merging.merge(session, kept_id=kept, gone_id=gone, actor="test", now=desk.now)
        compensation.decide(session, waiting.id, boss, granted=True, now=desk.now)

    assert balance((desk, kept, ticket)) == 501
    assert balance(case) == 0


def test_a_promise_is_kept_after_the_end_of_the_ticket(case: Case) -> None:
    desk, _, ticket = case
    amy, boss = desk.colleague("amy"), desk.colleague("boss", "supervisor")
    waiting = ask(case, amy, 501)
    with desk.session() as session:
        ending.resolve(session, ticket, amy.id, cause="a", outcome="b", now=desk.now)
        compensation.decide(session, waiting.id, boss, granted=True, now=desk.now)

    assert balance(case) == 501
    assert desk.get(ticket).state == "resolved"
