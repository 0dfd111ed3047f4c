"""The API as another system calls it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import endpoints, keys
from bootstrap.app import assemble
from bootstrap.parts import Parts
from store.clock import SystemClock
from tests.api import contract
from tests.scenarios import house

ORDER = {
    "external_id": "S1",
    "customer_external_id": "V1",
    "status": "paid",
    "amount": "68.00",
    "paid_at": (SystemClock().now() - timedelta(days=1)).isoformat(timespec="seconds"),
}


@pytest.fixture
def built(store_url: str) -> Iterator[Parts]:
    yield from house.opened(store_url)


@pytest.fixture
def client(built: Parts) -> FlaskClient:
    return assemble(built).test_client()


@pytest.fixture
def call(client: FlaskClient, built: Parts) -> Any:
    with built.store.session() as session:
        key = keys.make(session, "pos", now=built.clock.now())

    document = client.get("/api/v1/openapi.json").get_json()

    def send(
        method: str, path: str, body: object = None, raw: bytes | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Call, and hold the answer against the document."""
        sent: dict[str, Any] = {"json": body} if raw is None else {"data": raw}
        answer = client.open(
            f"/api/v1{path}",
            method=method,
            headers={"Authorization": f"Bearer {key}"},
            content_type="application/json" if body is not None or raw is not None else None,
            **sent,
        )
        contract.holds(document, method, path, answer.status_code, answer.get_json())
        return answer.status_code, answer.get_json()

    return send


def test_without_a_key_nothing_is_told(client: FlaskClient) -> None:
    for key in ("", "Bearer wrong", "Basic x"):
        answer = client.get("/api/v1/orders/S1", headers={"Authorization": key})
        assert answer.status_code == 401
        assert "Bearer" in answer.get_json()["error"]


def test_a_revoked_key_is_refused(client: FlaskClient, built: Parts) -> None:
    with built.store.session() as session:
        key = keys.make(session, "old", now=built.clock.now())
        assert keys.revoke(session, "old", now=built.clock.now()) == 1
    answer = client.get("/api/v1/orders/S1", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401


def test_an_order_earns_once_and_a_refund_takes_back(call: Any) -> None:
    assert call("PUT", "/customers/V1", {"name": "林小满", "phone": "13812341111"})[0] == 201
    assert call("POST", "/orders", ORDER)[1]["points"] == 68
    status, again = call("POST", "/orders", ORDER)
    assert (status, again["changed"], again["points"]) == (200, False, 0)
    customer = call("GET", "/customers/V1")[1]
    assert customer["points"]["balance"] == 68
    assert customer["phone"] == "138****1111"
    call("POST", "/orders", {**ORDER, "refunded_amount": "28.00", "status": "part_refunded"})
    assert call("GET", "/customers/V1")[1]["points"]["balance"] == 40


def test_an_order_stays_whose_it_was(call: Any) -> None:
    for number in ("V1", "V2"):
        call("PUT", f"/customers/{number}", {"name": "林小满"})
    call("POST", "/orders", ORDER)
    status, refused = call("POST", "/orders", {**ORDER, "customer_external_id": "V2"})
    assert (status, refused["field"]) == (422, "customer_external_id")
    assert refused["error"] == "customer_external_id is not whose order this is."


def test_limits_of_money_are_told_in_yuan_as_it_was_sent(call: Any) -> None:
    call("PUT", "/customers/V1", {"name": "林小满"})
    too_much = {**ORDER, "refunded_amount": "68.01"}
    assert "at most 68.00." in call("POST", "/orders", too_much)[1]["error"]
    call("POST", "/orders", ORDER)
    assert "(68.00)" in call("POST", "/orders", {**ORDER, "amount": "69"})[1]["error"]


def test_spending_is_idempotent_and_bounded(call: Any) -> None:
    call("PUT", "/customers/V1", {"name": "林小满"})
    call("POST", "/orders", ORDER)
    for _ in range(2):
        status, spent = call("POST", "/customers/V1/points/spend", {"points": 60, "key": "k1"})
        assert (status, spent["balance"]) == (200, 8)
    status, refused = call("POST", "/customers/V1/points/spend", {"points": 60, "key": "k2"})
    assert (status, refused["error"]) == (409, "60 points are needed and 8 are free.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**ORDER, "amount": "abc"}, "amount"),
        ({**ORDER, "amount": "1.001"}, "amount"),
        ({**ORDER, "amount": "-5"}, "amount"),
        ({**ORDER, "amount": True}, "amount"),
        ({**ORDER, "paid_at": "2026-06-01"}, "paid_at"),
        ({**ORDER, "paid_at": "2999-06-01T00:00:00+08:00"}, "paid_at"),
        ({**ORDER, "status": "sent"}, "status"),
        ({**ORDER, "amuont": "5"}, "amuont"),
        ({**ORDER, "external_id": "x" * 65}, "external_id"),
        ({**ORDER, "lines": [{"category": "面包", "amount": "1", "sku": 1}]}, "lines[0].sku"),
        ({"status": "paid"}, "external_id"),
        ({**ORDER, "amount": "1e999999"}, "amount"),
        ({**ORDER, "amount": "1e-99999999"}, "amount"),
        ({**ORDER, "amount": "1_0"}, "amount"),
        ({**ORDER, "amount": "9" * 400}, "amount"),
        ({**ORDER, "customer_external_id": "V\0"}, "customer_external_id"),
        ({**ORDER, "customer_external_id": "\ud800"}, "customer_external_id"),
        ({**ORDER, "coupon_code": "NOPE"}, "coupon_code"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    call: Any, body: dict[str, Any], field: str
) -> None:
    call("PUT", "/customers/V1", {"name": "林小满"})
    status, answer = call("POST", "/orders", body)
    assert (status, answer["field"]) == (422, field)
    assert answer["error"].startswith(field)
    assert call("GET", "/orders/S1")[0] == 404


def test_what_is_no_object_is_refused(call: Any) -> None:
    bodies: list[object] = [[], "text", 5]
    for body in bodies:
        status, answer = call("POST", "/orders", body)
        assert status == 400
        assert answer["error"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a": ' + b"9" * 5000])
def test_what_is_no_json_is_said_to_be_none(call: Any, raw: bytes) -> None:
    status, answer = call("POST", "/orders", raw=raw)
    assert (status, answer["error"]) == (400, "The body is no valid JSON.")


def test_too_much_and_another_kind_of_body_are_refused(client: FlaskClient, call: Any) -> None:
    assert call("POST", "/orders", raw=b"x" * 1_000_001)[0] == 413
    assert call("POST", "/orders")[0] == 415


def test_an_address_or_method_that_is_not_there_is_refused_in_json(
    client: FlaskClient, call: Any
) -> None:
    for path in ("/nothing", "/customers/", "/customers/a/b"):
        assert call("GET", path)[0] == 404
    assert call("DELETE", "/orders/S1")[0] == 405
    assert client.delete("/api/v1/orders/S1").headers["Allow"]
    assert client.get("/nothing").content_type.startswith("text/html")


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_what_no_database_keeps_is_refused_by_name(call: Any, value: str) -> None:
    call("PUT", "/customers/V1", {"name": "林小满"})
    for path, body, field in (
        ("/tickets", {"openid": value, "description": "x"}, "openid"),
        ("/tickets", {"openid": "o1", "description": value}, "description"),
        ("/customers/V1/points/spend", {"points": 1, "key": "k", "reason": value}, "reason"),
    ):
        status, answer = call("POST", path, body)
        assert (status, answer["field"]) == (422, field)


def test_an_address_that_no_database_keeps_is_refused(call: Any) -> None:
    for path in ("/customers/a%00b", "/orders/%00"):
        assert call("GET", path)[0] == 422
    assert call("PUT", "/customers/%00", {})[0] == 422
    assert call("POST", "/redemptions/%00/verify")[0] == 422


def test_unknown_things_are_404(call: Any) -> None:
    big = "9" * 30
    tickets = ("/tickets/999999", "/tickets/x", f"/tickets/{big}", "/tickets/0")
    for path in ("/orders/none", "/customers/none", *tickets):
        status, answer = call("GET", path)
        assert status == 404
        assert answer["error"].startswith("There is no ")
    assert call("POST", "/redemptions/NOPE/verify", {})[0] == 404
    assert call("POST", "/redemptions/NOPE/verify")[0] == 404


def test_the_document_tells_of_every_address(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    told = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    assert told == {(endpoint.method, endpoint.path) for endpoint in endpoints.ALL}
