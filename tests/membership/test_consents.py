"""退订 per channel and kind, of contacts and members, and its undo."""

import pytest

from membership import consents, timeline
from membership.errors import FieldError
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import DAY, NOON, make_contact, make_member


def _allowed(db: Db, contact: int, member: int | None, channel: str, kind: str) -> bool:
    return consents.allowed(db, channel=channel, kind=kind, contact_id=contact, member_id=member)


def test_silence_allows_and_a_refusal_covers_what_it_names(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        contact = make_contact(session, "o_1", member_id=member)
        assert _allowed(session, contact, member, "wechat", "marketing")
        assert consents.opt_out(session, contact_id=contact, now=NOON, source="chat")
        assert not consents.opt_out(session, contact_id=contact, now=NOON, source="chat")

        assert not _allowed(session, contact, member, "wechat", "marketing")
        assert not _allowed(session, contact, member, "sms", "marketing")
        assert _allowed(session, contact, member, "wechat", "survey")


def test_the_member_is_not_reached_through_another_contact(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        contact = make_contact(session, "o_1", member_id=member)
        other = make_contact(session, "o_2", member_id=member)
        consents.opt_out(session, contact_id=contact, now=NOON, source="chat")

        assert not _allowed(session, other, member, "wechat", "marketing")


def test_an_undo_takes_it_back_and_both_are_on_the_timeline(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        contact = make_contact(session, "o_1", member_id=member)
        consents.opt_out(session, contact_id=contact, kind="survey", now=NOON, source="chat")
        consents.opt_out(session, contact_id=contact, kind="*", now=NOON + DAY, source="chat")
        assert consents.opt_in(
            session, contact_id=contact, kind="*", now=NOON + 2 * DAY, source="chat"
        )

        assert _allowed(session, contact, member, "wechat", "survey")
        assert _allowed(session, contact, member, "wechat", "marketing")
        events = [event.kind for event in timeline.of_member(session, member)]
        assert events == ["consent", "consent", "consent", "joined"]


def test_the_latest_answer_that_covers_it_counts(store: Store) -> None:
    with store.session() as session:
        contact = make_contact(session, "o_1")
        consents.opt_out(session, contact_id=contact, kind="*", now=NOON, source="chat")
        consents.opt_in(
            session,
            contact_id=contact,
            channel="wechat",
            kind="notice",
            now=NOON + DAY,
            source="chat",
        )

        assert _allowed(session, contact, None, "wechat", "notice")
        assert not _allowed(session, contact, None, "sms", "notice")
        assert not _allowed(session, contact, None, "wechat", "marketing")
        consents.opt_out(session, contact_id=contact, kind="*", now=NOON + 2 * DAY, source="chat")
        assert not _allowed(session, contact, None, "wechat", "notice")


def test_what_a_member_said_at_the_counter_holds_for_every_contact(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        contact = make_contact(session, "o_1", member_id=member)
        said = {"channel": "sms", "kind": "marketing", "now": NOON, "source": "staff:1"}
        assert consents.set_for_member(session, member, allow=False, **said)  # type: ignore[arg-type]
        assert not consents.set_for_member(session, member, allow=False, **said)  # type: ignore[arg-type]

        assert not _allowed(session, contact, member, "sms", "marketing")
        assert _allowed(session, contact, member, "wechat", "marketing")
        assert [answer.allowed for answer in consents.answers(session, member_id=member)] == [
            False
        ]


@pytest.mark.parametrize(
    ("field", "value"), [("channel", "fax"), ("kind", "spam"), ("source", "")]
)
def test_a_wrong_answer_names_its_field(store: Store, field: str, value: str) -> None:
    with store.session() as session:
        contact = make_contact(session, "o_1")
        said = {"contact_id": contact, "now": NOON, "source": "chat", field: value}
        with pytest.raises(FieldError) as refused:
            consents.opt_out(session, **said)  # type: ignore[arg-type]
        assert refused.value.field == field
