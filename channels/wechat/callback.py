"""The official account's callback: 明文, 兼容 and 安全 mode.

Source: 接入指南 and 消息加解密说明 (…/Basic_Information/Access_Overview.html).
"""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from channels.wechat.crypto import CiphertextError, Crypto, is_signed, signature
from channels.wechat.inbound import to_inbound
from channels.wechat.replies import to_fields
from channels.wechat.xml import XmlError, compose, parse
from messaging.channel import Opened, RefusedError
from messaging.messages import Message

CLOCK_SKEW_SECONDS = 600
STAMP_DIGITS = 12
NO_REPLY = b"success"
_ENVELOPE = re.compile(rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>")


class WeChatChannel:
    """Verifies, opens and answers what the platform posts to one official account."""

    def __init__(
        self,
        app_id: str,
        token: str,
        aes_key: str = "",
        *,
        menus: bool = True,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.account = f"wechat:{app_id}"
        self.menus = menus
        self._token = token
        self._crypto = Crypto(aes_key, app_id) if aes_key else None
        self._random = random

    def verify(self, query: Mapping[str, str], now: datetime) -> str:
        """Answer the platform's GET with its echostr."""
        self._check(query, "signature", now)
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Opened:
        """Check and parse a POST.

        Of both halves of 兼容 mode the encrypted one is believed, unless no key is configured.
        """
        crypto = self._crypto if query.get("encrypt_type") == "aes" else None
        if crypto is None:
            self._check(query, "signature", now)
        try:
            if crypto is not None:
                fields = parse(self._decrypt(crypto, query, _sealed(body), now))
            else:
                fields = _plain(parse(body))
        except XmlError:
            raise RefusedError(400, "malformed XML") from None
        inbound = to_inbound(self.account, fields, now)
        ends = (_line(fields, "FromUserName"), _line(fields, "ToUserName"))
        return Opened(inbound, partial(self._reply, *ends, crypto))

    def _decrypt(
        self, crypto: Crypto, query: Mapping[str, str], ciphertext: object, now: datetime
    ) -> bytes:
        if not isinstance(ciphertext, str) or not ciphertext:
            raise RefusedError(400, "nothing encrypted")
        self._check(query, "msg_signature", now, ciphertext)
        try:
            return crypto.decrypt(ciphertext)
        except CiphertextError:
            raise RefusedError(400, "malformed ciphertext") from None

    def _check(self, query: Mapping[str, str], name: str, now: datetime, *parts: str) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not is_signed(query.get(name, ""), self._token, stamp, nonce, *parts):
            raise RefusedError(403, "wrong signature")
        if not stamp.isdecimal() or len(stamp) > STAMP_DIGITS:
            raise RefusedError(403, "no time stamp")
        if abs(int(stamp) - now.timestamp()) > CLOCK_SKEW_SECONDS:
            raise RefusedError(403, "stale time stamp")

    def _reply(
        self,
        customer: str,
        ours: str,
        crypto: Crypto | None,
        message: Message | None,
        at: datetime,
    ) -> bytes:
        if message is None:
            return NO_REPLY
        stamp = int(at.timestamp())
        plain = compose(
            {"ToUserName": customer, "FromUserName": ours, "CreateTime": stamp}
            | to_fields(message)
        )
        if crypto is None:
            return plain.encode()
        sealed = crypto.encrypt(plain.encode(), self._random(16))
        nonce = self._random(8).hex()
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA["
            f"{signature(self._token, str(stamp), nonce, sealed)}]]></MsgSignature>"
            f"<TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        ).encode()


def _line(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _sealed(body: bytes) -> object:
    """The envelope's ciphertext. Its signature vouches for it, so the rest need not be parsed."""
    found = _ENVELOPE.search(body)
    return found[1].decode() if found else parse(body).get("Encrypt")


def _plain(fields: dict[str, object]) -> dict[str, object]:
    if fields.pop("Encrypt", None) is not None and "MsgType" not in fields:
        raise RefusedError(400, "encrypted, but no key is configured")
    return fields
