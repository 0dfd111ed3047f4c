"""What carries announcements out: the configured platforms behind `announcements.ports`."""

from collections.abc import Iterator, Mapping, Sequence

from announcements.content import Content
from announcements.performing import Performer
from announcements.ports import Created, Platforms
from announcements.values import Outcome
from bootstrap import wecom
from bootstrap.parts import Parts
from channels.wechat.broadcast import WeChatBroadcasts
from channels.wechat.client import WeChatApi
from channels.wecom.client import WeComApi
from channels.wecom.customer_sends import WeComCustomerSends
from store.clock import Clock


class CustomerSends:
    """`WeComCustomerSends` in the terms of announcements."""

    def __init__(self, sends: WeComCustomerSends) -> None:
        self._sends = sends

    def create(
        self,
        content: Content,
        picture: bytes | None,
        content_type: str,
        *,
        sender: str,
        receivers: Sequence[str],
        groups: bool,
    ) -> Created:
        asked = self._sends.create(
            content, picture, content_type, sender=sender, receivers=receivers, groups=groups
        )
        return Created(asked.platform_id, asked.refused)

    def outcomes(self, platform_id: str, sender: str) -> Iterator[Outcome]:
        for fate in self._sends.outcomes(platform_id, sender):
            yield Outcome(fate.receiver, sender, fate.status, fate.sent_at)

    def cancel(self, platform_id: str) -> None:
        self._sends.cancel(platform_id)


def performer(
    built: Parts, accounts: Mapping[str, WeChatApi], company: WeComApi | None, time: Clock
) -> Performer:
    """Announcements over the configured accounts; what is not configured fails as such."""
    platforms = Platforms(
        {account: WeChatBroadcasts(api) for account, api in accounts.items()},
        wecom.robots(built, company),
        CustomerSends(WeComCustomerSends(company)) if company else None,
    )
    return Performer(built.store, platforms, built.privacy.unseal, time)
