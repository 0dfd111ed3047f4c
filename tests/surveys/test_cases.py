"""Who hears of a bad score, and by when its case is to be answered."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from messaging import contacts
from messaging.models import Outbox
from store.live import LiveEvent
from store.transactions import Store
from surveys import aftercare, answers, cases
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, NOON
from tickets import chats, ending, escalation, merging, pauses, service, sla, staff
from tickets.hours import Target, set_target
from tickets.models import Ticket

BOSS_CHAT = "o_boss"


def bound(session: Session, staff_id: int, openid: str, now: datetime) -> int:
    """A colleague's own chat, open, told of what happens while they are away."""
    chat = contacts.ensure(session, people.ACCOUNT, openid, now=now)
    contacts.follow(session, chat.id, scene="", now=now)
    people.opened(session, chat.id, now)
    chats.bind(session, chat.id, chats.new_code(session, staff_id, now=now), now=now)
    return chat.id


def told(store: Store, chat: int) -> list[str]:
    with store.reading() as session:
        theirs = sa.select(Outbox).where(Outbox.contact_id == chat).order_by(Outbox.id)
        rows = session.scalars(theirs)
        return [str(row.payload["text"]) for row in rows]


def the_case(store: Store) -> Ticket:
    with store.reading() as session:
        return session.scalars(sa.select(Ticket).where(Ticket.kind == "survey")).one()


@pytest.fixture
def bad(store: Store) -> tuple[int, int]:
    """A relationship score of 3: the boss and the boss's chat."""
    with store.session() as session:
        people.seed(session, "nps")
        member, _ = people.customer(session)
        boss = people.colleague(session, "boss", "supervisor")
        chat = bound(session, boss, BOSS_CHAT, NOON)
    invitation = people.asked(store, "nps", member, now=NOON)
    with store.session() as session:
        now = NOON + HOUR
        answers.record(session, invitation, "score", 3, source="chat", now=now)
    return boss, chat


def test_the_owner_hears_at_the_console_and_in_their_own_chat(
    store: Store, bad: tuple[int, int]
) -> None:
    boss, chat = bad
    with store.reading() as session:
        query = sa.select(LiveEvent.payload).where(LiveEvent.kind == "bad_rating")
        (heard,) = session.scalars(query)
    case = the_case(store)
    assert (heard["staff"], heard["score"], heard["most"]) == (boss, 3, 10)
    assert heard["ticket"] == case.id
    assert any("3/10" in text for text in told(store, chat))


def test_a_bad_rating_of_a_ticket_reaches_the_supervisors_chats(store: Store) -> None:
    with store.session() as session:
        survey = people.seed(session, "csat")
        member, contact = people.customer(session)
        amy = people.colleague(session)
        boss = people.colleague(session, "boss", "supervisor")
        chat = bound(session, boss, BOSS_CHAT, NOON)
        ticket = people.settled(session, contact, amy, now=NOON)
        asked = people.asked_about(session, survey, ticket, now=NOON)
        answers.record(session, asked, "score", 1, source="chat", now=NOON + HOUR)

    assert member
    assert any("差评（1/5）" in text for text in told(store, chat))


def test_a_case_is_due_a_day_after_whatever_it_waits_for(
    store: Store, bad: tuple[int, int]
) -> None:
    boss, _ = bad
    case, due = the_case(store).id, NOON + HOUR + DAY
    assert the_case(store).resolve_due == due
    with store.session() as session:
        pauses.pend(session, case, boss, now=NOON + 2 * HOUR)
    assert the_case(store).resolve_due == due
    with store.session() as session:
        ticket = service.get(session, case)
        service.touched_by_customer(session, ticket, "在吗", now=NOON + 20 * HOUR)
        set_target(session, "survey", 3, Target(first=60, next=60, resolve=6000))
        sla.recompute(session, now=NOON + 20 * HOUR)
    assert the_case(store).resolve_due == due
    with store.session() as session:
        escalation.sweep(session, now=due + timedelta(minutes=1))
    assert the_case(store).resolve_breached


def test_the_case_of_a_locked_account_goes_to_somebody_else(
    store: Store, bad: tuple[int, int]
) -> None:
    boss, _ = bad
    with store.session() as session:
        assert cases.hand_over(session, now=NOON + 2 * HOUR) == 0
        amy = people.colleague(session, "amy", "admin")
        staff.change(session, boss, display_name="", role="supervisor", capacity=9, active=False)
        assert cases.hand_over(session, now=NOON + 2 * HOUR) == 1
        assert cases.hand_over(session, now=NOON + 3 * HOUR) == 0
    assert the_case(store).owner_id == amy


def test_a_case_stays_where_nobody_could_take_it(store: Store, bad: tuple[int, int]) -> None:
    boss, _ = bad
    with store.session() as session:
        staff.change(session, boss, display_name="", role="supervisor", capacity=9, active=False)
        assert cases.hand_over(session, now=NOON + 2 * HOUR) == 0
    assert the_case(store).owner_id == boss


def test_a_case_that_was_merged_ends_with_the_ticket_that_remains(
    store: Store, bad: tuple[int, int]
) -> None:
    boss, _ = bad
    case, now = the_case(store), NOON + 2 * HOUR
    with store.session() as session:
        kept = service.open(session, contact_id=case.contact_id, description="杯子漏水", now=now)
        merging.merge(session, case.id, kept.id, boss, now=now)
    with store.session() as session:
        assert aftercare.follow(session, now=now) == 0
        ending.resolve(session, kept.id, boss, cause="product", outcome="solved", now=now)
    with store.session() as session:
        assert aftercare.follow(session, now=now) == 1
        assert aftercare.follow(session, now=now) == 0


def test_where_cases_are_switched_off_supervisors_hear_of_it_all_the_same(store: Store) -> None:
    with store.session() as session:
        people.seed(session, "nps", open_cases=False)
        member, _ = people.customer(session)
        boss = people.colleague(session, "boss", "supervisor")
        people.colleague(session)
    invitation = people.asked(store, "nps", member, now=NOON)
    with store.session() as session:
        answers.record(session, invitation, "score", 3, source="chat", now=NOON + HOUR)

    with store.reading() as session:
        query = sa.select(LiveEvent.payload).where(LiveEvent.kind == "bad_rating")
        (heard,) = session.scalars(query)
        assert session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0
    assert (heard["staff"], heard["ticket"], heard["score"]) == (boss, None, 3)
