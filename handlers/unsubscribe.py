"""退订 and its undo, of everything or of one channel or kind; service messages go on."""

import re
from itertools import product

from bot.router import Router, chosen, intent
from bot.turn import Answer, Turn
from handlers import survey
from handlers.ticket_followups import says
from membership import consents
from messaging.messages import Menu, Option, Text

router = Router(priority=30)
KINDS = {"marketing": "优惠和活动", "survey": "问卷"}
CHANNELS = {"sms": "短信", "wecom": "企业微信消息"}
SOURCE = "chat"
Meant = tuple[tuple[str, ...], tuple[str, ...]]

THINGS = r"(短信|企业微信|企微|推送|消息|通知|问卷|调查|评价邀请|优惠(?![券卷劵])|活动|广告|营销)"
UNDO = re.compile(
    r"^(取消退订|恢复(订阅|推送|接收)?[。.!！]?$|恢复(订阅|推送|接收)|重新(订阅|接收)|我要订阅|继续推送)"
    rf"|(恢复|重新(接收|订阅|收)|继续(收|发|接收)|可以(再|继续)?发).{{0,6}}{THINGS}"
)
SHORT = re.compile(
    r"^(td|t|退订)[。.!！]?$"
    rf"|^退订.{{0,4}}{THINGS}"
    rf"|(不想|不要|别|不用|不需要)(再|给我|继续)*(收到?|发|推送?|接收).{{0,4}}{THINGS}",
    re.IGNORECASE,
)
NAMED_KINDS = {
    "marketing": re.compile("优惠|活动|广告|营销"),
    "survey": re.compile("问卷|调查|评价"),
}
NAMED_CHANNELS = {"sms": re.compile("短信"), "wecom": re.compile("企业微信|企微")}

undo = chosen("consent:yes") | says(UNDO, "undo of 退订")
short = says(SHORT, "退订")


@router.on(undo, priority=25)
def subscribe_again(turn: Turn) -> Text:
    """Let what they name come again, or all of it."""
    meant = _meant(turn.text)
    if _answer(turn, meant, allow=True):
        return Text(f"好的，已为您恢复{_said(meant)}。不想收了，回复「退订」就行。")
    return Text(f"您没有退订过，{_said(meant)}照常会发给您。")


@router.on(intent("unsubscribe") | short)
def unsubscribe(turn: Turn) -> Answer:
    """Stop what they name, or all pushes; what they ask for themselves is still answered."""
    meant = _meant(turn.text)
    if "survey" in meant[1]:
        survey.let_go(turn)
    if _answer(turn, meant, allow=False):
        said = f"好的，已为您退订，不再给您发{_said(meant)}。"
    else:
        said = f"您已经退订过{_said(meant)}了。"
    return Menu(
        f"{said}您找我们、查订单和售后都不受影响。",
        (Option("consent:yes", "点错了，恢复推送"),),
    )


def _meant(text: str) -> Meant:
    """The channels and the kinds that a line names; all of them when it names none."""
    kinds = [kind for kind, named in NAMED_KINDS.items() if named.search(text)]
    channels = [channel for channel, named in NAMED_CHANNELS.items() if named.search(text)]
    return tuple(channels) or (consents.ALL,), tuple(kinds) or tuple(KINDS)


def _answer(turn: Turn, meant: Meant, *, allow: bool) -> bool:
    """Write the answers down; say whether any is new."""
    write = consents.opt_in if allow else consents.opt_out
    contact, now = turn.contact.id, turn.now
    changed = [
        write(turn.session, contact_id=contact, channel=channel, kind=kind, now=now, source=SOURCE)
        for channel, kind in product(*meant)
    ]
    return any(changed)


def _said(meant: Meant) -> str:
    channels, kinds = meant
    things = "优惠、活动和问卷" if len(kinds) == len(KINDS) else KINDS[kinds[0]]
    if channels == (consents.ALL,):
        return things
    ways = "和".join(CHANNELS[channel] for channel in channels)
    return ways if len(kinds) == len(KINDS) else f"{ways}里的{things}"
