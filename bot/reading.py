"""Reading the answer to a form's question out of a message."""

import re

from bot.turn import Turn

PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
ORDER = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z-]*\d{4})[A-Za-z]{0,6}-?\d[0-9A-Za-z-]{4,30}")
TAX_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{15,20}(?![0-9A-Za-z])")
ATTACHED = {
    "image": "（图片）",
    "voice": "（语音）",
    "video": "（视频）",
    "shortvideo": "（小视频）",
    "file": "（文件）",
}
TOLD_LENGTH = 2000


def order_no(text: str) -> str | None:
    """The first order number in a line: not a phone, not a bare date."""
    without_phones = PHONE.sub(" ", text)
    for found in ORDER.finditer(without_phones):
        digits = re.sub(r"\D", "", found.group())
        if len(digits) >= 6 and not re.fullmatch(r"(19|20)\d\d-?[01]?\d-?[0-3]?\d", found.group()):
            return found.group().strip("-")
    return None


def phone(text: str) -> str | None:
    """The first mobile number in a line, as 11 digits."""
    found = PHONE.search(text)
    return re.sub(r"\D", "", found.group(1)) if found else None


def told(turn: Turn) -> str | None:
    """Whatever was said or sent; None for nothing at all."""
    return turn.text.strip()[:TOLD_LENGTH] or ATTACHED.get(turn.inbound.kind)
