"""kill -9 between any two statements: after a redelivery one effect, nothing lost."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from messaging import contacts, outbox
from messaging.messages import Text, to_payload
from messaging.models import Contact, Inbox, Outbox
from store.columns import Model
from store.transactions import Store
from tests.faults.processes import Processes
from tests.faults.workshop import ACCOUNT
from tests.scenarios.posting import event, message

pytestmark = pytest.mark.races

WECHAT = f"wechat:{ACCOUNT.app_id}"
COMPLAINT = "昨天买的蛋糕坏了，里面有头发，太恶心了，我要投诉你们！！"
MOST_POINTS = 100


def rows(store: Store) -> Counter[str]:
    """How many rows each table has."""
    tables = [table for table in Model.metadata.sorted_tables if table.name != "alembic_version"]
    asked = [
        sa.select(sa.literal(table.name), sa.func.count()).select_from(table) for table in tables
    ]
    with store.reading() as session:
        return Counter(
            {str(name): int(count) for name, count in session.execute(sa.union_all(*asked))}
        )


def arrived(store: Store, openid: str) -> list[Any]:
    with store.reading() as session:
        known = sa.select(Contact.id).where(Contact.external_id == openid)
        inbox = (
            sa.select(Inbox.state, Inbox.text)
            .where(Inbox.contact_id.in_(known))
            .order_by(Inbox.id)
        )
        return [tuple(row) for row in session.execute(inbox)]


@pytest.mark.parametrize(
    ("text", "known", "wanted"),
    [
        (COMPLAINT, True, {"inbox": 1, "ticket": 1, "outbox": 1}),
        ("谢谢", False, {"inbox": 1, "contact": 1}),
    ],
    ids=["a complaint", "a stranger's word"],
)
def test_a_turn_killed_anywhere_has_one_effect(
    store: Store, processes: Processes, text: str, known: bool, wanted: dict[str, int]
) -> None:
    """Each table grows as by a turn that nobody killed; redeliveries are answered alike."""
    openids = ["o_first", "o_whole", *(f"o_{number}" for number in range(MOST_POINTS))]
    if known:
        follows = [ACCOUNT.post(event("subscribe", openid).encode()) for openid in openids]
        processes.serve(*follows)

    def attempt(openid: str, kill_at: int | None) -> tuple[Counter[str], str, list[str]]:
        before = rows(store)
        said = message(openid, Content=text).encode()
        killed = processes.serve(ACCOUNT.post(said), kill_at=kill_at)
        life = processes.serve(ACCOUNT.post(said), ACCOUNT.post(said))
        first, second = life.answers
        assert first.fields == second.fields
        if not killed.killed:
            assert killed.answers[0].fields == first.fields
        assert arrived(store, openid)[-1] == ("handled", text)
        return rows(store) - before, first.text, killed.points

    attempt("o_first", None)
    effect, words, points = attempt("o_whole", None)
    assert {name: effect[name] for name in wanted} == wanted
    for kill_at in range(MOST_POINTS):
        its_effect, its_words, passed = attempt(f"o_{kill_at}", kill_at)
        assert its_effect == effect, f"killed at {kill_at} of {points}"
        assert _without_digits(its_words) == _without_digits(words)
        if passed:
            break
    assert kill_at == len(passed)


def test_a_deliverer_killed_anywhere_never_sends_twice(
    store: Store, processes: Processes, tmp_path: Path
) -> None:
    """Killed before the claim it is sent later; killed after it, it ends unknown."""
    now = datetime.now(UTC)
    outcomes: Counter[tuple[str, int]] = Counter()
    for kill_at in range(MOST_POINTS):
        openid, file = f"o_{kill_at}", tmp_path / str(kill_at)
        file.touch()
        _owe(store, openid, now)
        life = processes.send(file, now, kill_at=kill_at)
        processes.send(file, *(now + timedelta(minutes=minutes) for minutes in (1, 3, 5)))
        sent = [json.loads(line)[0] for line in file.read_text().splitlines()]
        assert sent in ([openid], []), f"killed at {kill_at}"
        with store.reading() as session:
            (state,) = session.scalars(sa.select(Outbox.state).where(Outbox.dedupe_key == openid))
        assert (state, len(sent)) in {("accepted", 1), ("unknown", 1), ("unknown", 0)}
        outcomes[(state, len(sent))] += 1
        if not life.killed:
            break
    assert len(outcomes) == 3, "every kind of death was met"
    assert not life.killed


def _owe(store: Store, openid: str, now: datetime) -> None:
    with store.session() as session:
        contact = contacts.ensure(session, WECHAT, openid, now=now)
        window = {"message_left": 5, "message_until": now + timedelta(hours=48)}
        session.execute(
            sa.update(Contact).where(Contact.id == contact.id).values(subscribed=True, **window)
        )
        outbox.queue(
            session,
            contact_id=contact.id,
            account=WECHAT,
            payload=to_payload(Text("好了")),
            category="service",
            author="staff:1",
            dedupe_key=openid,
            now=now,
        )


def _without_digits(text: str) -> str:
    return "".join(character for character in text if not character.isdecimal())
