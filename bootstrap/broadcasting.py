"""What carries announcements out: the configured platforms behind `announcements.ports`."""

from collections.abc import Mapping

from announcements.performing import Performer
from announcements.ports import Platforms
from bootstrap.parts import Parts
from channels.wechat.broadcast import WeChatBroadcasts
from channels.wechat.client import WeChatApi
from store.clock import Clock


def performer(built: Parts, accounts: Mapping[str, WeChatApi], time: Clock) -> Performer:
    """Announcements over the configured accounts; what is not configured fails as such."""
    broadcasts = {account: WeChatBroadcasts(api) for account, api in accounts.items()}
    return Performer(built.store, Platforms(broadcasts), built.privacy.unseal, time)
