"""Pages inside WeChat that use its JS-SDK: what their address is signed with.

Source: JS-SDK 使用权限签名算法 (…/OA_Web_Apps/JS-SDK.html, 附录 1).
"""

from dataclasses import dataclass
from hashlib import sha1
from typing import Any, Protocol

from channels.tokens import Tokens
from store.clock import Clock
from store.ephemeral import Ephemeral


class Api(Protocol):
    def fetch(self, path: str, **query: str) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class PageSignature:
    """What `wx.config` is given; `timestamp` is in seconds."""

    timestamp: int
    nonce: str
    signature: str


class PageSigner:
    """Signs addresses for one account; its ticket is fetched once for all who ask."""

    def __init__(self, api: Api, app_id: str, ephemeral: Ephemeral, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._tickets = Tokens(f"ticket:wechat:{app_id}", self._fetch, ephemeral, clock)

    def sign(self, url: str, nonce: str) -> PageSignature:
        """Sign an address without its fragment; raise `SendError` when there is no ticket."""
        stamp = int(self._clock.now().timestamp())
        return PageSignature(stamp, nonce, signature(self._tickets.get(), nonce, stamp, url))

    def _fetch(self, force: bool) -> tuple[str, int]:  # noqa: ARG002 - there is no forcing
        answer = self._api.fetch("ticket/getticket", type="jsapi")
        return str(answer["ticket"]), int(answer.get("expires_in", 7200))


def signature(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """The documented digest over the four, in this order."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url}"
    return sha1(text.encode()).hexdigest()  # noqa: S324 - as the platform prescribes
