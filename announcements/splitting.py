"""Long text in pieces that a platform takes, cut where a reader would pause."""

import re

TEXT_BYTES, MARKDOWN_BYTES = 2048, 4096
"""Longest text and markdown of a group robot (developer.work.weixin.qq.com, 群机器人配置说明)."""

_PAUSES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？!?…；;][」』”’）)\]]*|(?<=[a-z])\.\s"),
    re.compile(r"[，、,：:]"),
    re.compile(r"\s"),
)
"""Where to cut, the best first: paragraph, line, sentence, clause, word."""

_CLINGS = re.compile("[\u0300-\u036f\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
"""Joiners, variation selectors, accents and skin tones: never cut before one."""


def split(text: str, most: int = TEXT_BYTES) -> list[str]:
    """Cut into pieces of at most `most` UTF-8 bytes, in order; nothing but blanks is lost.

    A piece ends after a paragraph, else a line, a sentence, a clause, a word, and only then within
    one, but never within a character as it is seen.
    """
    pieces = []
    rest = text.strip()
    while len(rest.encode()) > most:
        end = _cut(rest, most)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _cut(text: str, most: int) -> int:
    fits = len(text.encode()[:most].decode(errors="ignore"))
    for pause in _PAUSES:
        ends = [found.end() for found in pause.finditer(text, 0, fits)]
        if ends and ends[-1] > fits // 2:
            return ends[-1]
    for pause in _PAUSES:
        ends = [found.end() for found in pause.finditer(text, 0, fits)]
        if ends:
            return ends[-1]
    return _whole_character(text, fits)


def _whole_character(text: str, end: int) -> int:
    for cut in range(end, 0, -1):
        if not _CLINGS.match(text, cut) and text[cut - 1] != "\u200d":
            return cut
    return end
