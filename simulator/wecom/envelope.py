"""How callbacks are wrapped: always encrypted, the CorpID as receiver."""

import secrets
from urllib.parse import urlencode

from simulator import xml
from simulator.crypto import MessageCrypto, signature
from simulator.official.envelope import Envelope
from simulator.wecom.settings import WeComSettings


class Wrapper:
    """Wraps inner XML; every call has a new nonce and so a new signature."""

    def __init__(self, settings: WeComSettings) -> None:
        self._settings = settings
        self.crypto = MessageCrypto(settings.aes_key, settings.corp_id)

    def _signed(self, sealed: str, now: float) -> dict[str, str]:
        stamp = str(int(now))
        nonce = str(secrets.randbelow(9_000_000_000) + 1_000_000_000)
        signed = signature(self._settings.token, stamp, nonce, sealed)
        return {"msg_signature": signed, "timestamp": stamp, "nonce": nonce}

    def verification(self, now: float) -> tuple[str, str]:
        """The query string of the GET, and the echostr that must come back decrypted."""
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        sealed = self.crypto.encrypt(echo)
        return urlencode({**self._signed(sealed, now), "echostr": sealed}), echo

    def wrap(self, inner: str, now: float) -> Envelope:
        sealed = self.crypto.encrypt(inner)
        body = (
            f"<xml><ToUserName>{xml.cdata(self._settings.corp_id)}</ToUserName>"
            f"<AgentID>{xml.cdata(str(self._settings.agent_id))}</AgentID>"
            f"<Encrypt>{xml.cdata(sealed)}</Encrypt></xml>"
        )
        return Envelope(urlencode(self._signed(sealed, now)), body.encode())

    def opened(self, body: str) -> str:
        """The text of a passive reply, "" for none; `DecryptError` or `XmlError` for nonsense."""
        if body.strip() in ("", "success"):
            return ""
        fields = xml.read(self.crypto.decrypt(str(xml.read(body).get("Encrypt", ""))))
        return str(fields.get("Content", ""))
