"""A webhook as WeChat speaks to it: signed and wrapped in each of the three modes."""

import secrets
from urllib.parse import urlencode

from simulator import xml
from simulator.crypto import MessageCrypto, signature
from simulator.http_client import Answer
from simulator.official.replies import InvalidReplyError, ReplyReader
from simulator.parcels import Envelope, Outcome, Parcel
from simulator.settings import Settings


class Webhook:
    """Wraps inner XML; every call has a new nonce and so a new signature."""

    challenge = "verification"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._crypto = MessageCrypto(settings.aes_key, settings.app_id)
        self._reader = ReplyReader(settings, self._crypto)
        self.address = settings.webhook
        self.cut_off = self.echo_within = settings.cut_off
        self.deliveries = settings.deliveries
        self.redelivery_interval = settings.redelivery_interval

    def verification(self, now: float) -> tuple[str, str]:
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        return urlencode({**self._signed(now), "echostr": echo}), echo

    def proves(self, answer: Answer, echo: str) -> bool:
        return answer.body.strip() == echo

    def wrap(self, parcel: Parcel, now: float) -> Envelope:
        query = self._signed(now)
        if parcel.openid:
            query["openid"] = parcel.openid
        if self._settings.mode == "plain":
            return Envelope(urlencode(query), parcel.inner.encode())
        sealed = self._crypto.encrypt(parcel.inner)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(
            self._settings.token, query["timestamp"], query["nonce"], sealed
        )
        return Envelope(urlencode(query), self._body(parcel.inner, sealed).encode())

    def judge(self, answer: Answer, parcel: Parcel, attempt: int) -> tuple[Outcome, bool]:
        if answer.status != 200:
            reason = f"HTTP {answer.status}"
            return Outcome(ok=False, reason=reason, attempts=attempt), answer.status >= 500
        try:
            reply = self._reader.read(answer.body, parcel.openid)
        except InvalidReplyError as error:
            return Outcome(ok=False, reason=error.reason, attempts=attempt), False
        return Outcome(ok=True, reply=reply, attempts=attempt), False

    def _signed(self, now: float) -> dict[str, str]:
        timestamp = str(int(now))
        nonce = str(secrets.randbelow(9_000_000_000) + 1_000_000_000)
        return {
            "signature": signature(self._settings.token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
        }

    def _body(self, inner: str, sealed: str) -> str:
        element = f"<Encrypt>{xml.cdata(sealed)}</Encrypt>"
        if self._settings.mode == "compat":
            return inner.removesuffix("</xml>") + element + "</xml>"
        receiver = f"<ToUserName>{xml.cdata(self._settings.original_id)}</ToUserName>"
        return f"<xml>{receiver}{element}</xml>"
