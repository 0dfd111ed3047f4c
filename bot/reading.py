"""Reading the answer to a form's question out of a message."""

import re

from bot import steering
from bot.turn import Turn
from bot.understanding.slots import extract

ALONE = re.compile(r"[A-Za-z]{0,6}[-_]?\d[0-9A-Za-z_-]{4,30}")
TAX_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{15,20}(?![0-9A-Za-z])")
ATTACHED = {
    "image": "（图片）",
    "voice": "（语音）",
    "video": "（视频）",
    "shortvideo": "（小视频）",
    "file": "（文件）",
}
TOLD_LENGTH = 2000
WORDS = re.compile(r"[^\W\d_]")


def order_no(turn: Turn, text: str | None = None) -> str | None:
    """The first order number in a message (or in `text`, said before)."""
    line = turn.text if text is None else text
    found = extract(line, today=turn.today)
    if found.order_numbers:
        return found.order_numbers[0]
    alone = ALONE.fullmatch(line.strip())
    return line.strip() if alone and not found.phones else None


def phone(turn: Turn, text: str | None = None) -> str | None:
    """The first mobile number in a message, as 11 digits."""
    found = extract(turn.text if text is None else text, today=turn.today).phones
    return found[0] if found else None


def told(turn: Turn) -> str | None:
    """Whatever was said or sent; None for nothing at all."""
    return turn.text.strip()[:TOLD_LENGTH] or ATTACHED.get(turn.inbound.kind)


def happened(turn: Turn) -> str | None:
    """What happened; None for 「等下」 and for signs or digits alone, which say nothing yet."""
    if turn.text and (steering.is_wait(turn.text) or not WORDS.search(turn.text)):
        return None
    return told(turn)
