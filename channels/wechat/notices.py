"""订阅通知 and 模板消息: fields fitted to what the platform shows of them.

Sources: …/Message_Management/Template_Message_Interface.html with the announcement of 2023-05-04
(20 characters, no newline, no emoji: what is more vanishes without an error), and
…/Subscription_Messages/api.html (limits by the kind of field; what is more is refused, 47003).
"""

import re
import unicodedata
from typing import Any

from messaging.messages import Notice, TemplateNotice

TEMPLATE_CHARACTERS = 20
THING_CHARACTERS = 20
"""Only a `thing` may be cut: a number, a name or a time would be wrong then, and is refused."""

ELLIPSIS = "…"
_KIND = re.compile(r"([a-z_]+?)_?\d*$")


def notice_body(notice: Notice, openid: str, template_id: str) -> dict[str, Any]:
    """The body of message/subscribe/bizsend."""
    body: dict[str, Any] = {
        "touser": openid,
        "template_id": template_id,
        "data": {name: {"value": _noticed(name, text)} for name, text in notice.fields.items()},
    }
    return body | ({"page": notice.url} if notice.url else {})


def template_body(notice: TemplateNotice, openid: str, template_id: str) -> dict[str, Any]:
    """The body of message/template/send."""
    body: dict[str, Any] = {
        "touser": openid,
        "template_id": template_id,
        "data": {
            name: {"value": fitted(without_emoji(text), TEMPLATE_CHARACTERS)}
            for name, text in notice.fields.items()
        },
    }
    return body | ({"url": notice.url} if notice.url else {})


def fitted(text: str, characters: int) -> str:
    """One line of at most so many characters; what is cut off shows."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[: characters - 1].rstrip() + ELLIPSIS


def without_emoji(text: str) -> str:
    return "".join(one for one in text if not _is_emoji(one))


def _noticed(name: str, text: str) -> str:
    found = _KIND.fullmatch(name)
    kind = found[1] if found else ""
    line = " ".join(text.split())
    return fitted(line, THING_CHARACTERS) if kind == "thing" else line


def _is_emoji(character: str) -> bool:
    return (
        ord(character) > 0xFFFF
        or unicodedata.category(character) in {"So", "Cs", "Cn"}
        or character in "\ufe0f\u200d"
    )
