"""Calls as WeChat and WeCom take them: JSON there, JSON with an `errcode` back."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from channels.posting import BrokenError, NotSentError, Poster
from messaging.errors import AwayError, FailureKind, SendError

KindOf = Callable[[int], FailureKind]
_decode = json.JSONDecoder(strict=False).decode


class RefusedCallError(SendError):
    """The platform answered with an errcode; `answer` is all that it said."""

    def __init__(self, kind: FailureKind, code: int, answer: Mapping[str, Any]) -> None:
        super().__init__(kind, code)
        self.answer = dict(answer)


def post(poster: Poster, path: str, data: Mapping[str, Any], kind_of: KindOf) -> dict[str, Any]:
    """Post once to `path`, which is quoted already; return the answer or raise `SendError`."""
    try:
        status, body = poster.post(path, data)
    except NotSentError:
        raise AwayError("no connection") from None
    except BrokenError:
        raise SendError("unknown", detail="the connection broke") from None
    return read(status, body, kind_of)


def read(status: int, body: bytes, kind_of: KindOf) -> dict[str, Any]:
    """The answer, or what its status or errcode means."""
    if status >= 400:
        raise from_status(status)
    try:
        answer = _decode(body.decode("utf-8", "ignore"))
        code = int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError):
        raise SendError("unknown", detail="the answer was no JSON") from None
    if code:
        raise RefusedCallError(kind_of(code), code, answer)
    return dict(answer)


def from_status(status: int) -> SendError:
    """What an HTTP status other than success means for the message."""
    return SendError("content" if 400 <= status < 500 else "unknown", detail=f"HTTP {status}")
