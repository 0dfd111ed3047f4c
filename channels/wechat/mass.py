"""Mass sends (群发) of an official account: to all, to a tag, to a list; preview and withdrawal.

Source: …/Message_Management/Batch_Sends_and_Originality_Checks.html.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from channels.wechat import codes
from messaging.errors import SendError
from messaging.messages import Image, MassArticle, MassContent, Text, Voice, mass_content

LIST = (2, 10_000)
"""Fewest and most openids of one call."""


class Api(Protocol):
    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]: ...

    def call_once(self, path: str, data: Mapping[str, Any], repeated: int) -> dict[str, Any]: ...


class WeChatMass:
    """The mass sends of one account. Each call raises `SendError`.

    A call with the same `client_id` within 24 hours is the same call: the platform answers with
    what it made of the first, so a call whose answer was lost is simply made again.
    """

    def __init__(self, api: Api) -> None:
        self._api = api

    def to_list(self, openids: Sequence[str], payload: Mapping[str, Any], client_id: str) -> str:
        """Send to 2 to 10,000 followers; return the platform's number of the job."""
        return self._submit("send", {"touser": list(openids)}, payload, client_id)

    def to_all(self, payload: Mapping[str, Any], client_id: str, tag: str = "") -> str:
        """Send to all followers, or to those with a tag of the platform."""
        wanted = {"is_to_all": False, "tag_id": int(tag)} if tag else {"is_to_all": True}
        return self._submit("sendall", {"filter": wanted}, payload, client_id)

    def preview(self, openid: str, payload: Mapping[str, Any]) -> str:
        """Show it to one follower, outside of the quota (100 a day)."""
        body = {"touser": openid, **_body(payload)}
        return str(self._api.call("message/mass/preview", body).get("msg_id", ""))

    def withdraw(self, platform_id: str) -> None:
        """Take it back from all phones that still show it (articles only, on real accounts)."""
        self._api.call("message/mass/delete", {"msg_id": platform_id})

    def status(self, platform_id: str) -> str:
        """SENDING, SEND_SUCCESS, SEND_FAIL or DELETE."""
        answer = self._api.call("message/mass/get", {"msg_id": platform_id})
        return str(answer.get("msg_status", ""))

    def _submit(
        self, way: str, whom: Mapping[str, Any], payload: Mapping[str, Any], client_id: str
    ) -> str:
        body = {**whom, **_body(payload), "clientmsgid": client_id}
        answer = self._api.call_once(f"message/mass/{way}", body, codes.SENT_BEFORE)
        return str(answer.get("msg_id", ""))


def _body(payload: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _content(mass_content(payload))
    except (KeyError, TypeError):
        raise SendError("content", detail="not a mass message") from None


def _content(content: MassContent) -> dict[str, Any]:
    match content:
        case Text(text):
            return {"msgtype": "text", "text": {"content": text}}
        case Image(media_id):
            return {"msgtype": "image", "images": {"media_ids": [media_id]}}
        case Voice(media_id):
            return {"msgtype": "voice", "voice": {"media_id": media_id}}
        case MassArticle(media_id):
            return {
                "msgtype": "mpnews",
                "mpnews": {"media_id": media_id},
                "send_ignore_reprint": 0,
            }
