"""The platform's API, through wechatpy's client, with its retries, tokens and time-outs ours."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import requests
from requests.exceptions import ConnectionError as ConnectError
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import MaxRetryError, NewConnectionError
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException

from channels import calls, tokens
from channels.calls import RefusedCallError
from channels.posting import CONNECT_SECONDS, IDLE_SECONDS, READ_SECONDS, Poster
from channels.tokens import Tokens
from channels.wechat import codes, video
from messaging.errors import SendError
from store.clock import Clock
from store.ephemeral import Ephemeral


class _Client(WeChatClient):  # type: ignore[misc]
    """wechatpy's client with a token from outside and no retries of its own."""

    def __init__(self, app_id: str, secret: str, api_url: str) -> None:
        super().__init__(app_id, secret, timeout=(CONNECT_SECONDS, READ_SECONDS), auto_retry=False)
        self.API_BASE_URL = f"{api_url}/cgi-bin/"
        self.token = ""

    @property
    def access_token(self) -> str:
        return self.token

    def fetch_access_token(self) -> None:
        raise NotImplementedError


class WeChatApi:
    """Calls of one official account. Each either returns the answer or raises `SendError`."""

    def __init__(
        self, app_id: str, secret: str, api_url: str, ephemeral: Ephemeral, clock: Clock
    ) -> None:
        self._app_id, self._secret = app_id, secret
        self._client = _Client(app_id, secret, api_url)
        self._plain = api_url.startswith("http://")
        self._poster = Poster(api_url)
        self._tokens = Tokens(f"wechat:{app_id}", self._fetch_token, ephemeral, clock)
        self._used = 0.0

    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """POST JSON to `path` below cgi-bin; a refused token is renewed once, no more."""
        return self._with_token(lambda token: self._post(path, data, token))

    def fetch(self, path: str, **query: str) -> dict[str, Any]:
        """GET JSON from `path` below cgi-bin."""

        def get(token: str) -> dict[str, Any]:
            params = {"access_token": token, **query}
            return self._answer(lambda: self._client.get(path, params=params))

        return self._with_token(get)

    def call_once(self, path: str, data: Mapping[str, Any], repeated: int) -> dict[str, Any]:
        """The same for a call that carries its own key: `repeated` is the errcode that says it
        was made before, and its answer is that call's."""

        def post(token: str) -> dict[str, Any]:
            try:
                return self._post(path, data, token)
            except RefusedCallError as error:
                if error.code != repeated:
                    raise
                return error.answer

        return self._with_token(post)

    def upload(self, path: str, file: tuple[str, bytes, str], **query: str) -> dict[str, Any]:
        """POST a file (its name, bytes and content type) as the form field `media`."""

        def post(token: str) -> dict[str, Any]:
            params = {"access_token": token, **query}
            return self._answer(
                lambda: self._client.post(path, params=params, files={"media": file})
            )

        return self._with_token(post)

    def download(self, media_id: str) -> tuple[bytes, str]:
        """A media file and its content type; a video lies elsewhere and is fetched from there."""
        answer = self._guarded(
            lambda: self._client.get(
                "media/get", params={"access_token": self._tokens.usable(), "media_id": media_id}
            )
        )
        if address := video.address_in(answer):
            return video.fetch(address, plain=self._plain)
        if not isinstance(answer, requests.Response):
            raise SendError("content", detail="no media in the answer")
        return answer.content, answer.headers.get("Content-Type", "")

    def _with_token(self, act: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        return self._tokens.use(act, codes.STALE_TOKEN)

    def _fetch_token(self, force: bool) -> tuple[str, int]:
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        return tokens.read(self._post("stable_token", body, ""))

    def _post(self, path: str, data: Mapping[str, Any], token: str) -> dict[str, Any]:
        """By a client of our own: most of what goes out goes this way (channels/posting.py)."""
        query = f"?access_token={quote(token)}" if token else ""
        return calls.post(self._poster, f"cgi-bin/{path}{query}", data, codes.kind_of)

    def _answer(self, request: Callable[[], Any]) -> dict[str, Any]:
        answer = self._guarded(request)
        if not isinstance(answer, dict):
            raise SendError("unknown", detail="the answer was no JSON")
        return answer

    def _guarded(self, request: Any) -> Any:
        """Run a request; whatever goes wrong leaves as a `SendError` that carries no secret."""
        if time.monotonic() - self._used > IDLE_SECONDS:
            self._client._http.close()
        try:
            return request()
        except WeChatClientException as error:
            raise _from_answer(error) from None
        except ConnectTimeout:
            raise SendError("retry", detail="no connection") from None
        except ConnectError as error:
            raise _from_connection(error) from None
        except (requests.RequestException, ValueError):
            raise SendError("unknown", detail="the connection broke") from None
        finally:
            self._used = time.monotonic()


def _from_answer(error: WeChatClientException) -> SendError:
    if error.errcode is not None:
        return RefusedCallError(codes.kind_of(error.errcode), error.errcode, error.response.json())
    return calls.from_status(getattr(error.response, "status_code", 0))


def _from_connection(error: ConnectError) -> SendError:
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError):
        return SendError("retry", detail="no connection")
    return SendError("unknown", detail="the connection broke")
