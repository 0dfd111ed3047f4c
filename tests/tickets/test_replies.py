"""A human's words: once, not past somebody, and only where the platform lets them through."""

from datetime import timedelta

import pytest

from messaging import contacts
from messaging.models import Contact, Outbox
from tests.tickets.people import Desk
from tickets import drafts, ending, farewells, holds, replies, resending, thread, work
from tickets.errors import Collision, IllegalMove, Missing, WindowClosed
from tickets.thread import Seen


@pytest.fixture
def case(desk: Desk) -> tuple[Desk, int, int, int]:
    """A desk, a contact, their ticket and the agent who has it."""
    contact, amy = desk.customer(), desk.colleague()
    return desk, contact, desk.ticket(contact).id, amy.id


Case = tuple[Desk, int, int, int]


def queued(desk: Desk) -> list[Outbox]:
    with desk.store.reading() as session:
        return session.query(Outbox).order_by(Outbox.id).all()


def test_a_reply_is_queued_and_takes_the_ticket(case: Case) -> None:
    desk, _, ticket, amy = case
    with desk.session() as session:
        sent = replies.reply(session, ticket, amy, " 您好 ", client_id="1", now=desk.now)

    (row,) = queued(desk)
    assert (row.id, row.payload, row.author) == (
        sent.outbox_id,
        {"type": "text", "text": "您好"},
        f"staff:{amy}",
    )
    found = desk.get(ticket)
    assert (found.state, found.owner_id, found.awaiting_since) == ("open", amy, None)


def test_a_double_submit_sends_once(case: Case) -> None:
    desk, _, ticket, amy = case
    for _ in range(2):
        with desk.session() as session:
            sent = replies.reply(
                session, ticket, amy, "您好", client_id="same", last_seen=Seen(), now=desk.now
            )
    assert sent.again
    assert len(queued(desk)) == 1


def test_what_came_in_between_is_shown_before_anything_is_sent(case: Case) -> None:
    desk, contact, ticket, amy = case
    with desk.store.reading() as session:
        seen = thread.newest(session, contact)
    desk.hears(contact, "不用了，我自己修好了")

    with pytest.raises(Collision) as met, desk.session() as session:
        replies.reply(session, ticket, amy, "好的", client_id="1", last_seen=seen, now=desk.now)

    assert [entry.text for entry in met.value.unseen] == ["不用了，我自己修好了"]
    assert queued(desk) == []
    with desk.session() as session:
        replies.reply(session, ticket, amy, "好的", client_id="1", last_seen=None, now=desk.now)
    assert len(queued(desk)) == 1


def test_a_colleagues_reply_is_a_collision_and_ones_own_is_not(case: Case) -> None:
    desk, contact, ticket, amy = case
    bob = desk.colleague("bob")
    with desk.session() as session:
        seen = thread.newest(session, contact)
        replies.reply(session, ticket, amy, "一", client_id="1", last_seen=seen, now=desk.now)
        replies.reply(session, ticket, amy, "二", client_id="2", last_seen=seen, now=desk.now)

    with pytest.raises(Collision) as met, desk.session() as session:
        replies.reply(session, ticket, bob.id, "三", client_id="3", last_seen=seen, now=desk.now)
    assert [entry.text for entry in met.value.unseen] == ["一", "二"]


def test_the_count_left_includes_what_waits_to_be_sent(case: Case) -> None:
    desk, contact, ticket, amy = case
    with desk.session() as session:
        for number in range(5):
            left = replies.window_of(session, contact, now=desk.now).left
            assert left == 5 - number
            replies.reply(session, ticket, amy, "好", client_id=str(number), now=desk.now)

    with pytest.raises(WindowClosed) as shut, desk.session() as session:
        replies.reply(session, ticket, amy, "好", client_id="6", now=desk.now)
    assert shut.value.reason == "count"


@pytest.mark.parametrize(
    ("left", "subscribed", "reason"), [(0, True, "window"), (5, False, "not_following")]
)
def test_a_closed_window_says_why(case: Case, left: int, subscribed: bool, reason: str) -> None:
    desk, contact, ticket, amy = case
    with desk.session() as session:
        row = session.get_one(Contact, contact)
        row.message_left, row.subscribed = left, subscribed

    with pytest.raises(WindowClosed) as shut, desk.session() as session:
        replies.reply(session, ticket, amy, "好", client_id="1", now=desk.now)
    assert shut.value.reason == reason


def test_a_held_reply_waits_and_so_does_the_ticket(case: Case) -> None:
    desk, contact, ticket, amy = case
    desk.later(days=3)
    with desk.session() as session:
        replies.reply(session, ticket, amy, "单号是 1", client_id="1", hold=True, now=desk.now)
        assert contacts.get(session, contact).held == 1

    assert [row.state for row in queued(desk)] == ["held"]
    assert desk.get(ticket).state == "pending"


def test_what_was_held_stands_in_the_thread_where_it_left(case: Case) -> None:
    desk, contact, ticket, amy = case
    with desk.session() as session:
        replies.reply(session, ticket, amy, "骑手四点到", client_id="1", hold=True, now=desk.now)
    desk.later(minutes=5)
    desk.attends(contact, "到底在哪")
    with desk.session() as session:
        assert holds.release(session, contact, now=desk.now) == 1
    (row,) = queued(desk)
    with desk.session() as session:
        left = session.get_one(Outbox, row.id)
        left.state, left.finished_at = "accepted", desk.later(seconds=2)

    with desk.store.reading() as session:
        shown = thread.read(session, contact).entries
        said = [entry.text for entry in shown if entry.side in ("customer", "staff")]
        before = thread.read(session, contact, before=row.created_at + timedelta(minutes=1))
    assert said[-2:] == ["到底在哪", "骑手四点到"]
    assert "骑手四点到" not in [entry.text for entry in before.entries]


def test_a_reply_for_later_is_due_later(case: Case) -> None:
    desk, _, ticket, amy = case
    later = desk.now + timedelta(hours=2)
    with desk.session() as session:
        replies.reply(session, ticket, amy, "好", client_id="1", due_at=later, now=desk.now)
        outbox_id = session.query(Outbox).one().id
        assert resending.call_back(session, ticket, outbox_id, amy, now=desk.now)
    (row,) = queued(desk)
    assert (row.due_at, row.state) == (later, "cancelled")


def test_a_failed_message_is_sent_again_only_on_a_persons_word(case: Case) -> None:
    desk, _, ticket, amy = case
    with desk.session() as session:
        sent = replies.reply(session, ticket, amy, "好", client_id="1", now=desk.now)
        assert not resending.send_again(session, ticket, sent.outbox_id, amy, now=desk.now)
        session.get_one(Outbox, sent.outbox_id).state = "unknown"
    with desk.session() as session:
        assert resending.send_again(session, ticket, sent.outbox_id, amy, now=desk.now)
    assert [row.state for row in queued(desk)] == ["queued"]


def test_nothing_and_too_much_are_refused(case: Case) -> None:
    desk, _, ticket, amy = case
    wrong = (
        ("  ", "text"),
        ("长" * 601, "length"),
        ("您好 {{ name }}", "variable"),
        ("您好 {{nmae}}", "variable"),
    )
    for text, field in wrong:
        with pytest.raises(Missing) as missing, desk.session() as session:
            replies.reply(session, ticket, amy, text, client_id="1", now=desk.now)
        assert missing.value.field == field
    assert queued(desk) == []


def test_braces_that_are_no_variable_are_text(case: Case) -> None:
    desk, _, ticket, amy = case
    with desk.session() as session:
        replies.reply(session, ticket, amy, "{name} {{}} {{a b}}", client_id="1", now=desk.now)
    assert [row.payload["text"] for row in queued(desk)] == ["{name} {{}} {{a b}}"]


def test_a_settled_ticket_takes_no_reply(case: Case) -> None:
    desk, _, ticket, amy = case
    with desk.session() as session:
        ending.resolve(session, ticket, amy, cause="other", outcome="solved", now=desk.now)
    with pytest.raises(IllegalMove), desk.session() as session:
        replies.reply(session, ticket, amy, "好", client_id="1", now=desk.now)
    assert queued(desk) == []


def test_the_end_asks_for_cause_and_outcome_and_for_having_read_everything(case: Case) -> None:
    desk, contact, ticket, amy = case
    with pytest.raises(Missing) as missing, desk.session() as session:
        ending.resolve(session, ticket, amy, cause="", outcome="solved", now=desk.now)
    assert missing.value.field == "cause"

    with desk.store.reading() as session:
        seen = thread.newest(session, contact)
    desk.hears(contact, "等等")
    with pytest.raises(Collision), desk.session() as session:
        ending.resolve(session, ticket, amy, cause="a", outcome="b", last_seen=seen, now=desk.now)
    assert desk.get(ticket).is_working


def test_goodbye_is_said_once_and_only_after_a_human(case: Case) -> None:
    desk, _, ticket, amy = case
    with desk.session() as session:
        assert not farewells.say(session, ticket, amy, now=desk.now)
        replies.reply(session, ticket, amy, "好", client_id="1", now=desk.now)
        ending.resolve(session, ticket, amy, cause="a", outcome="b", now=desk.now)
        assert farewells.say(session, ticket, amy, now=desk.now)
        assert farewells.say(session, ticket, amy, now=desk.now)
    assert len(queued(desk)) == 2


def test_a_note_stays_inside_and_names_a_colleague(case: Case) -> None:
    desk, contact, ticket, amy = case
    bob = desk.colleague("bob")
    with desk.session() as session:
        work.note(session, ticket, amy, "请 @bob 看看", now=desk.now)
        (note,) = [
            entry for entry in thread.read(session, contact).entries if entry.side == "note"
        ]
    assert note.payload == {"mentions": [bob.id]}
    assert queued(desk) == []


def test_a_draft_survives_and_never_overwrites_a_newer_one(case: Case) -> None:
    desk, _, ticket, amy = case
    with desk.session() as session:
        first = drafts.save(session, ticket, amy, "您", 0, now=desk.now)
        assert drafts.save(session, ticket, amy, "您好", first.version, now=desk.now).version == 2
        stale = drafts.save(session, ticket, amy, "旧", first.version, now=desk.now)
    assert (stale.text, stale.version) == ("您好", 2)

    with desk.session() as session:
        replies.reply(session, ticket, amy, "您好", client_id="1", now=desk.now)
        assert drafts.read(session, ticket, amy).text == ""
