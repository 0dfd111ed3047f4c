"""A webhook as WeCom speaks to it: always encrypted, the CorpID as receiver, any error retried."""

import secrets
from urllib.parse import urlencode

from simulator import xml
from simulator.crypto import DecryptError, MessageCrypto, signature
from simulator.http_client import Answer
from simulator.parcels import Envelope, Outcome, Parcel, Reply
from simulator.wecom import limits
from simulator.wecom.settings import WeComSettings


class Webhook:
    """Wraps inner XML; every call has a new nonce and so a new signature."""

    challenge = "wecom verification"
    echo_within = limits.ECHO_SECONDS
    deliveries = limits.DELIVERIES

    def __init__(self, settings: WeComSettings) -> None:
        self._settings = settings
        self._crypto = MessageCrypto(settings.aes_key, settings.corp_id)
        self.address = settings.webhook
        self.cut_off = settings.cut_off
        self.redelivery_interval = settings.redelivery_interval

    def verification(self, now: float) -> tuple[str, str]:
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        sealed = self._crypto.encrypt(echo)
        return urlencode({**self._signed(sealed, now), "echostr": sealed}), echo

    def proves(self, answer: Answer, echo: str) -> bool:
        return answer.body == echo

    def wrap(self, parcel: Parcel, now: float) -> Envelope:
        sealed = self._crypto.encrypt(parcel.inner)
        body = (
            f"<xml><ToUserName>{xml.cdata(self._settings.corp_id)}</ToUserName>"
            f"<AgentID>{xml.cdata(str(self._settings.agent_id))}</AgentID>"
            f"<Encrypt>{xml.cdata(sealed)}</Encrypt></xml>"
        )
        return Envelope(urlencode(self._signed(sealed, now)), body.encode())

    def judge(self, answer: Answer, _parcel: Parcel, attempt: int) -> tuple[Outcome, bool]:
        if answer.status != 200:
            return Outcome(ok=False, reason=f"HTTP {answer.status}", attempts=attempt), True
        try:
            text = self._opened(answer.body)
        except (DecryptError, xml.XmlError):
            return Outcome(ok=True, reason="unreadable reply", attempts=attempt), False
        reply = Reply("text", {"text": text}, text) if text else None
        return Outcome(ok=True, reply=reply, attempts=attempt), False

    def _signed(self, sealed: str, now: float) -> dict[str, str]:
        stamp = str(int(now))
        nonce = str(secrets.randbelow(9_000_000_000) + 1_000_000_000)
        signed = signature(self._settings.token, stamp, nonce, sealed)
        return {"msg_signature": signed, "timestamp": stamp, "nonce": nonce}

    def _opened(self, body: str) -> str:
        """The text of a passive reply, "" for none; `DecryptError` or `XmlError` for nonsense."""
        if body.strip() in ("", "success"):
            return ""
        fields = xml.read(self._crypto.decrypt(str(xml.read(body).get("Encrypt", ""))))
        return str(fields.get("Content", ""))
