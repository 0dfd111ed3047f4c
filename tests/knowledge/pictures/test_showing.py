"""A picture of ours goes out by the platform's id, lent at the last moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from knowledge.pictures import shelf
from knowledge.pictures.lending import LendingError
from knowledge.pictures.showing import ShowingSender
from messaging.errors import SendError
from store.clock import ManualClock
from store.transactions import Store
from tests.knowledge.pictures.samples import png
from tests.knowledge.pictures.test_lending import ACCOUNT, NOW, Platform


@dataclass
class Chat:
    """Keeps what was sent."""

    sent: list[Mapping[str, Any]] = field(default_factory=list)

    def send(self, _external_id: str, payload: Mapping[str, Any]) -> str:
        self.sent.append(payload)
        return ""


@dataclass
class Shop:
    clock: ManualClock
    platform: Platform
    chat: Chat
    sender: ShowingSender
    digest: str

    def shows(self) -> Any:
        self.sender.send("o-1", shelf.extra(self.digest))
        return self.chat.sent[-1]["media_id"]


@pytest.fixture
def shop(store: Store) -> Shop:
    clock, platform, chat = ManualClock(NOW), Platform(), Chat()
    with store.session() as session:
        digest = shelf.put(session, png(), name="单子.png", actor="staff:1", now=NOW)
    sender = ShowingSender(chat, store, ACCOUNT, platform.upload, clock)
    return Shop(clock, platform, chat, sender, digest)


def test_it_is_lent_once_and_again_when_the_platform_has_forgotten_it(shop: Shop) -> None:
    assert [shop.shows(), shop.shows()] == ["media-1", "media-1"]
    shop.clock.set(NOW + timedelta(days=4))
    assert shop.shows() == "media-2"


def test_other_messages_go_as_they_are(shop: Shop) -> None:
    shop.sender.send("o-1", {"type": "text", "text": "picture:no"})
    shop.sender.send("o-1", {"type": "image", "media_id": "of the platform"})

    assert [one.get("media_id") for one in shop.chat.sent] == [None, "of the platform"]
    assert shop.platform.taken == []


def test_a_platform_that_is_slow_or_away_says_so_in_its_own_way(shop: Shop) -> None:
    def away(*_: object) -> str:
        raise LendingError("retry") from SendError("retry", -1)

    shop.sender._upload = away
    with pytest.raises(SendError) as caught:
        shop.shows()
    assert (caught.value.kind, caught.value.code, shop.chat.sent) == ("retry", -1, [])


def test_a_picture_that_is_gone_fails_for_good(shop: Shop) -> None:
    shop.digest = "0" * 64
    with pytest.raises(SendError) as caught:
        shop.shows()
    assert caught.value.kind == "content"
