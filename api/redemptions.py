"""Gifts handed over at the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api import reading, shapes
from membership import redemption

if TYPE_CHECKING:
    from api.application import Call

SHOWN = shapes.whole_object({"code": shapes.TEXT, "gift": shapes.TEXT, "state": shapes.TEXT})


def verify(call: Call, code: str) -> tuple[dict[str, Any], int]:
    reading.known(call.body, ())
    found = redemption.verify(call.session, code, staff=f"api:{call.caller}", now=call.now)
    return {"code": found.code, "gift": found.gift_name, "state": found.state}, 200
