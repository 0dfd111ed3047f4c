"""The official account's callback: 明文, 兼容 and 安全 mode.

Source: 接入指南 and 消息加解密说明 (…/Basic_Information/Access_Overview.html).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from channels.crypto import Crypto
from channels.replies import to_fields
from channels.seal import Seal, check
from channels.wechat.inbound import to_inbound
from channels.xml import XmlError, compose, parse
from messaging.channel import Opened, RefusedError
from messaging.messages import Message

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
    ) -> None:
        self.account = f"wechat:{app_id}"
        self.menus = menus
        self._token = token
        self._seal = Seal(token, Crypto(aes_key, app_id)) if aes_key else None

    def verify(self, query: Mapping[str, str], now: datetime) -> str:
        """Answer the platform's GET with its echostr."""
        check(self._token, query, "signature", now)
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Opened:
        """Check and parse a POST.

        Of both halves of 兼容 mode the encrypted one is believed, unless no key is configured.
        """
        seal = self._seal if query.get("encrypt_type") == "aes" else None
        if seal is None:
            check(self._token, query, "signature", now)
        try:
            if seal is not None:
                fields = parse(seal.open(query, _sealed(body), now))
            else:
                fields = _plain(parse(body))
        except XmlError:
            raise RefusedError(400, "malformed XML") from None
        inbound = to_inbound(self.account, fields, now)
        ends = (_line(fields, "FromUserName"), _line(fields, "ToUserName"))
        return Opened(inbound, partial(self._reply, *ends, seal))

    def _reply(
        self,
        customer: str,
        ours: str,
        seal: Seal | None,
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
        return plain.encode() if seal is None else seal.close(plain, stamp)


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
