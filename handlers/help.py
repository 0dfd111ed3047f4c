"""Greetings, and what the assistant can do."""

import re

from bot.router import Filter, Router, intent
from bot.turn import Answer, Turn
from handlers.follow import written_menu
from messaging.messages import Menu, Option

router = Router(priority=40)
ASKED = re.compile(
    r"^(菜单|帮助|功能|help|menu|你能(做|干)什么|有什么功能)[?？!！。.]*$", re.IGNORECASE
)
CHOICES = (
    Option("ask:points_balance", "查积分"),
    Option("ask:coupon", "我的优惠券"),
    Option("ask:ticket_progress", "查售后进度"),
    Option("ask:complaint", "我要反馈问题"),
    Option("ask:human_agent", "找人工客服"),
)

asks_for_help = Filter("asks for help", lambda turn: bool(ASKED.match(turn.text.strip())))


@router.on(asks_for_help)
def show_menu(turn: Turn) -> Answer:
    return written_menu(turn, "help") or Menu("我可以帮您：", CHOICES, "直接说您想办的事也可以～")


@router.on(intent("greeting"))
def greet(turn: Turn) -> Answer:
    return written_menu(turn, "greeting") or Menu(
        "您好，我在呢！有什么可以帮您？", CHOICES[:3] + CHOICES[4:]
    )
