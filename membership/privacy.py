"""Phones at rest: sealed, and found again by a keyed blind index."""

import base64
import hmac
import os
import re
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from membership.errors import FieldError

VERSION = "1:"
NONCE = 12
_MAINLAND = re.compile(r"1[3-9]\d{9}", re.ASCII)
_ABROAD = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s\-()（）·.]")


class SealBrokenError(Exception):
    """A sealed text was changed, or sealed with another key."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """The keys that protect personal data, both derived from DATA_KEY (HKDF, RFC 5869)."""

    _sealing: bytes = field(repr=False)
    _indexing: bytes = field(repr=False)

    @classmethod
    def from_key(cls, data_key: str) -> "Privacy":
        return cls(_derive(data_key, b"changke/seal/1"), _derive(data_key, b"changke/index/1"))

    def seal(self, text: str) -> str:
        """Encrypt with AES-256-GCM; sealing the same text twice gives two results."""
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._sealing).encrypt(nonce, text.encode(), VERSION.encode())
        return VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, sealed: str) -> str:
        """Undo `seal`; raise `SealBrokenError` for anything else."""
        try:
            raw = base64.urlsafe_b64decode(sealed.removeprefix(VERSION))
            opened = AESGCM(self._sealing).decrypt(raw[:NONCE], raw[NONCE:], VERSION.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError from error
        return opened.decode()

    def index(self, text: str) -> str:
        """Give equal texts equal marks that say nothing without the key (64 hex digits)."""
        return hmac.new(self._indexing, text.encode(), sha256).hexdigest()


def _derive(data_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(data_key.encode())


def normal_phone(value: object) -> str:
    """Return the phone as 13800001111, or +… for a foreign one; raise `FieldError`."""
    if not isinstance(value, str):
        raise FieldError("phone", "wrong_type", "text")
    if len(value) > 40:
        raise FieldError("phone", "too_long", 40)
    digits = _BETWEEN_DIGITS.sub("", value)
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    if _MAINLAND.fullmatch(digits) or _ABROAD.fullmatch(digits):
        return digits
    if len(digits) == 13 and digits.startswith("86") and _MAINLAND.fullmatch(digits[2:]):
        return digits[2:]
    raise FieldError("phone", "malformed", "phone number")


def phone_hint(phone: str) -> str:
    """Return what staff and screens may show of a normal phone, 138****1111."""
    return f"{phone[:3]}****{phone[-4:]}"
