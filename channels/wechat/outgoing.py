"""What an official account sends to one follower: 客服消息, 订阅通知 and 模板消息.

Source of the first: …/Message_Management/Service_Center_messages.html; of the others: `notices`.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from channels.wechat import codes
from channels.wechat.notices import notice_body, template_body
from messaging.errors import SendError
from messaging.messages import (
    Article,
    Image,
    Menu,
    Message,
    Notice,
    TemplateNotice,
    Text,
    Voice,
    from_payload,
    push_from_payload,
)

PUSHES = frozenset({"subscribe", "template"})


class Api(Protocol):
    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]: ...


class WeChatSender:
    """Sends to the followers of one account; `menus` is False where msgmenu is not allowed.

    `templates` are our names of templates with the platform's ids.
    """

    def __init__(
        self, api: Api, *, menus: bool = True, templates: Mapping[str, str] | None = None
    ) -> None:
        self._api = api
        self._menus = menus
        self._templates = templates or {}

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        """Send by the type of the payload; what it cannot send is a `SendError` "content"."""
        try:
            if payload["type"] in PUSHES:
                return self._push(external_id, payload)
            message = from_payload(payload)
        except (KeyError, TypeError):
            raise SendError("content", detail="not a message of this channel") from None
        return self._say(external_id, message)

    def _push(self, external_id: str, payload: Mapping[str, Any]) -> str:
        match push_from_payload(payload):
            case Notice() as notice:
                template = self._templates.get(notice.template, notice.template)
                body = notice_body(notice, external_id, template)
                answer = self._api.call("message/subscribe/bizsend", body)
            case TemplateNotice() as notice:
                template = self._templates.get(notice.template, notice.template)
                body = template_body(notice, external_id, template)
                answer = self._api.call("message/template/send", body)
            case other:
                raise TypeError(other)
        return str(answer.get("msgid", ""))

    def _say(self, external_id: str, message: Message) -> str:
        """Send a menu as numbered text where the account may not have menus."""
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
