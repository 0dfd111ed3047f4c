"""Message encryption of the platform (消息加解密说明): AES-256-CBC, the IV being the key's start.

plaintext = 16 random bytes + length (4 bytes, big endian) + XML + app id, padded by PKCS#7 to
blocks of 32 bytes; signatures are SHA-1 over the sorted parts.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
NONCE = 16


class DecryptError(Exception):
    """Not something this account's key encrypted; `reason` in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def signature(*parts: str) -> str:
    """SHA-1 of the sorted parts, the platform's `signature` and `msg_signature`."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


class MessageCrypto:
    """Encrypts and decrypts for one account."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        self._key = base64.b64decode(aes_key + "=")
        self._app_id = app_id.encode()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def encrypt(self, xml: str, nonce: bytes | None = None) -> str:
        body = xml.encode()
        prefix = secrets.token_bytes(NONCE) if nonce is None else nonce
        plain = prefix + struct.pack(">I", len(body)) + body + self._app_id
        padding = BLOCK - len(plain) % BLOCK
        cipher = self._cipher().encryptor()
        sealed = cipher.update(plain + bytes([padding]) * padding) + cipher.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, sealed: str) -> str:
        """The XML inside; DecryptError when the text, the padding or the app id is wrong."""
        try:
            cipher = self._cipher().decryptor()
            raw = base64.b64decode(sealed, validate=True)
            padded = cipher.update(raw) + cipher.finalize()
        except (binascii.Error, ValueError) as error:
            raise DecryptError("not whole AES blocks in base64") from error
        plain = self._unpadded(padded)
        if len(plain) < NONCE + 4:
            raise DecryptError("too short")
        (length,) = struct.unpack(">I", plain[NONCE : NONCE + 4])
        body = plain[NONCE + 4 : NONCE + 4 + length]
        if len(body) != length:
            raise DecryptError("length does not fit")
        if plain[NONCE + 4 + length :] != self._app_id:
            raise DecryptError("another app id")
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            raise DecryptError("not UTF-8") from error

    @staticmethod
    def _unpadded(padded: bytes) -> bytes:
        if not padded:
            raise DecryptError("empty")
        padding = padded[-1]
        if not 1 <= padding <= BLOCK or padded[-padding:] != bytes([padding]) * padding:
            raise DecryptError("wrong padding")
        return padded[:-padding]
