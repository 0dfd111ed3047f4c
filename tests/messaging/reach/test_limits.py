"""Frequency caps: never more than they allow, and room again at the instant they say."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from messaging.gates import Pending
from messaging.reach import limits, rules
from messaging.reach.limits import capped_until
from messaging.reach.rules import Cap
from messaging.reach.values import CATEGORIES, FREQUENCY_CAP, QUIET_HOURS
from store.transactions import Store
from tests.messaging.reach.people import ACCOUNT, DAY, HOUR, NOON, SHANGHAI, make_contact, make_row

MARKETING = frozenset({"marketing"})
ONE_A_DAY = Cap(MARKETING, MARKETING, 1, 24)
NAMES = st.frozensets(st.sampled_from(CATEGORIES), min_size=1)
CAPS = st.lists(
    st.builds(Cap, NAMES, NAMES, st.integers(1, 3), st.integers(1, 72)), min_size=1, max_size=3
)
WISHES = st.lists(st.tuples(st.integers(0, 600), st.sampled_from(CATEGORIES)), max_size=40).map(
    sorted
)


def pending(
    row: int, contact: int, member: int | None = None, category: str = "marketing"
) -> Pending:
    return Pending(row, contact, member, ACCOUNT, "message", category, "campaign:1", NOON, NOON)


def test_a_message_counts_for_its_hours_and_no_longer() -> None:
    sent = [(NOON, "marketing")]
    assert capped_until([ONE_A_DAY], "marketing", sent, NOON + 23 * HOUR) == NOON + DAY
    assert capped_until([ONE_A_DAY], "marketing", sent, NOON + DAY) is None
    assert capped_until([ONE_A_DAY], "notice", sent, NOON) is None
    assert capped_until([ONE_A_DAY], "marketing", [(NOON, "notice")], NOON) is None


@given(CAPS, WISHES)
def test_caps_are_never_broken_and_each_postponed_one_may_go_in_the_end(
    caps: list[Cap], wishes: list[tuple[int, str]]
) -> None:
    sent: list[tuple[datetime, str]] = []
    for hours, category in wishes:
        now = max(NOON + timedelta(hours=hours), sent[-1][0] if sent else NOON)
        while (until := capped_until(caps, category, sent, now)) is not None:
            assert until > now
            now = until
        sent.append((now, category))
    for place, (at, category) in enumerate(sent):
        for cap in (one for one in caps if category in one.categories):
            span = timedelta(hours=cap.hours)
            before = [one for when, one in sent[:place] if when > at - span]
            assert sum(one in cap.counting for one in before) < cap.most


def test_the_gate_counts_all_contacts_of_a_member_and_the_rows_of_its_own_batch(
    store: Store,
) -> None:
    with store.session() as session:
        rules.save(
            session,
            {
                "caps": [
                    {
                        "categories": ["marketing"],
                        "counting": ["marketing", "survey"],
                        "most": 2,
                        "hours": 24,
                    }
                ]
            },
            actor="staff:1",
            now=NOON,
        )
        phone, chat = (make_contact(session, one, member_id=7) for one in ("a", "b"))
        nobody = make_contact(session, "c")
        make_row(session, phone, "1", state="accepted", category="survey", at=NOON - HOUR)
        make_row(session, chat, "2", state="failed", at=NOON - HOUR)
        make_row(session, chat, "3", state="accepted", at=NOON - DAY)
        make_row(session, nobody, "4", state="unknown", at=NOON - 2 * HOUR)
        make_row(session, nobody, "5", state="inflight", at=NOON - HOUR)
        asked = [
            pending(10, chat, 7),
            pending(11, phone, 7),
            pending(12, phone, 7, "service"),
            pending(13, nobody),
        ]
        verdicts = limits.frequency_caps(session, asked, NOON)

    assert {row: one.until for row, one in verdicts.items()} == {
        11: NOON + 23 * HOUR,
        13: NOON + 22 * HOUR,
    }
    assert {one.rule for one in verdicts.values()} == {FREQUENCY_CAP}


def test_the_gate_of_the_night_postpones_all_but_service(store: Store) -> None:
    night = NOON + 10 * HOUR
    with store.session() as session:
        asked = [pending(1, 1), pending(2, 1, category="service")]
        gate = limits.quiet_hours(SHANGHAI)
        verdicts = gate(session, asked, night)
        assert verdicts[1].rule == QUIET_HOURS
        assert verdicts[1].until == NOON + 21 * HOUR
        assert set(verdicts) == {1}
        assert gate(session, asked, NOON) == {}
        rules.save(session, {"quiet": None}, actor="staff:1", now=NOON)
        assert gate(session, asked, night) == {}
