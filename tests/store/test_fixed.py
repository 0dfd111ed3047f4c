"""Statements compiled once: they mean what a session would have executed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update

from messaging.models import Contact
from store.fixed import Fixed
from store.live import LiveEvent
from store.statements import table
from store.transactions import Store
from tests import patience

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 2, 4, 0, 0, 123456, tzinfo=UTC)
CONTACT, EVENT = table(Contact), table(LiveEvent)
ADD = Fixed(insert(EVENT), "topic", "kind", "payload", "at")
BY_TOPIC = (
    select(EVENT.c.id, EVENT.c.topic, EVENT.c.payload, EVENT.c.at)
    .where(EVENT.c.topic == bindparam("topic"), EVENT.c.kind.in_(("told", "100%", "其他")))
    .order_by(EVENT.c.id.desc())
    .limit(bindparam("most"))
)


def test_rows_come_back_as_from_a_session(store: Store) -> None:
    statement, values = Fixed(BY_TOPIC), {"topic": "it's 100% ?", "most": 2}
    with store.session() as session:
        for number in range(3):
            payload = {"number": number, "名": "“x”"}
            touched = ADD.run(session, topic="it's 100% ?", kind="100%", payload=payload, at=NOON)
            assert touched == 1
        found = statement.all(session, **values)

        assert [tuple(row) for row in found] == [*session.execute(BY_TOPIC, values).all()]
        assert [row.payload["number"] for row in found] == [2, 1]
        assert found[0].at == NOON


def test_they_belong_to_the_transaction(store: Store) -> None:
    with store.session() as session:
        ADD.run(session, topic="undone", kind="told", payload={}, at=NOON)
        session.rollback()

    with store.reading() as session:
        assert Fixed(BY_TOPIC).first(session, topic="undone", most=1) is None


def test_a_submitted_work_uses_them_too(store: Store) -> None:
    """On PostgreSQL that is another way to the driver: statements prepared on libpq."""
    statement = Fixed(BY_TOPIC)
    store.submit(
        lambda connection: ADD.run(connection, topic="one", kind="told", payload={}, at=NOON)
    ).result(patience.SECONDS)

    found = store.submit(lambda db: statement.all(db, topic="one", most=5)).result(
        patience.SECONDS
    )

    assert [(row.topic, row.payload, row.at) for row in found] == [("one", {}, NOON)]


def test_truth_and_nothing_keep_their_kinds(store: Store) -> None:
    marked = Fixed(
        update(CONTACT)
        .where(CONTACT.c.external_id == bindparam("who"))
        .values(blocked=bindparam("blocked"), unfollowed_at=bindparam("left"))
    )
    known = Fixed(
        select(CONTACT.c.blocked, CONTACT.c.unfollowed_at).where(
            CONTACT.c.external_id == bindparam("who")
        )
    )
    row = {"account": "wechat:x", "external_id": "o-1", "created_at": NOON, "blocked": False}
    with store.session() as session:
        session.execute(insert(CONTACT).values(subscribed=True, **row))

        assert marked.run(session, who="o-1", blocked=True, left=None) == 1
        assert known.first(session, who="o-1") == (True, None)
        assert marked.run(session, who="nobody", blocked=True, left=NOON) == 0


def test_a_value_that_is_missing_is_an_error(store: Store) -> None:
    with store.reading() as session, pytest.raises(KeyError, match="most"):
        Fixed(BY_TOPIC).all(session, topic="x")
