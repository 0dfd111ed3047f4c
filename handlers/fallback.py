"""What nobody else answers: ask which of the likeliest was meant, then call a person."""

from bot.router import Filter, Router, is_event, is_message, kind
from bot.turn import Turn
from handlers.human import promise
from messaging.messages import Menu, Option, Text
from tickets import handoff

router = Router(priority=100)
NAME = "clarify"
LABELS = {
    "points_balance": "查积分",
    "redeem": "积分兑换",
    "coupon": "优惠券",
    "tier_benefits": "会员等级和权益",
    "complaint": "反馈问题",
    "ticket_progress": "查处理进度",
    "human_agent": "找人工客服",
    "order_logistics": "查订单物流",
    "refund_return": "退款退货",
    "invoice": "开发票",
    "store_info": "门店信息",
    "product_question": "商品咨询",
    "profile_birthday": "会员资料和生日",
    "unsubscribe": "不再接收推送",
}
LIKELY = 0.08

asked_already = Filter(
    "asked already", lambda turn: bool(turn.dialogue and turn.dialogue["name"] == NAME)
)


@router.on(is_event)
def unknown_event(_turn: Turn) -> None:
    """Kept in the inbox; nothing is said."""


@router.on(kind("image", "voice", "video", "shortvideo", "location", "link", "file"))
def received(turn: Turn) -> Text | Menu:
    """A picture or a recording, outside of any dialogue."""
    if turn.text and turn.inbound.kind == "voice":
        return _clarify(turn)
    return Text("收到啦。这是想反馈什么问题吗？简单说两句，我帮您转给店员。")


@router.on(is_message & asked_already)
def call_a_person(turn: Turn) -> Text:
    """Twice not understood: a person takes over."""
    turn.end_dialogue()
    asked = handoff.request_human(
        turn.session,
        turn.contact.id,
        "not understood",
        text=turn.text,
        inbox_id=turn.inbox_id,
        now=turn.now,
    )
    return Text(f"抱歉，我没能听明白，请店员来帮您。{promise(turn, asked)}")


@router.on(is_message)
def not_understood(turn: Turn) -> Text | Menu:
    """Offer the two or three likeliest, and a person."""
    return _clarify(turn)


def _clarify(turn: Turn) -> Text | Menu:
    turn.begin(NAME, "which")
    options = tuple(
        Option(f"ask:{name}", LABELS[name])
        for name, share in turn.understood.alternatives[:3]
        if name in LABELS and share >= LIKELY and name != "human_agent"
    )
    if not options:
        return Text("抱歉，我没太明白。可以换个说法再说一次吗？或者回复「人工」，我请店员来帮您。")
    return Menu("您是想：", (*options, Option("ask:human_agent", "都不是，找店员")))
