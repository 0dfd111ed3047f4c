"""What the platform posts and how it reads our answers, written without our own code."""

import base64
import hashlib
import io
import itertools
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
MODES = ("plain", "compat", "safe")
_numbers = itertools.count(7_000_000_000_000_000_001)


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


@dataclass(frozen=True)
class Post:
    """One HTTP request to the callback address."""

    query: str
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What came back, as the platform sees it; `fields` are those of a reply."""

    status: int
    body: bytes
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.fields.get("Content", "")


@dataclass(frozen=True)
class Account:
    """An official account as the platform knows it."""

    app_id: str = "wx5823bf96d3bd56c7"
    token: str = "a-token-for-tests"
    aes_key: str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

    def seal(self, plain: bytes, receiver: str = "") -> str:
        """Encrypt as 安全 mode does."""
        body = os.urandom(16) + len(plain).to_bytes(4, "big") + plain
        return self.seal_raw(body + (receiver or self.app_id).encode())

    def seal_raw(self, body: bytes) -> str:
        padding = 32 - len(body) % 32
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(body + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def unseal(self, sealed: str) -> bytes:
        decryptor = self._cipher().decryptor()
        padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        assert padded[-padded[-1] :] == padded[-1:] * padded[-1]
        body = padded[: -padded[-1]]
        end = 20 + int.from_bytes(body[16:20], "big")
        assert body[end:].decode() == self.app_id
        return body[20:end]

    def post(self, xml: bytes, mode: str = "safe", *, at: float | None = None) -> Post:
        """What is posted for a message; each call has a new nonce and signature."""
        sealed = "" if mode == "plain" else self.seal(xml)
        query = self.query(sealed, at=at)
        if mode == "plain":
            return Post(query, xml)
        element = b"<Encrypt><![CDATA[%s]]></Encrypt></xml>" % sealed.encode()
        if mode == "compat":
            return Post(query, xml.rstrip().removesuffix(b"</xml>") + element)
        return Post(query, b"<xml><ToUserName><![CDATA[gh_x]]></ToUserName>" + element)

    def query(self, sealed: str = "", *, at: float | None = None) -> str:
        stamp, nonce = str(int(time.time() if at is None else at)), os.urandom(5).hex()
        fields = {
            "signature": sha1(self.token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": "o_somebody",
        }
        if sealed:
            fields["encrypt_type"] = "aes"
            fields["msg_signature"] = sha1(self.token, stamp, nonce, sealed)
        return urlencode(fields)

    def read(self, status: int, body: bytes) -> Answer:
        """The answer, decrypted; `AssertionError` for one that the platform would not take."""
        if status != 200 or body in (b"", b"success"):
            return Answer(status, body)
        fields = _children(body)
        if "Encrypt" in fields:
            signed = sha1(self.token, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
            assert fields["MsgSignature"] == signed
            fields = _children(self.unseal(fields["Encrypt"]))
        assert {"ToUserName", "FromUserName", "CreateTime", "MsgType"} <= set(fields)
        return Answer(status, body, fields)

    def _cipher(self) -> Cipher[CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(AES(key), CBC(key[:16]))


@dataclass
class Door:
    """The callback address of an application in this process."""

    app: Wsgi
    account: Account = Account()
    path: str = "/wechat"

    def delivers(self, xml: str | bytes, mode: str = "safe") -> Answer:
        """Post a message as the platform does and read the answer."""
        plain = xml.encode() if isinstance(xml, str) else xml
        return self.send(self.account.post(plain, mode))

    def send(self, post: Post) -> Answer:
        return self.account.read(*self.request("POST", post.query, post.body))

    def request(
        self, method: str, query: str = "", body: bytes = b"", **environ: Any
    ) -> tuple[int, bytes]:
        """Any request at all; upper-case keywords replace what WSGI would say of it."""
        told: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": self.path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            **environ,
        }
        said: list[str] = []
        parts = self.app(
            {name: value for name, value in told.items() if value is not None},
            lambda status, _headers: said.append(status),
        )
        return int(said[0].split()[0]), b"".join(parts)


def message(openid: str = "o_lin", kind: str = "text", **fields: str | int) -> str:
    """A message's XML as the platform writes it, with a MsgId of its own unless one is given."""
    fields.setdefault("MsgId", next(_numbers))
    return _xml(openid, MsgType=kind, **fields)


def event(name: str, openid: str = "o_lin", **fields: str | int) -> str:
    return _xml(openid, MsgType="event", Event=name, **fields)


def _xml(openid: str, **fields: str | int) -> str:
    fields = {"CreateTime": int(time.time()), **fields}
    inner = "".join(
        f"<{name}>{value}</{name}>"
        if isinstance(value, int)
        else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return (
        "<xml><ToUserName><![CDATA[gh_x]]></ToUserName>"
        f"<FromUserName><![CDATA[{openid}]]></FromUserName>{inner}</xml>"
    )


def _children(body: bytes) -> dict[str, str]:
    """The fields of a reply; one that comes twice means that somebody broke out of CDATA."""
    children = list(fromstring(body))
    names = [child.tag for child in children]
    assert len(set(names)) == len(names), names
    return {child.tag: child.text or "" for child in children}
