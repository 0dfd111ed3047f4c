"""Customer sends (企业群发): the platform asks employees, who confirm on their phones or do not.

Sources: 创建企业群发, 获取企业群发成员执行结果, 停止企业群发 (developer.work.weixin.qq.com).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from channels.content import Content, cut, picture_name
from channels.wecom import codes
from messaging.errors import SendError

PAGE = 500
LINK_TITLE_BYTES, LINK_DESCRIPTION_BYTES = 128, 512
STATUSES = ("unsent", "sent", "not_friend", "received_other")
"""What the platform's 0 to 3 mean for a receiver."""


class Api(Protocol):
    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]: ...

    def upload(self, kind: str, name: str, content: bytes, content_type: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A send that employees were asked for, and the receivers it cannot go to."""

    platform_id: str
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of it for one receiver: a customer or a group."""

    receiver: str
    status: str
    sent_at: datetime | None


class WeComCustomerSends:
    """Sends through the employees of one company. Each call raises `SendError`."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def create(
        self,
        content: Content,
        picture: bytes | None,
        content_type: str,
        *,
        sender: str,
        receivers: Sequence[str],
        groups: bool,
    ) -> Asked:
        """Ask one employee; no receivers means all of their customers, or all of their groups."""
        body: dict[str, Any] = {"chat_type": "group" if groups else "single", "sender": sender}
        if receivers:
            body["chat_id_list" if groups else "external_userid"] = list(receivers)
        return self._ask(body | self._content(content, picture, content_type))

    def push(self, external_userid: str, text: str) -> str:
        """Ask whichever employee has the customer as a friend; return the send's id."""
        body = {
            "chat_type": "single",
            "external_userid": [external_userid],
            "text": {"content": text},
        }
        asked = self._ask(body)
        if external_userid in asked.refused:
            raise SendError("recipient", codes.NO_CUSTOMERS)
        return asked.platform_id

    def outcomes(self, platform_id: str, sender: str) -> Iterator[Fate]:
        """What became of it for each receiver of one employee so far."""
        asked: dict[str, Any] = {"msgid": platform_id, "userid": sender, "limit": PAGE}
        cursor = ""
        while True:
            answer = self._api.call(
                "externalcontact/get_groupmsg_send_result", {**asked, "cursor": cursor}
            )
            yield from map(_fate, answer.get("send_list", ()))
            cursor = str(answer.get("next_cursor") or "")
            if not cursor:
                return

    def cancel(self, platform_id: str) -> None:
        """Stop what is not confirmed yet; nothing is left to stop when all is."""
        try:
            self._api.call("externalcontact/cancel_groupmsg_send", {"msgid": platform_id})
        except SendError as error:
            if error.code != codes.ENDED_OR_CANCELLED:
                raise

    def _ask(self, body: Mapping[str, Any]) -> Asked:
        answer = self._api.call("externalcontact/add_msg_template", body)
        refused = tuple(str(one) for one in answer.get("fail_list") or ())
        return Asked(str(answer["msgid"]), refused)

    def _content(
        self, content: Content, picture: bytes | None, content_type: str
    ) -> dict[str, Any]:
        body: dict[str, Any] = {}
        if content.text:
            body["text"] = {"content": content.text}
        if content.kind == "image":
            if picture is None:
                raise SendError("content", detail="no picture")
            name = picture_name(content_type)
            media_id = self._api.upload("image", name, picture, content_type)
            body["attachments"] = [{"msgtype": "image", "image": {"media_id": media_id}}]
        elif content.kind == "article":
            body["attachments"] = [{"msgtype": "link", "link": _link(content)}]
        return body


def _link(content: Content) -> dict[str, str]:
    return {
        "title": cut(content.title, LINK_TITLE_BYTES),
        "desc": cut(content.description, LINK_DESCRIPTION_BYTES),
        "url": content.url,
    }


def _fate(row: Mapping[str, Any]) -> Fate:
    receiver = str(row.get("external_userid") or row.get("chat_id") or "")
    status = row.get("status")
    known = isinstance(status, int) and 0 <= status < len(STATUSES)
    sent = row.get("send_time")
    at = datetime.fromtimestamp(sent, UTC) if isinstance(sent, int) and sent else None
    return Fate(receiver, STATUSES[status] if known and status is not None else STATUSES[0], at)
