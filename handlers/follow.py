"""Somebody follows, scans, or leaves the account."""

from bot.router import Router, event
from bot.turn import Answer, Turn
from handlers.answers import extras_of, filled
from knowledge.values import Saying
from messaging import contacts
from messaging.messages import Menu, Option, Text
from messaging.reach import consents

router = Router(priority=5)
SCENE = "qrscene_"
GREETINGS = {
    "store": "欢迎光临！您刚在门店扫码关注，以后积分、优惠和售后都可以在这里找我。",
    "order": "欢迎！您的订单有任何问题，直接在这里告诉我就好。",
    "table": "欢迎用餐！需要帮忙直接发消息，我们马上过来。",
}
GREETING = "欢迎关注常客小店！我是店里的小助手，查积分、问售后、找店员，都可以直接跟我说。"
CHOICES = (
    Option("ask:points_balance", "查我的积分"),
    Option("ask:coupon", "看看优惠券"),
    Option("ask:human_agent", "找店员"),
)


@router.on(event("subscribe"))
def welcome(turn: Turn) -> Answer:
    """Greet a new follower by the QR code they came from: as staff wrote it, else as we do."""
    scene = turn.inbound.event_key.removeprefix(SCENE)
    contacts.follow(turn.session, turn.contact.id, scene=scene[:64], now=turn.now)
    source = scene.partition("-")[0]
    names = [f"welcome:{name}" for name in (scene, source) if name]
    written = written_menu(turn, *names) or (
        None if source in GREETINGS else written_menu(turn, "welcome")
    )
    return written or Menu(GREETINGS.get(source, GREETING), CHOICES)


def written_menu(turn: Turn, *names: str) -> Answer:
    """The first of these that staff wrote, with its picture before it."""
    saying = turn.shelf.saying(turn.contact.account, *names)
    if saying is None:
        return None
    return [*extras_of(turn, saying.extras), _words(turn, saying)]


def _words(turn: Turn, saying: Saying) -> Text | Menu:
    text = filled(turn, saying.text)
    if not saying.options:
        return Text(text)
    return Menu(text, tuple(Option(key, label) for key, label in saying.options), saying.tail)


@router.on(event("SCAN"))
def scanned(turn: Turn) -> Answer:
    """Greet a follower who scanned one of our codes."""
    source = turn.inbound.event_key.partition("-")[0]
    written = written_menu(turn, f"scan:{turn.inbound.event_key}", f"scan:{source}", "scan")
    if written is not None:
        return written
    again = "您又来啦，" if source in GREETINGS else "您好，"
    return Menu(f"{again}今天想看点什么？", CHOICES)


@router.on(event("unsubscribe"))
def farewell(turn: Turn) -> None:
    """Note that they left: nothing can be sent to them any more."""
    contacts.unfollow(turn.session, turn.contact.id, now=turn.now)
    turn.contact.message_left = turn.contact.act_left = 0
    consents.withdrawn(turn.session, contact_id=turn.contact.id, now=turn.now)
    turn.leave_dialogues()


@router.on(event("VIEW", "LOCATION"), priority=90)
def nothing_to_say(_turn: Turn) -> None:
    """Kept in the inbox; the customer expects no word."""
