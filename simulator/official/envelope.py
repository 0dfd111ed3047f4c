"""How a webhook request is signed and wrapped in each of the three modes."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from simulator import xml
from simulator.crypto import MessageCrypto, signature
from simulator.settings import Settings


@dataclass(frozen=True)
class Envelope:
    """What is posted: the query string and the body."""

    query: str
    body: bytes


class Wrapper:
    """Wraps inner XML; every call has a new nonce and so a new signature."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._crypto = MessageCrypto(settings.aes_key, settings.app_id)

    @property
    def crypto(self) -> MessageCrypto:
        return self._crypto

    def _signed(self, timestamp: str) -> dict[str, str]:
        nonce = str(secrets.randbelow(9_000_000_000) + 1_000_000_000)
        return {
            "signature": signature(self._settings.token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
        }

    def verification(self, now: float) -> tuple[str, str]:
        """The query string of the GET, and the echostr that must come back."""
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        return urlencode({**self._signed(str(int(now))), "echostr": echo}), echo

    def wrap(self, inner: str, openid: str, now: float) -> Envelope:
        query = self._signed(str(int(now)))
        if openid:
            query["openid"] = openid
        if self._settings.mode == "plain":
            return Envelope(urlencode(query), inner.encode())
        sealed = self._crypto.encrypt(inner)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(
            self._settings.token, query["timestamp"], query["nonce"], sealed
        )
        return Envelope(urlencode(query), self._body(inner, sealed).encode())

    def _body(self, inner: str, sealed: str) -> str:
        element = f"<Encrypt>{xml.cdata(sealed)}</Encrypt>"
        if self._settings.mode == "compat":
            return inner.removesuffix("</xml>") + element + "</xml>"
        receiver = f"<ToUserName>{xml.cdata(self._settings.original_id)}</ToUserName>"
        return f"<xml>{receiver}{element}</xml>"
