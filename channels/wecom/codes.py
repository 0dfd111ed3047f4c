"""WeCom's errcodes, by what follows from them.

Source: 全局错误码 (developer.work.weixin.qq.com) and the pages of each call.
"""

from messaging.errors import FailureKind

STALE_TOKEN = frozenset({40014, 42001})
NO_CUSTOMERS = 41048
ALREADY_WELCOMED = 41051
ENDED_OR_CANCELLED = 41063

_KINDS: dict[FailureKind, frozenset[int]] = {
    "retry": frozenset({-1, 41096}),
    "quota": frozenset({45009}),
    "window": frozenset({95002, 95018}),
    "count": frozenset({95001}),
    "recipient": frozenset({40003, 40096, 41048, 60111, 81013, 84061, 86003}),
    "account": frozenset(
        {40001, 40013, 40014, 40056, 42001, 48002, 60011, 60020, 93000, 95000, 301002}
    ),
}
_BY_CODE = {code: kind for kind, codes in _KINDS.items() for code in codes}


def kind_of(code: int) -> FailureKind:
    """What an errcode means for the message; an unlisted one is about its content."""
    return _BY_CODE.get(code, "content")
