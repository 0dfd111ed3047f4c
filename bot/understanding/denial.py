"""Wishes that are denied: 「我不要转人工」 names a person to say that none is wanted.

A linear model adds up words and cannot tell a wish from its denial, so clauses that deny one of
the wishes below are taken out before it reads the line. Only whole clauses count: 「怎么不能退款」
and 「不开发票吗」 deny nothing.
"""

from __future__ import annotations

import re

_NOT = (
    r"(?:(?:可|并|又)?不是(?:要|想|来|让你|叫你|说)?|不(?:要|想|用|需要|必|打算|是要)|别|甭|无需|用不着|犯不着|懒得|没打算|没有?要"
    r"|(?:可)?没有?(?:说|想|让你?)(?:要|过要?)?|谁(?:说|要)(?:我)?(?:要|想)?)"
    r"(?:再|去)?(?:给我|帮我|我)?(?:再)?"
)
_WISHES = {
    "human_agent": r"(?:转|接|找|叫|要|换)?到?(?:人工|真人)(?:客服|服务|坐席)?"
    r"|(?:转|找|叫|喊)个?(?:客服|店员|人)",
    "complaint": r"投诉(?:你们|你|他们?|她)?",
    "unsubscribe": r"(?:退订|取消(?:订阅|推送|接收))"
    r"(?:你们的?)?(?:短信|推送|消息|通知|广告|活动|问卷|公众号)?",
    "refund_return": r"(?:申请)?(?:退货|退款|退钱|换货|退换货?|退掉?)",
    "invoice": r"(?:开)?(?:电子)?发票|开票",
    "redeem": r"(?:积分|礼品|礼物)?兑换?|换(?:礼品|礼物)",
}
_BEFORE = r"(?:我|咱|那|就|先|还是|算了|说了|都|暂时|现在|又|真的|其实|可|倒|才)*"
_TOPICS = {"invoice": r"|票", "redeem": r"|积分|礼品|礼物", "human_agent": r"|客服|店员"}
"""What a wish is also called where it comes first: 「票不用开了」, 「积分不换了」."""
_AFTER = r"(?:了|吧|啊|呀|哈|的|呢|哦|就行)*(?:(?:谢谢|ok|好吗|行吗|好不好|行不行)[?]?)?[!.]*"
_LEAVE = (
    r"(?:这事|的话|什么的)?(?:我|先|都|还是|那)*"
    r"(?:就?不(?:用|要|必|需要|想)(?:开|退|转|办|弄|换|兑|来)?|就?不(?:开|退|转|办|弄|换|兑)了"
    r"|就?免了|就算了|就?拉倒|就?作罢)"
)
_DENIED = {
    wish: re.compile(
        rf"{_BEFORE}{_NOT}(?:{words}){_AFTER}"
        rf"|(?:我|先|就|还是|算了|咱|又|才|可)+不(?:{words}){_AFTER}"
        rf"|(?:{words}{_TOPICS.get(wish, '')})(?:{_LEAVE}){_AFTER}"
    )
    for wish, words in _WISHES.items()
}
_NO_COMPLAINT = re.compile(rf"{_BEFORE}不投诉(?:你们|你|他们?|她)?{_AFTER}")
_HINT = re.compile(
    r"[不别甭无没懒谁].{0,8}(?:人工|真人|客服|店员|叫|找|喊|投诉|退|换|票|兑|订阅|推送)"
    r"|(?:票|退|换|兑|工|服|员|诉|订|货|款|分|品|物).{0,5}(?:不[用要必需想开退换兑办弄转]|免了|算了|拉倒|作罢)"
)
_FILLER = re.compile(
    r"(?:算|不用|谢谢|谢|好|嗯|哦|那|你好|不好意思|先?留着|先?放着|以后再说|下次再说|改天再说|回头再说)*(?:了|的|吧|啊|哈|你)*"
)
_EDGE = re.compile(
    r"[ ,.!~]+|(?<=[?])(?=.)"
    r"|(?<=[^ ,.!~?]{3})(?<!是)(?=(?:可|并|又)?不是(?:要|想|来|让你|叫你|说)?"
    r"(?:退|取消|投诉|转人工|找人工|开发票|兑|换))"
)
"""Where clauses end. Who dictates puts no comma before 「不是退订」."""


def denied(line: str) -> str | None:
    """The intent that a clause denies, where it says nothing else."""
    if _NO_COMPLAINT.fullmatch(line):
        return "complaint"
    return next((wish for wish, form in _DENIED.items() if form.fullmatch(line)), None)


def told_apart(line: str) -> tuple[str, str | None]:
    """A normalised line without its denying clauses, and what the last of them denied."""
    if not _HINT.search(line):
        return line, None
    clauses = [clause for clause in _EDGE.split(line) if clause]
    marks = [denied(clause) for clause in clauses]
    last = next((mark for mark in reversed(marks) if mark), None)
    if last is None:
        return line, None
    said = [c for c, mark in zip(clauses, marks, strict=True) if mark is None]
    return ("" if all(map(_FILLER.fullmatch, said)) else " ".join(said)), last
