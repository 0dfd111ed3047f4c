"""The application's callback: always encrypted, the CorpID being the receiver's id.

Source: 回调配置 and 加解密方案说明 (developer.work.weixin.qq.com).
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from channels.crypto import Crypto
from channels.replies import to_fields
from channels.seal import Seal
from channels.wecom.inbound import of_callback
from channels.xml import XmlError, compose, parse
from messaging.channel import Opened, RefusedError
from messaging.messages import Message

NO_REPLY = b""


class WeComChannel:
    """Verifies, opens and answers what the platform posts to one application.

    Customers are contacts of `account`; employees who write to the application of `employees`.
    """

    menus = False

    def __init__(self, corp_id: str, token: str, aes_key: str) -> None:
        self.account = customers_of(corp_id)
        self.employees = employees_of(corp_id)
        self._corp_id = corp_id
        self._seal = Seal(token, Crypto(aes_key, corp_id))

    def verify(self, query: Mapping[str, str], now: datetime) -> str:
        """Answer the platform's GET with its echostr, decrypted."""
        return self._seal.open(query, query.get("echostr", ""), now).decode("utf-8", "replace")

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Opened:
        """Check, decrypt and parse a POST."""
        try:
            fields = parse(self._seal.open(query, parse(body).get("Encrypt"), now))
        except XmlError:
            raise RefusedError(400, "malformed XML") from None
        inbound = of_callback(self.account, self.employees, fields, now)
        return Opened(inbound, partial(self._reply, inbound.external_id))

    def _reply(self, employee: str, message: Message | None, at: datetime) -> bytes:
        if message is None:
            return NO_REPLY
        stamp = int(at.timestamp())
        head = {"ToUserName": employee, "FromUserName": self._corp_id, "CreateTime": stamp}
        return self._seal.close(compose(head | to_fields(message)), stamp)


def customers_of(corp_id: str) -> str:
    """The account whose contacts are a company's customers."""
    return f"wecom:{corp_id}"


def employees_of(corp_id: str) -> str:
    """The account whose contacts are the employees who use the application."""
    return f"wecom-app:{corp_id}"
