"""The points rules: read with the path of what is wrong, kept in versions."""

from datetime import UTC, date, datetime

import pytest

from membership import rules
from membership.errors import FieldError
from membership.rules import DEFAULT, ExpiryPolicy
from store.transactions import Store
from tests.membership.factories import DAY, NOON, SHANGHAI


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (5, "rules"),
        ({"points_per_yuan": -1}, "points_per_yuan"),
        ({"points_per_yuan": "1"}, "points_per_yuan"),
        ({"point": 1}, "rules.point"),
        ({"earning": {}}, "earning"),
        ({"earning": [{}]}, "earning[0].percent"),
        ({"earning": [{"percent": 1, "weekdays": [1, 8]}]}, "earning[0].weekdays[1]"),
        ({"earning": [{"percent": 1, "levels": "gold"}]}, "earning[0].levels"),
        ({"earning": [{"percent": 1}, {"percent": 1, "category": "x"}]}, "earning[1].category"),
        ({"expiry": {"policy": "soon"}}, "expiry.policy"),
        ({"expiry": {"policy": "days"}}, "expiry.count"),
        ({"expiry": {"policy": "months", "count": 0}}, "expiry.count"),
        ({"debt": {"policy": "allow", "limit": -5}}, "debt.limit"),
        ({"available_after_days": 1000}, "available_after_days"),
    ],
)
def test_a_wrong_rule_names_its_path(store: Store, document: object, path: str) -> None:
    with store.session() as session:
        with pytest.raises(FieldError) as refused:
            rules.save(session, document, actor="staff:1", now=NOON)  # type: ignore[arg-type]

        assert refused.value.field == path
        assert rules.in_force(session, now=NOON) == DEFAULT


def test_the_newest_version_that_has_begun_is_in_force(store: Store) -> None:
    with store.session() as session:
        rules.save(session, {"points_per_yuan": 2}, actor="staff:1", now=NOON)
        rules.save(
            session, {"points_per_yuan": 3}, actor="staff:1", now=NOON, active_from=NOON + DAY
        )
        book = rules.book(session)

    at = (NOON - DAY, NOON, NOON + DAY)
    assert [book.at(instant).points_per_yuan for instant in at] == [1, 2, 3]
    assert [book.at(instant).version for instant in at] == [0, 1, 2]


def test_rules_do_not_begin_in_the_past(store: Store) -> None:
    with store.session() as session, pytest.raises(FieldError) as refused:
        rules.save(session, {}, actor="staff:1", now=NOON, active_from=NOON - DAY)
    assert refused.value.field == "active_from"


@pytest.mark.parametrize(
    ("policy", "ends"),
    [
        (ExpiryPolicy(), date(2029, 1, 1)),
        (ExpiryPolicy("months", 2), date(2027, 3, 1)),
        (ExpiryPolicy("days", 1), date(2027, 1, 2)),
        (ExpiryPolicy("never"), None),
    ],
)
def test_points_end_with_a_business_day(policy: ExpiryPolicy, ends: date | None) -> None:
    """Earned at 23:59 UTC on 30 December: 31 December already in Shanghai, for two months."""
    earned = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    if policy.policy == "end_of_next_year":
        ends = date(2028, 1, 1)
    found = policy.expires_at(earned, SHANGHAI)

    assert (None if found is None else found.astimezone(SHANGHAI).date()) == ends
    assert found is None or found.astimezone(SHANGHAI).hour == 0
