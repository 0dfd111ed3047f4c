"""WeCom's API: one token for all, time-outs, and every failure as a `SendError` of its kind.

A client of our own, as the library at hand renews tokens without an end, knows no robots, and lets
errors out with the secret in them.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import requests

from channels import calls, tokens
from channels.posting import CONNECT_SECONDS, READ_SECONDS, Poster
from channels.tokens import Tokens
from channels.wecom import codes
from messaging.errors import SendError
from store.clock import Clock
from store.ephemeral import Ephemeral

TIMEOUT = (CONNECT_SECONDS, READ_SECONDS)


class WeComApi:
    """Calls of one application. Each either returns the answer or raises `SendError`."""

    def __init__(
        self, corp_id: str, secret: str, api_url: str, ephemeral: Ephemeral, clock: Clock
    ) -> None:
        self._corp_id, self._secret = corp_id, secret
        self._address = f"{api_url}/cgi-bin"
        self._poster = Poster(api_url)
        self._tokens = Tokens(f"wecom:{corp_id}", self._fetch_token, ephemeral, clock)

    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """POST JSON to `path` below cgi-bin; a refused token is renewed once, no more."""
        return self._with_token(
            lambda token: self._post(f"{path}?access_token={quote(token)}", data)
        )

    def by_key(self, path: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """POST JSON where a key of its own stands for the token (robots)."""
        return self._post(f"{path}?key={quote(key)}", data)

    def fetch(self, path: str, **query: str) -> dict[str, Any]:
        """GET JSON."""
        return self._with_token(lambda token: self._get(path, access_token=token, **query))

    def upload(self, kind: str, name: str, content: bytes, content_type: str) -> str:
        """Lend a file for three days and return its media id (上传临时素材)."""

        def post(token: str) -> dict[str, Any]:
            query = urlencode({"access_token": token, "type": kind})
            files = {"media": (name, content, content_type)}
            return _decoded(
                self._guarded(
                    lambda: requests.post(
                        f"{self._address}/media/upload?{query}", files=files, timeout=TIMEOUT
                    )
                )
            )

        return str(self._with_token(post)["media_id"])

    def download(self, media_id: str) -> tuple[bytes, str]:
        """A media file and its content type."""
        query = urlencode({"access_token": self._tokens.usable(), "media_id": media_id})
        answer = self._guarded(
            lambda: requests.get(f"{self._address}/media/get?{query}", timeout=TIMEOUT)
        )
        content_type = answer.headers.get("Content-Type", "")
        if content_type.startswith("application/json"):
            _decoded(answer)
            raise SendError("content", detail="no media in the answer")
        return answer.content, content_type

    def _with_token(self, act: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        return self._tokens.use(act, codes.STALE_TOKEN)

    def _fetch_token(self, _force: bool) -> tuple[str, int]:
        answer = self._get("gettoken", corpid=self._corp_id, corpsecret=self._secret)
        return tokens.read(answer)

    def _get(self, path: str, **query: str) -> dict[str, Any]:
        address = f"{self._address}/{path}?{urlencode(query)}"
        return _decoded(self._guarded(lambda: requests.get(address, timeout=TIMEOUT)))

    def _post(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
        return calls.post(self._poster, f"cgi-bin/{path}", data, codes.kind_of)

    def _guarded(self, request: Callable[[], requests.Response]) -> requests.Response:
        try:
            return request()
        except requests.ConnectTimeout:
            raise SendError("retry", detail="no connection") from None
        except requests.RequestException:
            raise SendError("unknown", detail="the connection broke") from None


def _decoded(answer: requests.Response) -> dict[str, Any]:
    return calls.read(answer.status_code, answer.content, codes.kind_of)
