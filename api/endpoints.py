"""What the API offers; the OpenAPI document is made of this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api import customers, orders, redemptions, tickets
from api.shapes import Schema

if TYPE_CHECKING:
    from api.application import Call

Answer = tuple[dict[str, Any], int]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address: `answer` is what it says with one of `statuses`, `errors` what it may refuse
    with besides what any call may; `fields` are the body's."""

    method: str
    path: str
    name: str
    about: str
    run: Callable[..., Answer]
    answer: Schema
    statuses: tuple[int, ...] = (200,)
    errors: tuple[int, ...] = ()
    fields: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    @property
    def has_body(self) -> bool:
        return self.method in {"POST", "PUT", "PATCH"}


ALL: tuple[Endpoint, ...] = (
    Endpoint(
        "PUT",
        "/customers/{external_id}",
        "put_customer",
        "Make or change a customer; what is not said is kept, tags, preferences and custom "
        "fields are added to those there are.",
        customers.put,
        customers.SHOWN,
        statuses=(200, 201),
        fields=customers.FIELDS,
    ),
    Endpoint(
        "PATCH",
        "/customers/{external_id}",
        "change_customer",
        "Change a customer that exists; null empties a field, tags are all of them from now on.",
        customers.patch,
        customers.SHOWN,
        errors=(404,),
        fields=customers.CHANGES,
    ),
    Endpoint(
        "GET",
        "/customers/{external_id}",
        "get_customer",
        "A customer with profile, points and level; the phone is masked.",
        customers.get,
        customers.SHOWN,
        errors=(404,),
    ),
    Endpoint(
        "POST",
        "/customers/{external_id}/points/spend",
        "spend_points",
        "Spend points; the same key again spends once.",
        customers.spend,
        customers.SPENT,
        errors=(404, 409),
        fields=customers.SPEND_FIELDS,
        required=("points", "key"),
    ),
    Endpoint(
        "POST",
        "/orders",
        "post_order",
        "Say how an order stands: paid, refunded in part or whole, cancelled. Points, growth, "
        "level, coupon and referral follow. The same again changes nothing.",
        orders.post,
        orders.POSTED,
        statuses=(200, 201),
        errors=(404, 409),
        fields=orders.FIELDS,
        required=("external_id",),
    ),
    Endpoint(
        "GET",
        "/orders/{external_id}",
        "get_order",
        "An order as last heard of.",
        orders.get,
        orders.SHOWN,
        errors=(404,),
    ),
    Endpoint(
        "POST",
        "/redemptions/{code}/verify",
        "verify_redemption",
        "Hand a gift over at the counter: a code is good once.",
        redemptions.verify,
        redemptions.SHOWN,
        errors=(404,),
    ),
    Endpoint(
        "POST",
        "/tickets",
        "open_ticket",
        "Open a ticket for somebody who follows the account.",
        tickets.open_ticket,
        tickets.SHOWN,
        statuses=(201,),
        errors=(404,),
        fields=tickets.FIELDS,
        required=("openid", "description"),
    ),
    Endpoint(
        "GET",
        "/tickets/{number}",
        "get_ticket",
        "How far a ticket is.",
        tickets.get,
        tickets.SHOWN,
        errors=(404,),
    ),
)

__all__ = ["ALL", "Call", "Endpoint"]
