"""What may enter the outbox at all, whoever queues it."""

from collections.abc import Mapping
from typing import Any

from messaging.reach.errors import ChannelMismatchError, MarketingTemplateError
from messaging.reach.values import MASS, NOTICE, SMS, SUBSCRIBE, TEMPLATE

OWN_PAYLOADS = frozenset({SUBSCRIBE, TEMPLATE, MASS, SMS})
"""Channels whose payloads carry their name as type, and go by no other."""


def check(channel: str, category: str, payload: Mapping[str, Any]) -> None:
    """Raise for a payload that belongs to another channel, and for any template message that is
    no transactional notice."""
    kind = payload.get("type", "")
    if kind != channel and not OWN_PAYLOADS.isdisjoint({kind, channel}):
        raise ChannelMismatchError(channel, kind)
    if channel == TEMPLATE and category != NOTICE:
        raise MarketingTemplateError(category)
