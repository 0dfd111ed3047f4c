"""Orders from a shop system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api import customers, reading, shapes
from membership import orders
from membership.errors import FieldError, NotFoundError
from membership.order_values import STATUSES

if TYPE_CHECKING:
    from api.application import Call

Answer = tuple[dict[str, Any], int]
STATUS = shapes.choice(*STATUSES)
LINE = {"category": shapes.TEXT, "amount": shapes.money("yuan"), "name": shapes.TEXT}
FIELDS = {
    "external_id": shapes.text("the shop's order number"),
    "customer_external_id": shapes.text("whose it is"),
    "status": shapes.about(STATUS, "paid when not said"),
    "amount": shapes.money("yuan with at most two decimals"),
    "refunded_amount": shapes.money("yuan refunded so far, all refunds together"),
    "paid_at": shapes.instant(""),
    "occurred_at": shapes.instant("when this happened, "),
    "lines": {
        "type": "array",
        "description": "what was bought; their amounts add up to the order's",
        "items": {"type": "object", "properties": LINE, "additionalProperties": False},
    },
    "coupon_code": shapes.text("the coupon used"),
    "points_spent": shapes.about(shapes.WHOLE, "points the customer paid with"),
}
POSTED = shapes.whole_object(
    {
        "external_id": shapes.TEXT,
        "status": STATUS,
        "changed": shapes.about(shapes.FLAG, "false when all of it was known"),
        "points": shapes.about(shapes.WHOLE, "earned by this message; negative: taken back"),
        "growth": shapes.WHOLE,
        "raised_to": shapes.maybe(shapes.text("the level's code")),
    }
)
SHOWN = shapes.whole_object(
    {
        "external_id": shapes.TEXT,
        "status": STATUS,
        "amount": shapes.maybe(shapes.YUAN),
        "refunded_amount": shapes.YUAN,
        "paid_at": shapes.maybe(shapes.INSTANT),
        "points_earned": shapes.WHOLE,
        "points_spent": shapes.WHOLE,
        "coupon_code": shapes.maybe(shapes.TEXT),
    }
)


def post(call: Call) -> Answer:
    reading.known(call.body, FIELDS)
    whose = reading.text(call.body, "customer_external_id")
    order = orders.OrderIn(
        external_id=reading.text(call.body, "external_id", required=True),
        status=reading.text(call.body, "status") or "paid",
        member_id=customers.find(call, whose).id if whose else None,
        amount=reading.fen(call.body, "amount"),
        refunded_amount=reading.fen(call.body, "refunded_amount") or 0,
        paid_at=reading.instant(call.body, "paid_at"),
        occurred_at=reading.instant(call.body, "occurred_at"),
        lines=_lines(call.body.get("lines", [])),
        coupon_code=reading.text(call.body, "coupon_code") or None,
        points_spent=reading.whole(call.body, "points_spent"),
        source=f"api:{call.caller}",
    )
    try:
        posted = orders.post(call.session, order, now=call.now, timezone=call.api.timezone)
    except FieldError as error:
        raise error.by_number() from None
    answer = {
        "external_id": posted.external_id,
        "status": posted.after.status,
        "changed": posted.changed,
        "points": posted.points,
        "growth": posted.growth,
        "raised_to": posted.raised_to,
    }
    return answer, 201 if posted.before is None else 200


def get(call: Call, external_id: str) -> Answer:
    order = orders.by_external_id(call.session, external_id)
    if order is None:
        raise NotFoundError("order", external_id)
    return {
        "external_id": order.external_id,
        "status": order.status,
        "amount": _yuan(order.amount),
        "refunded_amount": _yuan(order.refunded_amount),
        "paid_at": order.paid_at and order.paid_at.isoformat(),
        "points_earned": order.points_earned,
        "points_spent": order.points_spent,
        "coupon_code": order.coupon_code,
    }, 200


def _lines(lines: object) -> tuple[orders.OrderLine, ...]:
    if not isinstance(lines, list):
        raise FieldError("lines", "wrong_type", "list of objects")
    return tuple(_line(line, number) for number, line in enumerate(lines))


def _line(line: object, number: int) -> orders.OrderLine:
    if not isinstance(line, dict):
        raise FieldError(f"lines[{number}]", "wrong_type", "object")
    try:
        reading.known(line, LINE)
        return orders.OrderLine(
            category=reading.text(line, "category"),
            amount=reading.fen(line, "amount") or 0,
            name=reading.text(line, "name"),
        )
    except FieldError as error:
        raise error.within(f"lines[{number}]") from None


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100}.{fen % 100:02}"
