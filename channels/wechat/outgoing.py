"""Customer-service messages (客服消息) of an official account.

Source: …/Message_Management/Service_Center_messages.html.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from channels.wechat import codes
from messaging.errors import SendError
from messaging.messages import Article, Image, Menu, Message, Text, Voice, from_payload


class Api(Protocol):
    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]: ...


class WeChatSender:
    """Sends to the followers of one account; `menus` is False where msgmenu is not allowed."""

    def __init__(self, api: Api, *, menus: bool = True) -> None:
        self._api = api
        self._menus = menus

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        """Send one message, a menu as numbered text where the account may not have menus."""
        message = from_payload(payload)
        if isinstance(message, Menu) and not self._menus:
            message = message.as_text()
        try:
            return self._send(external_id, message)
        except SendError as error:
            if error.code != codes.NO_MENUS or not isinstance(message, Menu):
                raise
        self._menus = False
        return self._send(external_id, message.as_text())

    def _send(self, external_id: str, message: Message) -> str:
        body = {"touser": external_id, **_body(message)}
        return str(self._api.call("message/custom/send", body).get("msgid", ""))


def _body(message: Message) -> dict[str, Any]:
    match message:
        case Text(text):
            return {"msgtype": "text", "text": {"content": text}}
        case Image(media_id):
            return {"msgtype": "image", "image": {"media_id": media_id}}
        case Voice(media_id):
            return {"msgtype": "voice", "voice": {"media_id": media_id}}
        case Article():
            return {"msgtype": "news", "news": {"articles": [_article(message)]}}
        case Menu():
            return {"msgtype": "msgmenu", "msgmenu": _menu(message)}


def _article(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "description": article.description,
        "url": article.url,
        "picurl": article.picture_url,
    }


def _menu(menu: Menu) -> dict[str, Any]:
    """Choices go out numbered: ids that are no numbers do not come back from every client."""
    return {
        "head_content": menu.head,
        "list": [
            {"id": str(number), "content": option.label}
            for number, option in enumerate(menu.options, 1)
        ],
        "tail_content": menu.tail,
    }
