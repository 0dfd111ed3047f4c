"""Signed links to the form of one invitation: /s/<token>.

A token is the invitation's number and a MAC of it, so nothing is stored and nobody can guess
another's. It does not end by itself: an answer after the deadline is kept, and marked late.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from surveys.errors import LinkError

PATH = "/s/"
_PURPOSE = b"changke survey link v1"
_MAC_BYTES = 12


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads links; `secret` is the house's, `public_url` where customers reach us."""

    secret: str
    public_url: str

    def url(self, invitation_id: int) -> str:
        """The address of an invitation's form."""
        return f"{self.public_url.rstrip('/')}{PATH}{self.token(invitation_id)}"

    def token(self, invitation_id: int) -> str:
        number = invitation_id.to_bytes(8, "big").lstrip(b"\0")
        return urlsafe_b64encode(self._mac(number) + number).rstrip(b"=").decode()

    def read(self, token: str) -> int:
        """The invitation a token is for; raise `LinkError` for one that we did not make."""
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            raise LinkError from None
        mac, number = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        canonical = 0 < len(number) <= 8 and number[0] != 0
        if not canonical or not hmac.compare_digest(mac, self._mac(number)):
            raise LinkError
        return int.from_bytes(number, "big")

    def _mac(self, number: bytes) -> bytes:
        key = hashlib.sha256(_PURPOSE + self.secret.encode()).digest()
        return hmac.new(key, number, hashlib.sha256).digest()[:_MAC_BYTES]
