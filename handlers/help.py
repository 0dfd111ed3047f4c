"""Greetings, and what the assistant can do."""

import re

from bot.router import Filter, Router, chosen, intent
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

WHO = re.compile(
    r"^(?:请问|喂|哎|你好|[,，。 ])*(?:你|您|对面|这边?)?(?:到底|究竟)?(?:是|算)?(?:不是)?(?:个)?"
    r"(?:机器人?|人机|ai|智能客服|自动回复|真人)(?:还是(?:真人|机器人?|人工|人|ai))?"
    r"(?:吗|么|吧|呢|啊)?[?？!！。~～ ]*$",
    re.IGNORECASE,
)
ASKS = re.compile(r"是|吗|么|吧|[?？]")
asks_who = Filter(
    "asks whether we are a machine",
    lambda turn: bool(WHO.match(turn.text)) and bool(ASKS.search(turn.text)),
)
asks_for_help = Filter("asks for help", lambda turn: bool(ASKED.match(turn.text.strip())))


@router.on(asks_who, priority=28)
def say_who(_turn: Turn) -> Menu:
    """Honestly, and with a person one tap away, since that may be what they would rather have."""
    return Menu(
        "我是店里的智能小助手，查积分、优惠券、售后进度都行；想跟店员说，我马上叫。",
        (Option("ask:human_agent", "找店员"), Option("menu", "看看能办什么")),
    )


@router.on(asks_for_help | chosen("menu"))
def show_menu(turn: Turn) -> Answer:
    return written_menu(turn, "help") or Menu("我可以帮您：", CHOICES, "直接说您想办的事也可以～")


@router.on(intent("greeting"))
def greet(turn: Turn) -> Answer:
    return written_menu(turn, "greeting") or Menu(
        "您好，我在呢！有什么可以帮您？", CHOICES[:3] + CHOICES[4:]
    )
