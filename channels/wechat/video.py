"""A customer's video: for one the platform answers with an address, not with the file.

Source: …/Asset_Management/Get_temporary_materials.html, "如果返回的是视频消息素材".
"""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from channels.posting import CONNECT_SECONDS, READ_SECONDS
from messaging.errors import SendError

ADDRESS = "video_url"
MOST_BYTES = 25 * 1024 * 1024
"""What the desk keeps of any file; the platform takes videos of up to 10 MB."""
MOST_SECONDS = 60
_MOST_HOPS = 3
_PIECE = 64 * 1024


def address_in(answer: Any) -> str:
    """Where the video lies that `media/get` speaks of; "" when it speaks of none."""
    found = answer.get(ADDRESS) if isinstance(answer, Mapping) else None
    return found if isinstance(found, str) else ""


def fetch(address: str, *, plain: bool = False) -> tuple[bytes, str]:
    """The file and its content type, by https only, also where one address leads to another.

    `plain` allows http, for a platform that is itself spoken to that way (the simulator). Raise
    `SendError`: "content" for what is not worth another try, "retry" for what may pass.
    """
    ends = time.monotonic() + MOST_SECONDS
    if not plain and address.startswith("http://"):
        address = f"https://{address.removeprefix('http://')}"
    for _ in range(_MOST_HOPS + 1):
        _check(address, plain)
        try:
            with requests.get(
                address,
                stream=True,
                allow_redirects=False,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
            ) as answer:
                if not answer.is_redirect:
                    return _read(answer, ends)
                address = urljoin(address, answer.headers["Location"])
        except requests.RequestException:
            raise SendError("retry", detail="the video could not be fetched") from None
    raise SendError("content", detail="the video's address leads nowhere")


def _check(address: str, plain: bool) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ({"https", "http"} if plain else {"https"}) or not parts.hostname:
        raise SendError("content", detail="no address of a video")


def _read(answer: requests.Response, ends: float) -> tuple[bytes, str]:
    if answer.status_code != requests.codes.ok:
        raise SendError("retry", detail=f"HTTP {answer.status_code}")
    content = bytearray()
    for piece in answer.iter_content(_PIECE):
        content += piece
        if len(content) > MOST_BYTES:
            raise SendError("content", detail="the video is too large")
        if time.monotonic() > ends:
            raise SendError("retry", detail="the video takes too long")
    return bytes(content), answer.headers.get("Content-Type", "")
