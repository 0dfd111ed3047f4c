"""Wishes that are denied: 「我不要转人工」 names a person to say that none is wanted.

A linear model adds up words and cannot tell a wish from its denial, so clauses that deny one of
the wishes below are taken out before it reads the line. Only whole clauses count: 「怎么不能退款」
and 「不开发票吗」 deny nothing.
"""

from __future__ import annotations

import re

_NOT = (
    r"(?:不是(?:要|想|来)?|不(?:要|想|用|需要|必|打算|是要)|别|甭|无需|没(?:说|想|让你?)(?:要|过要?)?)"
    r"(?:再|去)?(?:给我|帮我|我)?(?:再)?"
)
_WISHES = {
    "human_agent": r"(?:转|接|找|叫|要|换)?到?(?:人工|真人)(?:客服|服务|坐席)?"
    r"|(?:转|找|叫)(?:客服|店员)",
    "complaint": r"投诉(?:你们|你|他们?|她)?",
    "unsubscribe": r"退订|取消(?:订阅|推送)",
    "refund_return": r"(?:申请)?(?:退货|退款|退钱|换货|退换货?|退掉?)",
    "invoice": r"(?:开)?(?:电子)?发票|开票",
    "redeem": r"(?:积分)?兑换?|换(?:礼品|礼物)",
}
_BEFORE = r"(?:我|咱|那|就|先|还是|算了|说了|都|暂时|现在|又|真的|其实)*"
_AFTER = r"(?:了|吧|啊|呀|哈|的|呢|哦|就行)*[!.]*"
_DENIED = {
    wish: re.compile(
        rf"{_BEFORE}{_NOT}(?:{words}){_AFTER}|(?:我|先|就|还是|算了|咱)+不(?:{words}){_AFTER}"
        rf"|(?:{words})(?:就|先|都)*不(?:用|要|必|需要)(?:开|退|转|办|弄)?{_AFTER}"
    )
    for wish, words in _WISHES.items()
}
_NO_COMPLAINT = re.compile(rf"{_BEFORE}不投诉{_AFTER}")
_HINT = re.compile(
    r"[不别甭无没].{0,8}(?:人工|真人|客服|店员|投诉|退|换|票|兑|订阅|推送)|(?:票|退|换|工|诉).{0,4}不[用要必需]"
)
_FILLER = re.compile(r"(?:算|不用|谢谢|谢|好|嗯|哦|那|你好|不好意思)*(?:了|的|吧|啊|哈|你)*")
_EDGE = re.compile(r"[ ,.!~]+")


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
