"""Group robots (群机器人): whoever has the key writes into the group, 20 messages a minute.

Source: 群机器人配置说明 (developer.work.weixin.qq.com): text 2,048 bytes, markdown 4,096, an
image of 2 MB before base64; news with one to eight articles.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

from channels.content import Content, cut
from messaging.errors import SendError

TEXT_BYTES, MARKDOWN_BYTES = 2_048, 4_096
IMAGE_BYTES = 2 * 1024 * 1024
TITLE_BYTES, DESCRIPTION_BYTES = 128, 512
TOO_FAST = 45009
"""Elsewhere the end of a day's quota; a robot may write again in the next minute."""


class Api(Protocol):
    def by_key(self, path: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]: ...


class WeComRobots:
    """Writes by robots' keys; raises `SendError`."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def send(self, key: str, content: Content, picture: bytes | None) -> None:
        """Write one message into the robot's group. An article is shown without its picture,
        which the platform only takes by its address."""
        try:
            self._api.by_key("webhook/send", key, _body(content, picture))
        except SendError as error:
            if error.code == TOO_FAST:
                raise SendError("rate", error.code) from None
            raise


def _body(content: Content, picture: bytes | None) -> dict[str, Any]:
    match content.kind:
        case "text":
            return _said("text", content.text, TEXT_BYTES)
        case "markdown":
            return _said("markdown", content.text, MARKDOWN_BYTES)
        case "image":
            return {"msgtype": "image", "image": _image(picture)}
        case "article":
            article = {
                "title": cut(content.title, TITLE_BYTES),
                "description": cut(content.description or content.text, DESCRIPTION_BYTES),
                "url": content.url,
            }
            return {"msgtype": "news", "news": {"articles": [article]}}
    raise SendError("content", detail="not a message of a robot")


def _said(kind: str, text: str, most: int) -> dict[str, Any]:
    if len(text.encode()) > most:
        raise SendError("content", detail="too long")
    return {"msgtype": kind, kind: {"content": text}}


def _image(picture: bytes | None) -> dict[str, str]:
    if not picture or len(picture) > IMAGE_BYTES:
        raise SendError("content", detail="no picture" if not picture else "too large")
    return {
        "base64": base64.b64encode(picture).decode(),
        "md5": hashlib.md5(picture, usedforsecurity=False).hexdigest(),
    }
