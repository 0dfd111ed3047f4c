"""Chinese typed in letters: 「jifen」, 「zhuan rengong」. Only words that nothing else spells."""

from __future__ import annotations

import re

_WORDS = {
    "jifen": "积分",
    "kefu": "客服",
    "rengong": "人工",
    "tousu": "投诉",
    "tuikuan": "退款",
    "tuihuo": "退货",
    "huanhuo": "换货",
    "youhuiquan": "优惠券",
    "qiandao": "签到",
    "fapiao": "发票",
    "duihuan": "兑换",
    "huiyuan": "会员",
    "kuaidi": "快递",
    "wuliu": "物流",
    "dingdan": "订单",
    "shengri": "生日",
    "jindu": "进度",
    "nihao": "你好",
    "xiexie": "谢谢",
}
_BESIDE = {
    "wo": "我", "de": "的", "yao": "要", "xiang": "想", "cha": "查", "zhuan": "转", "zhao": "找",
    "kai": "开", "ling": "领", "lingqu": "领取", "you": "有", "duoshao": "多少",
}  # fmt: skip
"""Read only beside one of the words above: 「de」 alone may be anything."""
_MEANT = _WORDS | _BESIDE
_ANY = "|".join(sorted(_MEANT, key=len, reverse=True))
_ONE = re.compile(rf"({_ANY}) ?", re.IGNORECASE)
_ALL = re.compile(rf"(?:(?:{_ANY}) ?)+", re.IGNORECASE)
_TOPIC = re.compile("|".join(_WORDS), re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]{4}")
_RUN = re.compile(r"(?<![A-Za-z0-9@/._=&?-])[A-Za-z]+(?: [A-Za-z]+)*(?![A-Za-z0-9@/._=&-])")
LONGEST_LINE, LONGEST_RUN = 100, 40


def read(text: str) -> str:
    """`text` with such words in characters; anything else stays as it is."""
    if len(text) > LONGEST_LINE or not _LETTERS.search(text) or not _TOPIC.search(text):
        return text
    return _RUN.sub(_in_characters, text)


def _in_characters(run: re.Match[str]) -> str:
    typed = run[0]
    if len(typed) > LONGEST_RUN or not _TOPIC.search(typed) or not _ALL.fullmatch(typed):
        return typed
    return _ONE.sub(lambda one: _MEANT[one[1].lower()], typed)
