"""What proves that a delivery is the platform's, and wraps what is answered: token, time, key.

Source: 消息加解密说明 of WeChat, 加解密方案说明 of WeCom, which agree.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from channels.crypto import CiphertextError, Crypto, is_signed, signature
from messaging.channel import RefusedError

CLOCK_SKEW_SECONDS = 600
STAMP_DIGITS = 12


class Seal:
    """The token and the key of one callback address. What does not fit is a `RefusedError`."""

    def __init__(self, token: str, crypto: Crypto) -> None:
        self._token = token
        self._crypto = crypto

    def open(self, query: Mapping[str, str], ciphertext: object, now: datetime) -> bytes:
        """Check the signature over a ciphertext and decrypt it."""
        if not isinstance(ciphertext, str) or not ciphertext:
            raise RefusedError(400, "nothing encrypted")
        check(self._token, query, "msg_signature", now, ciphertext)
        try:
            return self._crypto.decrypt(ciphertext)
        except CiphertextError:
            raise RefusedError(400, "malformed ciphertext") from None

    def close(self, plain: str, stamp: int) -> bytes:
        """Wrap the XML of a reply."""
        sealed = self._crypto.encrypt(plain.encode(), secrets.token_bytes(16))
        nonce = secrets.token_hex(8)
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA["
            f"{signature(self._token, str(stamp), nonce, sealed)}]]></MsgSignature>"
            f"<TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        ).encode()


def check(token: str, query: Mapping[str, str], name: str, now: datetime, *parts: str) -> None:
    """Refuse a query whose signature `name` is wrong or whose time is not the present."""
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not is_signed(query.get(name, ""), token, stamp, nonce, *parts):
        raise RefusedError(403, "wrong signature")
    if not stamp.isdecimal() or len(stamp) > STAMP_DIGITS:
        raise RefusedError(403, "no time stamp")
    if abs(int(stamp) - now.timestamp()) > CLOCK_SKEW_SECONDS:
        raise RefusedError(403, "stale time stamp")
