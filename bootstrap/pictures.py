"""How each account's platform takes the pictures of answers."""

from collections.abc import Mapping
from functools import partial

from channels.wechat.client import WeChatApi
from channels.wechat.media import upload_image
from knowledge.pictures.lending import LendingError, Upload
from messaging.errors import SendError


def uploads(accounts: Mapping[str, WeChatApi]) -> dict[str, Upload]:
    """For each account what uploads a picture; what it refuses is a `LendingError`."""
    return {account: partial(_upload, api) for account, api in accounts.items()}


def _upload(api: WeChatApi, content: bytes, content_type: str, name: str) -> str:
    try:
        return upload_image(api, content, content_type, name)
    except SendError as error:
        raise LendingError(" ".join(filter(None, [error.kind, str(error.code or "")]))) from None
