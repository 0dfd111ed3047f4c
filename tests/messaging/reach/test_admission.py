"""What the outbox takes: no marketing by template, nothing past a channel's ledger."""

from typing import Any

import pytest

from messaging import outbox
from messaging.reach.errors import ChannelMismatchError, MarketingTemplateError
from messaging.values import NewMessage
from store.transactions import Store
from tests.messaging.reach.people import ACCOUNT, NOON

TEMPLATE = {"type": "template", "template": "t", "fields": {"thing1": "x"}, "url": ""}


def queue(store: Store, **values: Any) -> int:
    given: dict[str, Any] = {
        "contact_id": 1,
        "account": ACCOUNT,
        "author": "campaign:1",
        "dedupe_key": "1",
        **values,
    }
    with store.session() as session:
        return outbox.queue(session, now=NOON, **given)


@pytest.mark.parametrize("category", ["marketing", "survey", "service"])
def test_a_template_message_is_a_notice_or_refused(store: Store, category: str) -> None:
    with pytest.raises(MarketingTemplateError):
        queue(store, channel="template", category=category, payload=TEMPLATE)
    message = NewMessage(1, ACCOUNT, TEMPLATE, category, "bot", "2", channel="template")
    with pytest.raises(MarketingTemplateError), store.session() as session:
        outbox.queue_many(session, [message], now=NOON)


def test_a_notice_by_template_is_taken(store: Store) -> None:
    assert queue(store, channel="template", category="notice", payload=TEMPLATE)


@pytest.mark.parametrize(
    ("channel", "kind"),
    [("message", "template"), ("message", "subscribe"), ("mass", "text"), ("subscribe", "sms")],
)
def test_a_payload_goes_by_its_own_channel(store: Store, channel: str, kind: str) -> None:
    with pytest.raises(ChannelMismatchError):
        queue(store, channel=channel, category="notice", payload={"type": kind})
