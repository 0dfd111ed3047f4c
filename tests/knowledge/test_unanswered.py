"""Lines that ask the same come together."""

from datetime import UTC, datetime, timedelta

from bot.understanding.cutting import cutter
from knowledge import unanswered
from knowledge.values import Line
from store.transactions import Store

NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)


def line(number: int, text: str) -> Line:
    return Line(number, 1, number, text, None, "no_answer", NOW)


def test_grouped_by_what_they_ask() -> None:
    texts = [
        "面霜孕妇能用吗",
        "请问面霜孕妇可以用吗",
        "孕妇能用这个面霜么",
        "有没有宠物零食",
        "卖宠物零食吗",
    ]
    found = unanswered.grouped((line(n, text) for n, text in enumerate(texts)), cutter())
    assert [len(group.lines) for group in found] == [3, 2]


def test_collected_once_and_settled_together(store: Store) -> None:
    with store.session() as session:
        for number, text in enumerate(["有宠物零食吗", "宠物零食有吗", "  "], 1):
            for _ in range(2):
                unanswered.note(
                    session,
                    text,
                    account="a",
                    contact_id=1,
                    inbox_id=number,
                    reason="no_answer",
                    now=NOW,
                )
        assert unanswered.count(session) == 2
        (group,) = unanswered.groups(session, cutter())
        assert unanswered.settle(session, [one.id for one in group.lines], answered=True) == 2
        assert unanswered.count(session) == 0


def test_what_nobody_looked_at_for_long_is_waved_off(store: Store) -> None:
    with store.session() as session:
        unanswered.note(
            session,
            "有宠物零食吗",
            account="a",
            contact_id=1,
            inbox_id=1,
            reason="no_answer",
            now=NOW,
        )
        assert unanswered.forget_old(session, now=NOW + timedelta(days=89)) == 0
        assert unanswered.forget_old(session, now=NOW + timedelta(days=91)) == 1
        assert unanswered.count(session) == 0
