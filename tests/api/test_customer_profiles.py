"""What other systems write of a customer: profile, tags, preferences, the shop's own fields."""

from typing import Any

import pytest

from bootstrap.parts import Parts
from membership import custom_fields, customers, merging
from membership.custom_fields import CustomField
from tests.api.test_api import built, call, client

__all__ = ["built", "call", "client"]


@pytest.fixture(autouse=True)
def fields(built: Parts) -> None:
    with built.store.session() as session:
        for field in (
            CustomField("skin", "肤质", "choice", ("干性", "油性")),
            CustomField("size", "鞋码", "number"),
        ):
            custom_fields.save(session, field, now=built.clock.now())


WHOLE = {
    "name": "林小满",
    "gender": "female",
    "birthday": "08-15",
    "birthday_calendar": "lunar",
    "tags": ["老客"],
    "preferences": {"口味": "少糖"},
    "custom": {"skin": "油性", "size": 36.5},
}


def test_what_was_put_is_got_again(call: Any) -> None:
    assert call("PUT", "/customers/V1", WHOLE)[0] == 201
    status, customer = call("GET", "/customers/V1")
    assert status == 200
    assert {name: customer[name] for name in WHOLE} == WHOLE
    assert customer["rule_tags"] == []


def test_putting_adds_and_patching_replaces(call: Any) -> None:
    call("PUT", "/customers/V1", WHOLE)
    more = {"tags": ["爱喝茶"], "preferences": {"座位": "靠窗"}, "custom": {"size": 37}}
    added = call("PUT", "/customers/V1", more)[1]
    assert added["tags"] == ["老客", "爱喝茶"]
    assert added["preferences"] == {"口味": "少糖", "座位": "靠窗"}
    assert added["custom"] == {"skin": "油性", "size": 37}

    change = {
        "tags": ["新"],
        "preferences": {"口味": None},
        "custom": {"skin": None},
        "birthday": None,
        "name": "林满",
    }
    status, changed = call("PATCH", "/customers/V1", change)
    assert (status, changed["tags"], changed["name"]) == (200, ["新"], "林满")
    assert changed["preferences"] == {"座位": "靠窗"}
    assert changed["custom"] == {"size": 37}
    assert (changed["birthday"], changed["gender"]) == (None, "female")


def test_the_number_of_who_was_merged_is_the_persons(call: Any, built: Parts) -> None:
    for number in ("V1", "V2"):
        call("PUT", f"/customers/{number}", {"name": "林小满"})
    with built.store.session() as session:
        kept, gone = (customers.by_external_id(session, number) for number in ("V1", "V2"))
        assert kept is not None
        assert gone is not None
        now = built.clock.now()
        merging.merge(session, kept_id=kept.id, gone_id=gone.id, actor="staff:1", now=now)
    status, put = call("PUT", "/customers/V2", {"phone": "13812341111", "tags": ["老客"]})
    assert (status, put["phone"]) == (200, "138****1111")
    assert put == call("GET", "/customers/V2")[1] == call("GET", "/customers/V1")[1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"custom": {"skin": "鱼鳞"}}, "custom.skin"),
        ({"custom": {"size": "大"}}, "custom.size"),
        ({"custom": {"shoe": 1}}, "custom.shoe"),
        ({"custom": None}, "custom"),
        ({"preferences": []}, "preferences"),
        ({"preferences": {"口味": 5}}, "preferences.口味"),
        ({"tags": "老客"}, "tags"),
        ({"tags": ["长" * 40]}, "tags[0]"),
        ({"birthday": "02-31"}, "birthday"),
        ({"birthday_calendar": "lunar"}, "birthday"),
        ({"phone": "12"}, "phone"),
        ({"joined_at": "2020-01-01T00:00:00+08:00"}, "joined_at"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    call: Any, body: dict[str, Any], field: str
) -> None:
    call("PUT", "/customers/V1", WHOLE)
    before = call("GET", "/customers/V1")
    status, answer = call("PATCH", "/customers/V1", {"name": "别人", **body})
    assert (status, answer["field"]) == (422, field)
    assert call("GET", "/customers/V1") == before


def test_only_who_is_there_can_be_changed(call: Any) -> None:
    assert call("PATCH", "/customers/none", {"name": "x"})[0] == 404


def test_the_document_describes_the_change(client: Any) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    change = document["paths"]["/customers/{external_id}"]["patch"]
    properties = change["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert properties["name"]["type"] == ["string", "null"]
    assert properties["custom"]["type"] == "object"
    assert properties["tags"]["items"] == {"type": "string"}
    assert "joined_at" not in properties
