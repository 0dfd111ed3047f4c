"""The intents a customer's line may have, in the order of the model's columns."""

from __future__ import annotations

INTENTS: tuple[str, ...] = (
    "points_balance",
    "redeem",
    "coupon",
    "tier_benefits",
    "complaint",
    "ticket_progress",
    "human_agent",
    "order_logistics",
    "refund_return",
    "invoice",
    "store_info",
    "product_question",
    "profile_birthday",
    "unsubscribe",
    "greeting",
    "thanks_bye",
    "praise",
    "out_of_scope",
)
