"""Deliveries of an account in safe mode, each signed, encrypted and distinct."""

import itertools
import random
import secrets
import time

from channels.crypto import Crypto, signature
from channels.xml import compose

APP_ID = "wx0123456789abcdef"
TOKEN = "benchmark"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CUSTOMERS = 500
LINES = (
    "我的积分还有多少",
    "积分怎么查",
    "你好",
    "谢谢啦",
    "我还有多少积分呀",
    "在吗",
    "辛苦了，再见",
    "你们家的东西真不错",
)
_numbers = itertools.count(random.SystemRandom().randrange(10**12))


def openid(number: int) -> str:
    """Who a delivery comes from."""
    return f"o_customer_{number % CUSTOMERS:06}"


def make(count: int, path: str = "/wechat") -> list[bytes]:
    """`count` whole HTTP requests; no two carry the same message."""
    crypto = Crypto(AES_KEY, APP_ID)
    return [_request(crypto, path, next(_numbers)) for _ in range(count)]


def _request(crypto: Crypto, path: str, number: int) -> bytes:
    now = int(time.time())
    plain = compose(
        {
            "ToUserName": "gh_benchmark",
            "FromUserName": openid(number),
            "CreateTime": now,
            "MsgType": "text",
            "Content": LINES[number % len(LINES)],
            "MsgId": number,
        }
    )
    sealed = crypto.encrypt(plain.encode(), secrets.token_bytes(16))
    stamp, nonce = str(now), secrets.token_hex(5)
    body = compose({"ToUserName": "gh_benchmark", "Encrypt": sealed}).encode()
    query = (
        f"signature={signature(TOKEN, stamp, nonce)}&timestamp={stamp}&nonce={nonce}"
        f"&openid={openid(number)}&encrypt_type=aes"
        f"&msg_signature={signature(TOKEN, stamp, nonce, sealed)}"
    )
    head = (
        f"POST {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
