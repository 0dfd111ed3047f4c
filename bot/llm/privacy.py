"""What never leaves the house: phones, identity and card numbers, addresses of mail."""

import re
from unicodedata import normalize

_NUMBERS = (
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "[手机号]"),
    (re.compile(r"(?<!\d)1(?:[ .\-_·*]{0,2}\d){10}(?!\d)"), "[手机号]"),
    (
        re.compile(
            r"[一幺1][零〇一幺二三四五六七八九两\d](?:\s?[零〇一幺二三四五六七八九两\d]){9}"
        ),
        "[手机号]",
    ),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), "[电话]"),
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])"), "[证件号]"),
    (re.compile(r"(?<!\d)\d{12,}(?!\d)"), "[号码]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[邮箱]"),
)


def redacted(text: str) -> str:
    """Without private numbers, however wide or spread their digits are."""
    text = normalize("NFKC", text)
    for pattern, label in _NUMBERS:
        text = pattern.sub(label, text)
    return text
