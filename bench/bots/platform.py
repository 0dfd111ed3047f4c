"""A platform that accepts everything at once, so that only the sender is measured."""

from typing import Any

ACCEPTED = b'{"errcode":0,"errmsg":"ok"}'
TOKEN = b'{"access_token":"benchmark","expires_in":7200}'


def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    environ["wsgi.input"].read()
    body = TOKEN if environ["PATH_INFO"].endswith("token") else ACCEPTED
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
