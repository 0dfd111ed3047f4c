"""Results over people who were asked, on each database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from store.transactions import Store
from surveys.errors import NotFoundError
from surveys.results import service, table
from surveys.results.values import Span, limits
from tests.surveys.results.asked import DAY, NOON, SHANGHAI, Asked, march, survey


def test_a_score_stands_with_its_margin_and_who_did_not_answer(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        asked.many({10: 30, 8: 20, 3: 10}, silent=35)
        asked.one(state="dismissed")
        asked.one(late=True, score=9)
        asked.one(state="blocked", shown_at=None, rule="asked lately")
        asked.one(10, at=NOON - 60 * DAY)
        found = service.results(session, number, march())

    assert found.kind == "nps"
    assert (found.total.n, found.total.late, found.total.pending) == (61, 1, 35)
    assert (found.total.response.asked, found.total.response.answered) == (97, 61)
    assert found.total.response.declined == 1
    assert found.total.figure is not None
    assert found.total.figure.value == pytest.approx(100 * (31 - 10) / 61)
    assert found.rules == (("asked lately", 1),)


def test_days_are_the_shops(store: Store) -> None:
    """15:45 UTC is still the 10th in Shanghai, 16:00 UTC is the 11th."""
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        asked.one(9, at=NOON.replace(hour=15, minute=59, second=59))
        asked.one(9, at=NOON.replace(hour=16, minute=0))
        tenth = service.results(session, number, march(10, 10))
        both = service.results(session, number, march(10, 11), step="day")

    assert tenth.total.n == 1
    assert [(one.first.day, one.slice.n) for one in both.trend] == [(10, 1), (11, 1)]


@pytest.mark.parametrize(
    ("step", "periods"),
    [
        ("day", 31),
        ("week", 6),
        ("month", 1),
        ("", 1),
    ],
)
def test_a_trend_adds_up(store: Store, step: str, periods: int) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        for day in range(1, 32):
            asked.one(9, at=NOON.replace(day=day))
        found = service.results(session, number, march(), step=step)

    assert len(found.trend) == periods
    assert sum(one.slice.n for one in found.trend) == 31
    assert (found.trend[0].first.day, found.trend[-1].last.day) == (1, 31)
    assert all(
        one.last + DAY == two.first for one, two in zip(found.trend, found.trend[1:], strict=False)
    )


def test_the_trend_is_as_fine_as_the_answers_allow(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        for day in (3, 10, 17, 24):
            asked.many({9: 31}, at=NOON.replace(day=day))
        found = service.results(session, number, march())

    assert found.step == "week"


def test_waves_are_compared_each_with_the_one_before(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        asked.many({10: 20, 7: 20, 3: 20}, wave="spring", at=NOON.replace(day=2))
        asked.many({10: 45, 7: 10, 3: 5}, wave="april", at=NOON.replace(day=20))
        asked.many({10: 3}, wave="tiny", at=NOON.replace(day=25))
        found = service.results(session, number, march())

    assert [wave.slice.key for wave in found.waves] == ["spring", "april", "tiny"]
    first, second, third = (wave.change for wave in found.waves)
    assert first is None
    assert second is not None
    assert second.significant
    assert second.difference == pytest.approx(100 * 40 / 60)
    assert third is None


def test_the_span_before_is_of_equal_length(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        asked.many({10: 40}, at=NOON.replace(day=5))
        asked.many({10: 20, 0: 20}, at=NOON.replace(day=15))
        found = service.results(session, number, march(11, 20))

    assert service.previous(march(11, 20)) == march(1, 10)
    assert found.before.n == 40
    assert found.change is not None
    assert found.change.difference == -100


def test_an_empty_store_is_none(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        for where in (None, "", "s1"):
            asked.one(9, store=where)
        found = service.results(session, number, march())

    assert [(one.key, one.n) for one in found.cuts["store"]] == [("", 2), ("s1", 1)]


def test_cuts_by_store_level_agent_and_reason(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        asked.many({10: 3}, silent=1, store="north", level="gold", staff_id=7)
        asked.many({2: 2}, store="south", staff_id=8, reason="delivery")
        asked.many({5: 1}, reason="service", case_id=1)
        asked.many({1: 3}, store="west", staff_id=7, case_id=2)
        found = service.results(session, number, march())

    stores = {one.key: (one.n, one.response.asked) for one in found.cuts["store"]}
    assert stores == {"north": (3, 4), "south": (2, 2), "west": (3, 3), "": (1, 1)}
    assert [one.key for one in found.cuts["staff_id"]] == ["7", "8", ""]
    assert found.cuts["level"][0].counts == {10: 3} or found.cuts["level"][0].key == ""
    assert found.reasons == (("open", 3), ("delivery", 2), ("service", 1))


@pytest.mark.parametrize(
    ("kind", "scores", "value"), [("csat", {5: 6, 2: 2}, 75), ("ces", {7: 1, 5: 1}, 6)]
)
def test_other_scores(store: Store, kind: str, scores: dict[int, int], value: float) -> None:
    with store.session() as session:
        number = survey(session, kind)
        Asked(session, number).many(scores)
        found = service.results(session, number, march())

    assert found.total.figure is not None
    assert found.total.figure.value == value


def test_questions_with_choices_are_tallied(store: Store) -> None:
    options = [{"key": key, "label": {"zh": key}} for key in ("price", "taste")]
    why = {"key": "why", "kind": "multi", "text": {"zh": "为什么？"}, "choices": options}
    with store.session() as session:
        number = survey(session, "form", questions=[why])
        asked = Asked(session, number)
        asked.chooses(asked.one(comment="好"), "why", "price", "taste")
        asked.chooses(asked.one(comment="好"), "why", "taste")
        asked.chooses(asked.one(comment="好"), "why")
        tally = service.tallies(session, number, march())
        found = service.results(session, number, march())

    assert [(one.question, one.n, dict(one.counts)) for one in tally] == [
        ("why", 2, {"price": 1, "taste": 2})
    ]
    assert found.total.figure is None


def test_single_answers_by_band_and_word(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        asked.one(2, "快递太慢", case_id=4)
        asked.one(10, "味道很好", at=NOON + DAY)
        asked.one(10)
        everything = service.given(session, number, march())
        slow = service.given(session, number, march(), said="快递")
        happy = service.given(session, number, march(), band="promoter", limit=1)
        commented = service.commented(session, number, march(), limit=10)
        mine = service.of_member(session, 1)

    assert [one.score for one in everything] == [10, 10, 2]
    assert [(one.comment, one.case_id) for one in slow] == [("快递太慢", 4)]
    assert [one.comment for one in happy] == ["味道很好"]
    assert [one.comment for one in commented] == ["味道很好", "快递太慢"]
    assert [(survey_id, one.score) for survey_id, one in mine] == [(number, 2)]


def test_tables_to_take_away(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        Asked(session, number).many({10: 30, 3: 10}, silent=10, store="north")
        found = service.results(session, number, march())
        answers = table.given(service.given(session, number, march(), limit=1), SHANGHAI)

    lines = table.scores(found)
    assert {len(line) for line in lines} == {len(table.SCORES)}
    total = dict(zip(table.SCORES, lines[0], strict=True))
    assert (total["n"], total["score"], total["asked"], total["rate"]) == (40, 50, 50, 80)
    assert total["from"] == "2026-03-01"
    assert {"total", "trend", "wave", "store"} <= {line[0] for line in lines}
    assert len(answers[0]) == len(table.GIVEN)
    assert answers[0][0] == "2026-03-10 12:05:00"


def test_nobody_was_asked(store: Store) -> None:
    with store.session() as session:
        number = survey(session)
        found = service.results(session, number, march())
        with pytest.raises(NotFoundError):
            service.results(session, 999, march())

    assert found.total.n == 0
    assert found.total.response.rate is None
    assert found.waves == ()
    assert len(table.scores(found)) == 2


def test_days_are_right_where_clocks_change(store: Store) -> None:
    """In Berlin the clock went forward on 29 March 2026: midnight of the 30th is 22:00 UTC."""
    berlin = ZoneInfo("Europe/Berlin")
    with store.session() as session:
        number = survey(session)
        asked = Asked(session, number)
        asked.one(9, at=datetime(2026, 3, 28, 22, 59, tzinfo=UTC))
        asked.one(9, at=datetime(2026, 3, 28, 23, 0, tzinfo=UTC))
        asked.one(9, at=datetime(2026, 3, 29, 21, 59, tzinfo=UTC))
        asked.one(9, at=datetime(2026, 3, 29, 22, 0, tzinfo=UTC))
        span = Span(date(2026, 3, 28), date(2026, 3, 30), berlin)
        found = service.results(session, number, span, step="day")

    assert [one.slice.n for one in found.trend] == [1, 2, 1]


def test_a_short_span_is_told_by_day() -> None:
    span = Span(datetime(2026, 3, 1, tzinfo=SHANGHAI).date(), NOON.date(), SHANGHAI)

    assert limits(span)[0].isoformat() == "2026-03-01T00:00:00+08:00"
    assert limits(span)[1].isoformat() == "2026-03-11T00:00:00+08:00"
