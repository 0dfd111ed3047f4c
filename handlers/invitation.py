"""Whoever is no member yet is invited, never refused."""

from bot.turn import Turn
from messaging.messages import Menu, Option

JOIN = "member:join"
BIND = "member:bind"


def member_id(turn: Turn) -> int:
    """The member who writes; only behind `is_member`."""
    assert turn.contact.member_id is not None
    return turn.contact.member_id


def invite(benefit: str) -> Menu:
    """Say what is in it for them, with the two ways in."""
    return Menu(
        f"{benefit}现在入会免费，几秒钟就好：",
        (Option(JOIN, "免费入会"), Option(BIND, "我有会员卡，绑定手机号")),
    )
