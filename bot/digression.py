"""Whether words in the middle of a story are a wish of their own."""

from bot.turn import Turn

PLAIN = frozenset(
    {"points_balance", "coupon", "tier_benefits", "store_info", "ticket_progress", "redeem"}
)
PLAIN_LENGTH = 18
ASKING = ("多少", "几点", "查", "看看", "在哪", "哪里", "还有", "吗", "么", "呢", "?", "？", "几")
WISHES = frozenset({"invoice", "unsubscribe"})
WISH_LENGTH = 8


def asks_plainly(turn: Turn) -> bool:
    """A person asked for, a short question, or a shorter wish that no story would be."""
    if turn.intent == "human_agent":
        return True
    if turn.understood.negative:
        return False
    if turn.intent in WISHES:
        return len(turn.text) <= WISH_LENGTH
    return (
        turn.intent in PLAIN
        and len(turn.text) <= PLAIN_LENGTH
        and any(word in turn.text for word in ASKING)
    )
