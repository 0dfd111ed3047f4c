"""The nightly care for levels: periods end, and notice is given to who can be written to."""

from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from membership import consents, levels
from messaging.models import Contact, Outbox
from scheduler.job import Worker
from scheduler.jobs.levels import JOB
from store.transactions import Store
from tests.membership.factories import DAY, NOON, SHANGHAI, make_contact, make_member


def _worker(store: Store) -> Worker:
    unused: Any = None
    return Worker(store, unused, SHANGHAI, unused, unused)


def _gold(store: Store, openid: str) -> tuple[int, int, datetime]:
    with store.session() as session:
        member = make_member(session)
        contact = make_contact(session, openid, member_id=member)
        levels.add_growth(session, member, 5_000, kind="earn", source="t", key=openid, now=NOON)
        until = levels.standing(session, member).until
    assert until is not None
    return member, contact, until


def _opened(store: Store, contact: int, now: datetime) -> None:
    with store.session() as session:
        session.execute(
            sa.update(Contact)
            .where(Contact.id == contact)
            .values(message_left=5, message_until=now + timedelta(hours=9))
        )


def test_who_can_be_written_to_hears_a_month_ahead_and_once(store: Store) -> None:
    _, reachable, until = _gold(store, "o_1")
    _, refused, _ = _gold(store, "o_2")
    _gold(store, "o_3")
    month_before = until - 30 * DAY
    for contact in (reachable, refused):
        _opened(store, contact, month_before)
    with store.session() as session:
        consents.opt_out(session, contact_id=refused, kind="*", now=NOON, source="chat")
    worker = _worker(store)

    assert JOB.run(worker, month_before - DAY) == {"periods": 0, "notices": 0}
    assert JOB.run(worker, month_before) == {"periods": 0, "notices": 1}
    assert JOB.run(worker, month_before + DAY) == {"periods": 0, "notices": 0}
    with store.reading() as session:
        sent = session.scalars(sa.select(Outbox)).one()
    assert (sent.contact_id, sent.category) == (reachable, "notice")
    assert "金卡会员 3 月 9 日到期，再得 2500 成长值" in cast(str, sent.payload["text"])


def test_periods_end_for_all(store: Store) -> None:
    members = [_gold(store, f"o_{number}")[0] for number in range(3)]
    worker = _worker(store)

    assert JOB.run(worker, NOON + 400 * DAY)["periods"] == 3
    with store.reading() as session:
        found = [levels.standing(session, member).level for member in members]
    assert [level.code for level in found if level] == ["silver"] * 3
