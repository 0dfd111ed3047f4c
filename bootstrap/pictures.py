"""How each account's platform takes the pictures of answers."""

from collections.abc import Mapping
from functools import partial

from channels.wechat.client import WeChatApi
from channels.wechat.media import upload_image
from channels.wecom.client import WeComApi
from knowledge.pictures.lending import LendingError, Upload
from messaging.errors import SendError


def uploads(accounts: Mapping[str, WeChatApi]) -> dict[str, Upload]:
    """For each account what uploads a picture; what it refuses is a `LendingError`."""
    return {
        account: partial(_upload, partial(upload_image, api)) for account, api in accounts.items()
    }


def company_upload(company: WeComApi) -> Upload:
    """The same for a WeCom company."""

    def upload(content: bytes, content_type: str, name: str) -> str:
        return company.upload("image", name, content, content_type)

    return partial(_upload, upload)


def _upload(upload: Upload, content: bytes, content_type: str, name: str) -> str:
    try:
        return upload(content, content_type, name)
    except SendError as error:
        raise LendingError(" ".join(filter(None, [error.kind, str(error.code or "")]))) from None
