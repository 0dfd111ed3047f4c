"""How each account's platform takes the bottom menu."""

from collections.abc import Mapping
from functools import partial

from channels.wechat import menu as platform
from channels.wechat.client import WeChatApi
from knowledge.menus.publishing import Publish
from knowledge.menus.values import Menu


def publishers(accounts: Mapping[str, WeChatApi]) -> dict[str, Publish]:
    """For each account what shows a menu to all its followers."""
    return {account: partial(_publish, api) for account, api in accounts.items()}


def _publish(api: WeChatApi, menu: Menu) -> None:
    columns = [
        (column.name, [(line.name, line.kind, line.value) for line in column.lines])
        for column in menu
    ]
    platform.publish(api, columns)
