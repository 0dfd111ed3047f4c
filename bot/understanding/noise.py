"""What haste does to a line: slips of the input method, lost characters, politeness around it."""

from __future__ import annotations

import random

SLIPS = {
    "积分": ("积份", "几分", "积芬", "分儿"),
    "优惠券": ("优惠卷", "优惠劵", "优会券", "优惠卷"),
    "券": ("卷", "劵"),
    "快递": ("快弟", "快第", "块递"),
    "发货": ("发或", "發货", "发火"),
    "退款": ("退宽", "退钱"),
    "退货": ("退或", "腿货"),
    "发票": ("发飘", "发漂", "發票"),
    "人工": ("人功", "人公", "rengong"),
    "客服": ("客户", "克服", "kf"),
    "会员": ("会圆", "会元", "vip"),
    "订单": ("定单", "丁单", "訂單"),
    "兑换": ("对换", "兑还", "兌換"),
    "什么": ("啥", "神马", "什麽", "甚么"),
    "怎么": ("咋", "怎麼", "怎样", "zenme"),
    "没有": ("木有", "没", "冇"),
    "吗": ("嘛", "么", "不", ""),
    "的": ("滴", "得", "地"),
    "投诉": ("投述", "头诉", "tousu"),
    "处理": ("处里", "処理"),
    "谢谢": ("谢了", "3q", "谢谢谢谢", "xiexie"),
    "你们": ("你门", "你們"),
    "我": ("俺", "偶", "我我"),
    "了": ("勒", "咧", "拉"),
    "这个": ("这", "介个", "这个这个"),
    "哪里": ("哪", "那里", "哪儿"),
    "时候": ("时侯", "時候"),
    "手机": ("手鸡", "shouji"),
    "地址": ("地止", "地址址"),
    "知道": ("造", "晓得"),
    "收到": ("收倒", "到手"),
    "好评": ("好坪", "好平"),
    "差评": ("差平", "差坪"),
    "绑定": ("邦定", "帮定"),
    "已经": ("以经", "已"),
}
OPENINGS = (
    "你好，", "您好 ", "亲，", "请问", "请问一下 ", "那个，", "我想问一下", "麻烦问下 ", "客服 ",
    "在吗，", "你好 在吗 ", "哎，", "那", "亲亲 ", "帮我看下 ", "喂，", "好的 那", "hi ", "嗯 ",
    "老板，", "就是，", "你好我想问下", "[数字x] ", "不好意思，", "小哥哥 ", "咨询一下，",
)  # fmt: skip
ENDINGS = (
    "", "", "?", "？？", "！", "!!", "。", "呢", "啊", "呀", "哦", "，谢谢", " 急", "…", "~",
    " 在线等", " 麻烦了", "，你好", "[疑问]", " 好吧", " 亲", "🙏", "😂", "。。。",
)  # fmt: skip
UNTOUCHED_EDGES = frozenset({"greeting", "thanks_bye"})
"""Intents whose lines a greeting or a thank-you would blur."""


def disturbed(text: str, intent: str, chance: random.Random) -> str:
    """Return `text` as somebody in haste might have written it."""
    line = _slipped(text, chance)
    if len(line) > 7 and chance.random() < 0.25:
        gone = chance.randrange(len(line))
        line = line[:gone] + line[gone + 1 :]
    if chance.random() < 0.3:
        line = line.replace("，", " ").replace("。", " ")
    if intent in UNTOUCHED_EDGES:
        return line + chance.choice(("", "!", "~", "。", " "))
    if chance.random() < 0.45:
        line = chance.choice(OPENINGS) + line
    if chance.random() < 0.5:
        line = line.rstrip("?？。!！") + chance.choice(ENDINGS)
    return line


def _slipped(text: str, chance: random.Random) -> str:
    for right, wrong in SLIPS.items():
        if right in text and chance.random() < 0.3:
            text = text.replace(right, chance.choice(wrong), 1)
    return text
