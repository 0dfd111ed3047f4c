"""What is sent to one person: 客服 messages to a customer, messages of the application to staff.

Sources: 微信客服, 发送消息; 发送应用消息; 发送新客户欢迎语 (developer.work.weixin.qq.com).
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from channels.wecom import codes
from channels.wecom.customer_sends import WeComCustomerSends
from messaging.errors import SendError
from messaging.messages import Article, Image, Menu, Message, Text, Voice, from_payload

MENU_ITEMS = 10
MENU_ITEM_BYTES = 128
HEAD_BYTES = 1_024


class Api(Protocol):
    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]: ...


class KfSender:
    """Answers customers in the chat of the 客服 account that they wrote to: five in 48 hours.

    `kf_of` tells which one that is, "" for a customer who never wrote.
    """

    def __init__(self, api: Api, kf_of: Callable[[str], str]) -> None:
        self._api = api
        self._kf_of = kf_of

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        body = _kf_body(_message(payload))
        open_kfid = self._kf_of(external_id)
        if not open_kfid:
            raise SendError("window", detail="no chat")
        whom = {"touser": external_id, "open_kfid": open_kfid}
        return str(self._api.call("kf/send_msg", {**whom, **body}).get("msgid", ""))


class StaffSender:
    """Tells employees as the application; what exceeds 30 a minute the platform drops."""

    def __init__(self, api: Api, agent_id: int) -> None:
        self._api = api
        self._agent_id = agent_id

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        message = _message(payload)
        if isinstance(message, Menu):
            message = message.as_text()
        body = _app_body(message)
        answer = self._api.call(
            "message/send", {"touser": external_id, "agentid": self._agent_id, **body}
        )
        if answer.get("invaliduser"):
            raise SendError("recipient", detail="no such employee")
        return str(answer.get("msgid", ""))[:64]


class PushSender:
    """Customer sends to one: an employee is asked to confirm it (the channel "wecom")."""

    def __init__(self, sends: WeComCustomerSends) -> None:
        self._sends = sends

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        return self._sends.push(external_id, _words(_message(payload)))[:64]


class WelcomeSender:
    """Greets whoever added an employee: once, within 20 s (the channel "welcome").

    The payload is `{"type": "welcome", "code": …, "text": …}`.
    """

    def __init__(self, api: Api) -> None:
        self._api = api

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        del external_id
        if payload.get("type") != "welcome":
            raise SendError("content", detail="not a welcome")
        body = {"welcome_code": payload["code"], "text": {"content": payload["text"]}}
        try:
            self._api.call("externalcontact/send_welcome_msg", body)
        except SendError as error:
            if error.code != codes.ALREADY_WELCOMED:
                raise
        return ""


def _message(payload: Mapping[str, Any]) -> Message:
    try:
        return from_payload(payload)
    except (KeyError, TypeError):
        raise SendError("content", detail="not a message of this channel") from None


def _kf_body(message: Message) -> dict[str, Any]:
    match message:
        case Image(media_id):
            return {"msgtype": "image", "image": {"media_id": media_id}}
        case Voice(media_id):
            return {"msgtype": "voice", "voice": {"media_id": media_id}}
        case Menu() if _fits(message):
            return {"msgtype": "msgmenu", "msgmenu": _menu(message)}
    return {"msgtype": "text", "text": {"content": _words(message)}}


def _app_body(message: Message) -> dict[str, Any]:
    match message:
        case Image(media_id):
            return {"msgtype": "image", "image": {"media_id": media_id}}
        case Article():
            card = {
                "title": message.title,
                "description": message.description or message.title,
                "url": message.url,
            }
            return {"msgtype": "textcard", "textcard": card}
    return {"msgtype": "text", "text": {"content": _words(message)}}


def _words(message: Message) -> str:
    """The message in words; a picture or a recording has none."""
    match message:
        case Text(text):
            return text
        case Menu():
            return message.as_text().text
        case Article():
            return "\n".join(filter(None, (message.title, message.description, message.url)))
    raise SendError("content", detail="no words")


def _fits(menu: Menu) -> bool:
    labels = [option.label.encode() for option in menu.options]
    return (
        0 < len(labels) <= MENU_ITEMS
        and max(map(len, labels)) <= MENU_ITEM_BYTES
        and len(menu.head.encode()) <= HEAD_BYTES
    )


def _menu(menu: Menu) -> dict[str, Any]:
    return {
        "head_content": menu.head,
        "list": [
            {"type": "click", "click": {"id": str(number), "content": option.label}}
            for number, option in enumerate(menu.options, 1)
        ],
        "tail_content": menu.tail,
    }
