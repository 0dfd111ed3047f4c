"""The platform's errcodes, by what follows from them.

Source: 全局返回码 (…/Getting_Started/Global_Return_Code.html) and the pages of each call.
"""

from messaging.errors import FailureKind

STALE_TOKEN = frozenset({40001, 40014, 42001})
NO_MENUS = 40200
SENT_BEFORE = 45065
"""A mass send with this clientmsgid exists; the answer names it."""
NO_MASS_QUOTA = 45028

_KINDS: dict[FailureKind, frozenset[int]] = {
    "retry": frozenset({-1}),
    "rate": frozenset({45011}),
    "quota": frozenset({45009, 48006}),
    "window": frozenset({45015}),
    "count": frozenset({45047}),
    "recipient": frozenset({40003, 43004, 43019, 43101, 48002, 50005}),
    "account": frozenset(
        {40001, 40013, 40014, 40125, 40164, 40243, 42001, 48001, 48004, 48008, 50002, 61004}
    ),
}
_BY_CODE = {code: kind for kind, codes in _KINDS.items() for code in codes}


def kind_of(code: int) -> FailureKind:
    """What an errcode means for the message; an unlisted one is about its content."""
    return _BY_CODE.get(code, "content")
