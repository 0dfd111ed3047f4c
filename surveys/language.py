"""In which language somebody is asked: as their profile says, else as they write."""

import re
from collections.abc import Iterable, Mapping

from surveys.values import LANGUAGES

NAMES = ("language", "语言")
_CALLED = {
    "zh": ("zh", "zh-cn", "chinese", "中文", "汉语", "普通话"),
    "en": ("en", "en-us", "en-gb", "english", "英文", "英语"),
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH_WORD = re.compile(r"[a-z]{2,}", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_EVERYBODYS = frozenset(
    {"ok", "okay", "hi", "hello", "no", "yes", "bye", "fen", "good", "hh", "hhh", "haha"}
)


def preferred(preferences: Mapping[str, object] | None) -> str | None:
    """The language that a profile names, such as `language: en` or 语言：英文; None for none."""
    for name in NAMES:
        said = str((preferences or {}).get(name, "")).strip().lower()
        for language in LANGUAGES:
            if said in _CALLED[language]:
                return language
    return None


def of_line(line: str) -> str | None:
    """The language of a line; None where it does not tell, as with a number or OK."""
    if _CHINESE.search(line):
        return "zh"
    words = {word.lower() for word in _ENGLISH_WORD.findall(_LINK.sub("", line))}
    return "en" if words - _EVERYBODYS else None


def spoken(lines: Iterable[str]) -> str | None:
    """The language of the first line that tells, newest first."""
    return next(filter(None, map(of_line, lines)), None)
