"""What nobody else answers: ask which of the likeliest was meant, then call a person."""

import re

from bot.router import Filter, Router, in_dialogue, is_event, is_message, kind
from bot.temper import is_furious
from bot.turn import Answer, Turn
from handlers.answers import from_knowledge, miss
from handlers.human import hand_over, promise
from handlers.slow_answer import leave_to_model
from handlers.ticket_progress import has_open_ticket
from messaging.messages import Menu, Option, Text

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
TELLING = 0.3
MEDIA = ("image", "voice", "video", "shortvideo", "location", "link", "file")
SENT = "收到啦。是想问这件东西，还是要反馈问题？简单说两句，我来帮您。"
WORDLESS = {
    "voice": "语音我这边听不清，麻烦打几个字，或者回复「人工」请店员听～",
    "location": "收到您的位置啦。是想问送货还是找门店？说一句就行。",
}
GOODS_QUESTION = re.compile(r"(?:有没有|含不含|有|含|放了?).{1,8}[吗么?？]$")
UNSEEN = re.compile(r"[\[【]收到不支持的消息类型[^\]】]*[\]】]?")

unseen = Filter("unseen by us", lambda turn: bool(UNSEEN.fullmatch(turn.text.strip())))
asked_already = in_dialogue(NAME)
understood_since = asked_already & Filter(
    "understood since", lambda turn: (turn.dialogue or {})["data"]["inbox"] != turn.inbox_id
)
angry = Filter(
    "strong negative wording",
    lambda turn: (
        turn.understood.negative and (is_furious(turn) or not GOODS_QUESTION.search(turn.text))
    ),
)


@router.on(is_event)
def unknown_event(_turn: Turn) -> None:
    """Kept in the inbox; nothing is said."""


@router.on(is_message & unseen, priority=8)
def cannot_see(_turn: Turn) -> Text:
    """What the platform keeps from an account, such as its stickers: no answer to anything."""
    return Text("这条消息微信没让我看到，打几个字跟我说就行～")


@router.on(kind(*MEDIA) & Filter("wordless", lambda turn: not turn.text), priority=95)
def received(turn: Turn) -> Text:
    """A picture or a recording, outside of any dialogue."""
    if has_open_ticket.test(turn):
        return Text("收到啦，已经放进您的反馈里，店员会看到的。")
    return Text(WORDLESS.get(turn.inbound.kind, SENT))


@router.on(is_message & angry & ~asked_already, priority=96)
def soothe(turn: Turn) -> Menu:
    """Whatever it is about: somebody this angry is offered a person, and then gets one."""
    turn.begin(NAME, "which", inbox=turn.inbox_id)
    miss(turn, "not_understood", turn.understood.intent)
    return Menu(
        "实在抱歉让您不愉快了。要我现在请店员直接跟您沟通吗？",
        (Option("ask:human_agent", "请店员来"), Option("ask:complaint", "先登记一下问题")),
    )


@router.on(is_message & asked_already, priority=98)
def call_a_person(turn: Turn) -> Answer:
    """Twice not understood: a person takes over, unless staff wrote the answer down."""
    answer = from_knowledge(turn)
    if answer is not None:
        return answer
    miss(turn, "not_understood", turn.understood.intent)
    asked = hand_over(turn, "not understood")
    return Text(f"抱歉，我没能听明白，请店员来帮您。{promise(turn, asked)}")


@router.on(is_message)
def not_understood(turn: Turn) -> Answer:
    """What staff wrote, else the model if the house has one, else the two or three likeliest."""
    answer = from_knowledge(turn)
    if answer is not None:
        return answer
    miss(turn, "not_understood", turn.understood.intent)
    if turn.understood.confidence < TELLING and (promised := leave_to_model(turn)):
        return promised
    return _clarify(turn)


@router.after(understood_since)
def forget(turn: Turn, answer: Answer) -> Answer:
    """Only two misunderstandings in a row call a person."""
    turn.end_dialogue()
    return answer


def _clarify(turn: Turn) -> Text | Menu:
    turn.begin(NAME, "which", inbox=turn.inbox_id)
    options = tuple(
        Option(f"ask:{name}", LABELS[name])
        for name, share in turn.understood.alternatives[:3]
        if name in LABELS and share >= LIKELY and name != "human_agent"
    )
    if not options:
        return Text("抱歉，我没太明白。可以换个说法再说一次吗？或者回复「人工」，我请店员来帮您。")
    return Menu("您是想：", (*options, Option("ask:human_agent", "都不是，找店员")))
