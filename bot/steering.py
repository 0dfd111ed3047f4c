"""Words by which customers steer a dialogue, whatever it asks."""

import re
from dataclasses import replace

from bot.turn import Answer
from bot.understanding.writing import simplified
from messaging.messages import Menu, Message, Text

EDGES = " \t\n。.!！~～,，?？、…吧啊呀哦了呢哈"
_CANCELS = """
算 不用 不弄 不办 不要 不说 取消 退出 停 没事 不需要 别弄 先不 不填 不想弄 不想说 不投诉 不退 不开
先这样 不报 没事儿 不必 别问 不问 不换 不兑 不兑换 不改 不绑
"""
_DECLINES = "不用 不需要 不填 不说 不想说 先不填 不要 不必 不想填"
_BACKS = "上一步 返回 返回上一步 回上一步 退回 退回上一步 上一个 改上一个 回去 后退"
_SKIPS = """
跳过 没有 不记得 忘 忘记 不知道 不清楚 不方便 不提供 不想给 无 略 略过 下一步 不留 找不到 没 没单号
不是订单的事 跟订单没关系 和订单没关系 跟订单无关
没订单号 没有单号 没有订单号 记不得 记不清 不想留 不用留 没照片 跳 pass
"""
_YESES = """
是 是的 对 对的 好 好的 可以 没错 嗯 嗯嗯 ok 确认 确定 提交 行 没问题 yes 恩 中 要 就这样 确认提交
正确 好滴 得
"""
_NOES = "不 不是 不对 错 改 修改 不行 重填 重新填 有误 no 要改 改一下"
_WAITS = """
等 等下 等一下 等等 等会 等会儿 等一会 等一会儿 稍等 稍等一下 稍等下 我想想 想想
我看看 先吃饭 马上 在打字 打字中 我先忙 先忙 我在打字 正在打字 我打字慢 等我 等我一下 你等下 你等等
我找找 我找一下 我查查 我查一下 我翻翻 我翻一下 找一下 别急 别催
"""
WAITS = frozenset(_WAITS.split())
CANCELS = frozenset(_CANCELS.split())
DECLINES = frozenset(_DECLINES.split())
BACKS = frozenset(_BACKS.split())
SKIPS = frozenset(_SKIPS.split())
YESES = frozenset(_YESES.split())
NOES = frozenset(_NOES.split())
_ASKING = (
    r"(?:问|咨询|请教|打听|了解|说|讲|反映|请问)(?:一?[下个件些点]|你|您|问|事儿?|问题|情况)*"
    r"|那个|就是说?|是这样子?的?|有(?:一?[个件点些])?(?:事儿?|事情|问题|情况)"
)
OPENING = re.compile(
    r"(?:你好|您好|在吗|在不在|亲|哎|喂|嗯|呃|额|那个|就是说?|对了|我|想|要|跟你|和你|先|还"
    rf"|是这样子?的?|有|个|件|点|[,，.。…~～ ])*(?:{_ASKING})[啊呀哈呢哦吧,，:：.。…~～!！ ]*"
)
HALF = re.compile(
    r"(?:你好|您好|哎|喂|嗯|那个|亲|[,，.。…~～ ])*"
    r"(?:我(?:就|还)?(?:想|要)|请问|麻烦问|那我)[,，.。…~～ ]*"
)
"""「我想」, sent before the rest was written."""
OPENING_LENGTH = 14
BEFORE = re.compile(r"^(?:我|那|就|还是|先|唉|哎|嗯)+(?=不)")
NO_LINE = re.compile(
    r"(?:我|好像|应该|有点|这)*(?:不是|不太?对|[选弄填写点搞]?错)(?:这[个样件]|的)?"
    r"|(?:我|可以|能|想|要)*(?:换|改)(?:一?[个件下]|别的)(?:吗)?"
)
GIVEN_UP = re.compile(
    r"算了|拉倒|(?:还是|就|先|我|都|ok|好|那)*(?:不|别|甭)(?:想|要|用|必)?(?:再|给我|帮我)?"
    r"(?:换|兑换?|办|弄|退|开|提交|登记)(?:了|吧|啊|啦|$)",
    re.IGNORECASE,
)
OTHERWISE = re.compile(r"换[成个]|改[成为]|不是(?:不|别)|是不是|[吗么?？]")
GIVE_UP_LENGTH = 14
_LEFT = (
    r"(?:算了|拉倒|取消|没事儿?了?|(?:不|别|甭)(?:用|要|弄|办|说|搞|想|必|需要|麻烦|折腾)了?"
    r"|不(?:填|退|开|换|兑|改|绑|投诉)了)"
)
CANCEL_LINE = re.compile(
    r"(?:[哦嗯那唉哎嗨诶就还是我先都好行吧了的,，。!！~～ ]|好的|行吧)*"
    rf"(?:{_LEFT}[吧啊呀啦了哈,，。!！~～ ]*)+"
    r"(?:(?:谢谢|多谢|谢了|辛苦|麻烦|打扰)[您你了啦啊哈,，。!！~～ ]*)*"
)
CANCEL_LENGTH = 16
_NUMBERED = r"(?:订?单号|税号|单子|小票|号码?)"
_LOST = (
    r"(?:没有|没得|找不[着到]|[丢扔忘删]掉?|忘记|记不[得清住起]|不记得|想不起来?|不知道|不晓得)"
)
SKIP_LINE = re.compile(
    r"(?:我|的|这个|那个|也|就|都|真|是|应该|好像|早|已经|可能)*"
    rf"(?:{_NUMBERED}(?:我|也|都|早|就|已经|是|给)*)?(?:{_LOST}|没(?=了)|不清楚|不方便)"
    rf"(?:{_NUMBERED}|{_LOST}|是?哪[个一]?[单笔]?|多少|怎么办|咋办"
    r"|[了啦啊呀的呢哎,， ])*[。.!！~～]*"
)
SKIP_LENGTH = 16


def bare(text: str) -> str:
    """A short answer without its edges: 「算了吧！」 becomes 「算」."""
    return simplified(text.strip(EDGES).lower())


def is_cancel(text: str) -> bool:
    said = text.strip()
    return BEFORE.sub("", bare(said)) in CANCELS or (
        len(said) <= CANCEL_LENGTH and bool(CANCEL_LINE.fullmatch(said))
    )


def gives_up(text: str) -> bool:
    """「换 算了还是别换」 at a confirmation: more words than a cancel, and no other wish."""
    said = text.strip()
    return (
        len(said) <= GIVE_UP_LENGTH and bool(GIVEN_UP.search(said)) and not OTHERWISE.search(said)
    )


def steers(text: str) -> bool:
    """Whether the words answer whatever form is open, by themselves."""
    return any(meant(text) for meant in (is_cancel, is_back, is_skip, is_wait, is_yes))


def declines(text: str) -> bool:
    """A no to an optional question, where it would otherwise be a no to everything."""
    return is_skip(text) or bare(text) in DECLINES


def is_back(text: str) -> bool:
    return bare(text) in BACKS


def is_skip(text: str) -> bool:
    said = text.strip()
    return bare(said) in SKIPS or (len(said) <= SKIP_LENGTH and bool(SKIP_LINE.fullmatch(said)))


def is_wait(text: str) -> bool:
    return bare(text) in WAITS or is_opening(text)


def is_opening(text: str) -> bool:
    """「我想问下」「就是」: the first of several short lines, which says nothing yet."""
    said = text.strip()
    return len(said) <= OPENING_LENGTH and bool(OPENING.fullmatch(said) or HALF.fullmatch(said))


def is_yes(text: str) -> bool:
    return bare(text) in YESES


def is_no(text: str) -> bool:
    said = bare(text)
    return said in NOES or bool(NO_LINE.fullmatch(said))


def led(lead: str, message: Message) -> list[Message]:
    """A message with words before it, in one bubble where it can be."""
    if not lead:
        return [message]
    if isinstance(message, Text):
        return [Text(f"{lead}\n{message.text}")]
    if isinstance(message, Menu):
        return [replace(message, head=f"{lead}\n{message.head}")]
    return [Text(lead), message]


def joined(answer: Answer, question: Message) -> list[Message]:
    """An answer followed by a question; two texts become one bubble.

    Choices of the answer go where the question has its own: 「1」 would mean two things.
    """
    said = answer if isinstance(answer, list) else [answer] if answer else []
    if isinstance(question, Menu):
        said = [_without_choices(message) for message in said]
    if said and isinstance(said[-1], Text):
        return [*said[:-1], *led(f"{said[-1].text}\n", question)]
    return [*said, question]


def _without_choices(message: Message) -> Message:
    if not isinstance(message, Menu):
        return message
    return Text("\n".join(filter(None, [message.head, message.tail])))
