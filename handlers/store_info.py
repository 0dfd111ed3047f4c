"""Where the shop is and when it is open: what staff wrote, else a person."""

import re
from collections.abc import Sequence

from bot.router import Router, intent
from bot.turn import Answer, Turn
from handlers.answers import FIND_PERSON, filled, from_knowledge, give, miss, no_answer
from knowledge.values import Faq
from messaging.messages import Menu

router = Router(priority=50)
HOLIDAYS = tuple(
    map(
        re.compile,
        (
            r"春节|过年|大年|年?初[一二三四五六七八](?=开|营|上|休|放|几|$)|除夕|年三十|年夜|正月",
            r"国庆|(?<!双)十一(?=放|开|营|上|假|长|期)",
            "五一|劳动节",
            "元旦",
            "中秋",
            "端午",
            "清明",
            "圣诞",
        ),
    )
)
ANY_HOLIDAY = re.compile("节假日|假期|长假|法定|小长假")
HOURS = re.compile(r"开|关|营业|上班|下班|放假|休|几点|时间|打烊")
USUAL = "几点开门 营业时间"


@router.on(intent("store_info"))
def tell(turn: Turn) -> Answer:
    if HOURS.search(turn.text):
        named = [day for day in (*HOLIDAYS, ANY_HOLIDAY) if day.search(turn.text)]
        if named:
            return on_holiday(turn, (*named, ANY_HOLIDAY))
    return from_knowledge(turn, intent="store_info") or no_answer(turn, "store_info")


def on_holiday(turn: Turn, named: Sequence[re.Pattern[str]]) -> Answer:
    """What staff wrote of the holiday; the usual hours are told as such, and promise nothing."""
    index, account = turn.shelf.index, turn.contact.account
    asked = [hit.entry for hit in index.search(turn.text, account=account, now=turn.now)]
    written = next((entry for entry in asked if _speaks_of(named, entry)), None)
    if written is not None:
        return give(turn, written)
    usual = index.search(USUAL, account=account, now=turn.now, limit=1)
    if not usual:
        return no_answer(turn, "store_info")
    miss(turn, "no_answer", "store_info")
    return Menu(
        f"平时的时间是：{filled(turn, usual[0].entry.answer)}\n"
        "节假日可能会调整，来之前跟店员确认一下更稳妥～",
        (FIND_PERSON,),
    )


def _speaks_of(holidays: Sequence[re.Pattern[str]], entry: Faq) -> bool:
    said = "\n".join([entry.question, *entry.variants, entry.answer])
    return any(holiday.search(said) for holiday in holidays)
