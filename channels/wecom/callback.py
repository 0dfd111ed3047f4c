"""The application's callback: always encrypted, the CorpID being the receiver's id.

Source: 回调配置 and 加解密方案说明 (developer.work.weixin.qq.com).
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from channels.wechat.callback import CLOCK_SKEW_SECONDS, STAMP_DIGITS
from channels.wechat.crypto import CiphertextError, Crypto, is_signed, signature
from channels.wechat.replies import to_fields
from channels.wechat.xml import XmlError, compose, parse
from channels.wecom.inbound import of_callback
from messaging.channel import Opened, RefusedError
from messaging.messages import Message

NO_REPLY = b""


class WeComChannel:
    """Verifies, opens and answers what the platform posts to one application.

    Customers are contacts of `account`; employees who write to the application of `employees`.
    """

    menus = False

    def __init__(
        self,
        corp_id: str,
        token: str,
        aes_key: str,
        *,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.account = customers_of(corp_id)
        self.employees = employees_of(corp_id)
        self._corp_id = corp_id
        self._token = token
        self._crypto = Crypto(aes_key, corp_id)
        self._random = random

    def verify(self, query: Mapping[str, str], now: datetime) -> str:
        """Answer the platform's GET with its echostr, decrypted."""
        return self._decrypt(query, query.get("echostr", ""), now).decode("utf-8", "replace")

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Opened:
        """Check, decrypt and parse a POST."""
        try:
            fields = parse(self._decrypt(query, parse(body).get("Encrypt"), now))
        except XmlError:
            raise RefusedError(400, "malformed XML") from None
        inbound = of_callback(self.account, self.employees, fields, now)
        return Opened(inbound, partial(self._reply, inbound.external_id))

    def _decrypt(self, query: Mapping[str, str], sealed: object, now: datetime) -> bytes:
        if not isinstance(sealed, str) or not sealed:
            raise RefusedError(400, "nothing encrypted")
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not is_signed(query.get("msg_signature", ""), self._token, stamp, nonce, sealed):
            raise RefusedError(403, "wrong signature")
        if not stamp.isdecimal() or len(stamp) > STAMP_DIGITS:
            raise RefusedError(403, "no time stamp")
        if abs(int(stamp) - now.timestamp()) > CLOCK_SKEW_SECONDS:
            raise RefusedError(403, "stale time stamp")
        try:
            return self._crypto.decrypt(sealed)
        except CiphertextError:
            raise RefusedError(400, "malformed ciphertext") from None

    def _reply(self, employee: str, message: Message | None, at: datetime) -> bytes:
        if message is None:
            return NO_REPLY
        stamp = int(at.timestamp())
        head = {"ToUserName": employee, "FromUserName": self._corp_id, "CreateTime": stamp}
        sealed = self._crypto.encrypt(
            compose(head | to_fields(message)).encode(), self._random(16)
        )
        nonce = self._random(8).hex()
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA["
            f"{signature(self._token, str(stamp), nonce, sealed)}]]></MsgSignature>"
            f"<TimeStamp>{stamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        ).encode()


def customers_of(corp_id: str) -> str:
    """The account whose contacts are a company's customers."""
    return f"wecom:{corp_id}"


def employees_of(corp_id: str) -> str:
    """The account whose contacts are the employees who use the application."""
    return f"wecom-app:{corp_id}"
