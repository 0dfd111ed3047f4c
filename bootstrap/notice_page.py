"""The page on which customers allow 订阅通知, over the account that is configured."""

import logging
import secrets

from flask import Blueprint

from bootstrap.parts import NOTICES, Parts
from channels.wechat.client import WeChatApi
from channels.wechat.page import PageSignature, PageSigner
from console.public.notices import NoticeDoor, blueprint
from messaging.errors import SendError

log = logging.getLogger(__name__)
MOST = 3
"""Templates one button may ask for. Source: 微信开放标签 (…/OA_Web_Apps/Wechat_Open_Tag.html)."""


def create(built: Parts) -> Blueprint:
    """The page; without an account or notices it says that nothing can be asked for."""
    account = built.settings.wechat
    if account is None:
        return blueprint(NOTICES, NoticeDoor("", (), None))
    api = WeChatApi(
        account.app_id, account.app_secret, account.api_url, built.ephemeral, built.clock
    )
    signer = PageSigner(api, account.app_id, built.ephemeral, built.clock)
    address = f"{built.settings.public_url}{NOTICES}"

    def sign(query: str) -> PageSignature | None:
        url = f"{address}?{query}" if query else address
        try:
            return signer.sign(url, secrets.token_hex(8))
        except SendError:
            log.warning("the page of notices could not be signed", exc_info=True)
            return None

    wanted = tuple(account.notices.values())[:MOST]
    return blueprint(NOTICES, NoticeDoor(account.app_id, wanted, sign))
