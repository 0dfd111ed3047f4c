"""What earns points, as the shop's rules have it today."""

from bot.turn import Turn
from membership import rules, sign_in


def points_of_a_yuan(turn: Turn) -> str:
    """「消费 1 元得 1 积分」."""
    points = rules.in_force(turn.connection, now=turn.now).points_per_yuan
    return f"消费 1 元得 {points} 积分" if points else "参加活动就能得积分"


def growth_of_a_yuan(turn: Turn) -> str:
    """「消费 1 元得 1 成长值」."""
    growth = rules.in_force(turn.connection, now=turn.now).growth_per_yuan
    return f"消费 1 元得 {growth} 成长值" if growth else "参加活动就能得成长值"


def signing_in_earns(turn: Turn) -> bool:
    """Whether 签到 may be offered: not while the merchant has switched it off."""
    return sign_in.is_open(turn.connection, now=turn.now)
