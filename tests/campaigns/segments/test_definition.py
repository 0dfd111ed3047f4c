"""A segment's document is read whole or refused with the place of what is wrong."""

from typing import Any

import pytest

from campaigns import segments
from campaigns.segments import EVERYBODY, Condition, Segment, parse
from membership.errors import FieldError


def test_an_empty_document_means_everybody() -> None:
    assert parse({}) == EVERYBODY


def test_conditions_and_groups_are_read() -> None:
    document = {
        "match": "all",
        "conditions": [
            {"field": "stage", "is": "in", "value": ["at_risk", "dormant"]},
            {"match": "any", "conditions": [{"field": "orders", "is": ">=", "value": 3}]},
        ],
    }

    assert parse(document) == Segment(
        "all",
        (
            Condition("stage", "in", ("at_risk", "dormant")),
            Segment("any", (Condition("orders", ">=", 3),)),
        ),
    )


def _one(**condition: Any) -> dict[str, Any]:
    return {"conditions": [condition]}


@pytest.mark.parametrize(
    ("document", "field", "problem"),
    [
        ([], "segment", "wrong_type"),
        ({"match": "some"}, "match", "not_an_option"),
        ({"matches": "all"}, "segment.matches", "unknown"),
        ({"conditions": "everybody"}, "conditions", "wrong_type"),
        (_one(field="mood", value=1), "conditions[0].field", "not_an_option"),
        (_one(field="orders", value=1, **{"is": "in"}), "conditions[0].is", "not_an_option"),
        (_one(field="orders"), "conditions[0].value", "missing"),
        (_one(field="orders", value="3"), "conditions[0].value", "wrong_type"),
        (_one(field="orders", value=True), "conditions[0].value", "wrong_type"),
        (_one(field="orders", value=-1), "conditions[0].value", "too_small"),
        (_one(field="last_order", value=0), "conditions[0].value", "too_small"),
        (_one(field="stage", value=["gone"]), "conditions[0].value[0]", "not_an_option"),
        (_one(field="stage", value=[]), "conditions[0].value", "wrong_type"),
        (_one(field="coupon", value="yes"), "conditions[0].value", "wrong_type"),
        (_one(field="tag", value=" "), "conditions[0].value", "wrong_type"),
        (_one(field="custom", value="x"), "conditions[0].key", "missing"),
        (_one(field="custom", value="x", key="a'--"), "conditions[0].key", "malformed"),
        (_one(field="orders", value=1, key="x"), "conditions[0].key", "unknown"),
        ({"conditions": [{"conditions": []}]}, "conditions[0].conditions", "missing"),
    ],
)
def test_what_is_wrong_is_named(document: Any, field: str, problem: str) -> None:
    with pytest.raises(FieldError) as refused:
        parse(document)

    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_groups_go_only_so_deep() -> None:
    document: dict[str, Any] = _one(field="orders", value=1)
    for _ in range(segments.definition.DEEPEST):
        document = {"conditions": [document]}

    with pytest.raises(FieldError):
        parse(document)
