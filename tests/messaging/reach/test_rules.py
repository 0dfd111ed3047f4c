"""The rules that staff edit: checked field by field, the newest in force, old ones kept."""

from typing import Any

import pytest

from messaging.reach import rules
from messaging.reach.errors import ReachRuleError
from messaging.reach.values import DEFAULT_ORDER
from store.transactions import Store
from tests.messaging.reach.people import NOON

CAP = {"categories": ["marketing"], "counting": ["marketing"], "most": 1, "hours": 24}


def test_what_is_shown_reads_back_as_the_same_rules() -> None:
    shown = rules.to_document(rules.Rules())
    assert rules.parse(shown) == rules.parse({})
    assert rules.parse({}).order("marketing") == DEFAULT_ORDER
    assert shown["quiet"]["from"] == "21:00"
    assert shown["quiet"]["to"] == "09:00"
    assert rules.to_document(rules.parse({"quiet": None}))["quiet"] is None


@pytest.mark.parametrize(
    ("document", "field", "problem"),
    [
        ([], "rules", "wrong_type"),
        ({"quite": {}}, "rules.quite", "unknown"),
        ({"quiet": {"from": "21:00"}}, "quiet.to", "wrong_type"),
        ({"quiet": {"from": "25:00", "to": "09:00"}}, "quiet.from", "malformed"),
        ({"quiet": {"from": "09:00", "to": "09:00"}}, "quiet.to", "same"),
        (
            {"quiet": {"from": "21:00", "to": "09:00", "categories": ["service"]}},
            "quiet.categories[0]",
            "not_an_option",
        ),
        ({"caps": [CAP, {**CAP, "most": 0}]}, "caps[1].most", "too_small"),
        ({"caps": [{**CAP, "hours": True}]}, "caps[0].hours", "wrong_type"),
        ({"caps": [{**CAP, "counting": []}]}, "caps[0].counting", "missing"),
        ({"caps": {}}, "caps", "wrong_type"),
        ({"order": {"marketing": ["post"]}}, "order.marketing[0]", "not_an_option"),
        ({"order": {"marketing": ["sms", "sms"]}}, "order.marketing", "same"),
        ({"order": {"marketing": ["template"]}}, "order.marketing", "not_an_option"),
        ({"order": {"adverts": ["sms"]}}, "order.adverts", "unknown"),
        ({"wecom_a_month": 101}, "wecom_a_month", "too_large"),
    ],
)
def test_the_wrong_field_is_named(document: Any, field: str, problem: str) -> None:
    with pytest.raises(ReachRuleError) as raised:
        rules.parse(document)
    assert (raised.value.field, raised.value.problem) == (field, problem)


def test_the_newest_version_is_in_force(store: Store) -> None:
    with store.session() as session:
        assert rules.in_force(session).version == 0
        rules.save(session, {"caps": []}, actor="staff:1", now=NOON)
        saved = rules.save(session, {"wecom_a_month": 2}, actor="staff:2", now=NOON)
        with pytest.raises(ReachRuleError):
            rules.save(session, {"caps": None}, actor="staff:2", now=NOON)

        assert rules.in_force(session) == saved
        assert saved.version == 2
        assert saved.caps == rules.DEFAULT_CAPS
