"""How each account's platform takes the pictures of answers."""

from collections.abc import Mapping
from functools import partial

from channels.wechat.client import WeChatApi
from channels.wechat.media import upload_image
from channels.wecom.client import WeComApi
from knowledge.pictures.lending import LendingError, Upload
from knowledge.pictures.showing import Lender, ShowingMassSender, ShowingSender
from messaging.deliverer import Sender
from messaging.errors import SendError
from messaging.reach.mass_deliverer import MassSender
from store.clock import Clock
from store.transactions import Store


def uploads(accounts: Mapping[str, WeChatApi]) -> dict[str, Upload]:
    """For each account what uploads a picture; what it refuses is a `LendingError`."""
    return {
        account: partial(_upload, partial(upload_image, api)) for account, api in accounts.items()
    }


def showing(
    senders: Mapping[str, Sender], uploaded: Mapping[str, Upload], store: Store, clock: Clock
) -> dict[str, Sender]:
    """The senders, of which those that can take pictures show ours."""
    return {
        account: ShowingSender(sender, Lender(store, account, uploaded[account], clock))
        if account in uploaded
        else sender
        for account, sender in senders.items()
    }


def showing_to_many(
    senders: Mapping[str, MassSender], uploaded: Mapping[str, Upload], store: Store, clock: Clock
) -> dict[str, MassSender]:
    """The senders of mass sends, which show our pictures."""
    return {
        account: ShowingMassSender(sender, Lender(store, account, uploaded[account], clock))
        for account, sender in senders.items()
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
        raise LendingError(" ".join(filter(None, [error.kind, str(error.code or "")]))) from error
