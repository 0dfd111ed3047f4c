"""How upset somebody is: unhappy is learned, furious is unhappy in words that leave no doubt.

`Understood.negative` comes from the model and holds for any complaint. Fury changes what we do —
no more questions, a person offered at once — so it wants a sign of its own besides.
"""

import re

from bot.turn import Turn

FURY = re.compile(
    r"垃圾|骗子|骗钱|骗人|欺骗|诈骗|黑店|黑心|奸商|无良|坑人|坑爹|坑货|恶心|可恶|混蛋|王八|傻[逼bB]|煞笔|沙雕"
    r"|妈的|[他你]妈|tmd|nmd|滚|去死|有病|气死|气炸|火大|愤怒|忍无可忍|受够|太过分|欺人太甚|不要脸|无耻"
    r"|12315|315|消协|工商|市监|起诉|律师|法院|报警|曝光|媒体|微博|差评|举报|黑猫|投诉你们|假货"
    r"|什么(?:破|烂|鬼)|破(?:店|公司|东西)|烂(?:店|透)|再也不(?:来|买)|到底(?:管不管|有没有人)",
    re.IGNORECASE,
)
SHOUTING = re.compile(r"[!！]{3,}|[?？]{3,}")


def is_furious(turn: Turn) -> bool:
    text = turn.text
    if not text or not (FURY.search(text) or SHOUTING.search(text)):
        return False
    return turn.understood.negative
