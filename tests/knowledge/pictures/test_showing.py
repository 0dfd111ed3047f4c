"""A picture of ours goes out by the platform's id, lent at the last moment."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from knowledge.pictures import shelf
from knowledge.pictures.lending import LendingError
from knowledge.pictures.showing import Lender, ShowingMassSender, ShowingSender
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
    lender: Lender
    digest: str

    def shows(self) -> Any:
        self.sender.send("o-1", shelf.extra(self.digest))
        return self.chat.sent[-1]["media_id"]


@pytest.fixture
def shop(store: Store) -> Shop:
    clock, platform, chat = ManualClock(NOW), Platform(), Chat()
    with store.session() as session:
        digest = shelf.put(session, png(), name="单子.png", actor="staff:1", now=NOW)
    lender = Lender(store, ACCOUNT, platform.upload, clock)
    return Shop(clock, platform, chat, ShowingSender(chat, lender), lender, digest)


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

    shop.lender._upload = away
    with pytest.raises(SendError) as caught:
        shop.shows()
    assert (caught.value.kind, caught.value.code, shop.chat.sent) == ("retry", -1, [])


def test_a_picture_that_is_gone_fails_for_good(shop: Shop) -> None:
    shop.digest = "0" * 64
    with pytest.raises(SendError) as caught:
        shop.shows()
    assert caught.value.kind == "content"


def test_many_are_shown_it_by_one_loan(shop: Shop) -> None:
    many = Many()
    sender = ShowingMassSender(many, shop.lender)
    assert sender.to_list(["o-1", "o-2"], shelf.extra(shop.digest), "c1") == "1"
    assert sender.to_all(shelf.extra(shop.digest), "c2", "7") == "2"
    assert sender.to_all({"type": "text", "text": "你好"}, "c3") == "3"

    assert many.shown == ["media-1", "media-1", None]


@dataclass
class Many:
    """Keeps which picture was shown to many."""

    shown: list[Any] = field(default_factory=list)

    def to_list(self, openids: Sequence[str], payload: Mapping[str, Any], client_id: str) -> str:
        return self.to_all(payload, client_id)

    def to_all(self, payload: Mapping[str, Any], client_id: str, tag: str = "") -> str:
        self.shown.append(payload.get("media_id"))
        return str(len(self.shown))


def test_threads_that_send_it_first_at_the_same_time_lend_it_once(shop: Shop) -> None:
    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(lambda _: shop.lender.shown(shelf.extra(shop.digest)), range(8)))

    assert {one["media_id"] for one in shown} == {"media-1"}
    assert len(shop.platform.taken) == 1
