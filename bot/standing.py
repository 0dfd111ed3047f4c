"""What a customer is worth to the shop, as the desk wants to know it when something goes wrong."""

from bot.turn import Turn
from membership.levels import values as levels
from membership.levels.standing import standing as level_standing
from membership.points import reading as points
from tickets.settings import VIP_RANK
from tickets.values import Standing


def of(turn: Turn) -> Standing | None:
    """The standing of the member behind this contact; None for a stranger."""
    member_id = turn.contact.member_id
    if member_id is None:
        return None
    level = level_standing(turn.session, member_id).level
    ranks = [known.id for known in levels.load(turn.session).active]
    rank = ranks.index(level.id) if level is not None and level.id in ranks else 0
    held = points.summary(turn.session, member_id, now=turn.now)
    return Standing(level.name if level else None, rank, held.balance)


def is_vip(standing: Standing | None) -> bool:
    return standing is not None and standing.level_rank >= VIP_RANK
