"""WeChat's message signature and encryption.

Source: 消息加解密说明 (developers.weixin.qq.com/doc/offiaccount/Message_Management/
Message_encryption_and_decryption_instructions.html): SHA-1 over the sorted parts; AES-256-CBC, the
IV being the first 16 bytes of the key, PKCS#7 to 32 bytes, and inside it 16 random bytes, the
message's length (4 bytes, big-endian), the message, and the receiver's id.
"""

import base64
import binascii
import hmac
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32
HEAD = 20


class CiphertextError(Exception):
    """The ciphertext is not one that our key and receiver id produce."""


def signature(*parts: str) -> str:
    """The lower-case hexadecimal SHA-1 of the sorted parts."""
    return sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platform's rule


def is_signed(given: str, *parts: str) -> bool:
    """Whether `given` is the signature of `parts`, compared in constant time."""
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


class Crypto:
    """Encryption under one EncodingAESKey (43 characters) for one receiver id (AppID, CorpID)."""

    def __init__(self, aes_key: str, receiver: str) -> None:
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(AES(key), CBC(key[:16]))
        self._receiver = receiver.encode()

    def encrypt(self, plain: bytes, random16: bytes) -> str:
        """Encrypt `plain`; `random16` is 16 fresh random bytes."""
        body = random16 + len(plain).to_bytes(4, "big") + plain + self._receiver
        padding = BLOCK - len(body) % BLOCK
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(body + bytes((padding,)) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, ciphertext: str) -> bytes:
        """Decrypt, or raise `CiphertextError` when any part is not as it must be."""
        try:
            sealed = base64.b64decode(ciphertext, validate=True)
        except (binascii.Error, ValueError):
            raise CiphertextError("not base64") from None
        if not sealed or len(sealed) % 16:
            raise CiphertextError("not whole blocks")
        decryptor = self._cipher.decryptor()
        body = decryptor.update(sealed) + decryptor.finalize()
        padding = body[-1]
        length = int.from_bytes(body[16:HEAD], "big")
        if not 1 <= padding <= BLOCK or HEAD + length > len(body) - padding:
            raise CiphertextError("wrong key or padding")
        if body[HEAD + length : -padding] != self._receiver:
            raise CiphertextError("for another receiver")
        return body[HEAD : HEAD + length]
