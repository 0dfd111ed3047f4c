"""Where each official account's followers are read."""

from collections.abc import Mapping
from functools import partial

from channels.wechat import followers as platform
from channels.wechat.client import WeChatApi
from messaging.followers import Page


def pages(accounts: Mapping[str, WeChatApi]) -> dict[str, Page]:
    """For each account what reads its next followers."""
    return {account: partial(platform.page, api) for account, api in accounts.items()}
