"""Customers' files are fetched while the platform has them, however often it fails."""

from datetime import timedelta

import pytest

from messaging.models import Inbox
from tests.tickets.people import NOON, Desk
from tickets import media
from tickets.models import Attachment

PICTURE = b"\x89PNG"


class Platform:
    """Gives files out, or fails; counts how often it was asked."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = [*failures]
        self.asked = 0

    def download(self, _account: str, _media_id: str) -> tuple[bytes, str]:
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return PICTURE, "image/png"


def _fetch(desk: Desk, platform: Platform) -> int:
    return media.fetch_waiting(desk.store, platform.download, now=desk.now)


def _state(desk: Desk) -> tuple[str, bytes | None]:
    with desk.store.reading() as session:
        (row,) = session.query(Attachment)
        return row.state, row.content


@pytest.fixture
def sent(desk: Desk) -> int:
    """A customer with a ticket who has sent a picture."""
    contact = desk.customer()
    desk.ticket(contact)
    desk.attends(contact, "", kind="image")
    return contact


@pytest.mark.usefixtures("sent")
def test_a_picture_is_kept(desk: Desk) -> None:
    platform = Platform()
    assert _fetch(desk, platform) == 1
    assert _fetch(desk, platform) == 0

    assert _state(desk) == ("stored", PICTURE)
    assert platform.asked == 1


def test_what_was_sent_just_before_the_ticket_is_kept_too(desk: Desk) -> None:
    contact = desk.customer()
    inbox_id = desk.hears(contact, "")
    with desk.session() as session:
        row = session.get_one(Inbox, inbox_id)
        row.kind, row.media_id = "image", "media-1"
    desk.later(minutes=30)
    desk.ticket(contact)

    assert _fetch(desk, Platform()) == 1


@pytest.mark.usefixtures("sent")
def test_a_platform_that_fails_is_asked_less_and_less_and_at_last_once_more(desk: Desk) -> None:
    platform = Platform(*[OSError("down")] * 1000)
    end = desk.now + timedelta(hours=71)
    while desk.now < end:
        _fetch(desk, platform)
        desk.later(minutes=5)
    assert 20 < platform.asked < 100
    assert _state(desk) == ("waiting", None)

    platform.failures.clear()
    desk.later(minutes=55)
    assert _fetch(desk, platform) == 1
    assert _state(desk) == ("stored", PICTURE)


@pytest.mark.usefixtures("sent")
def test_after_three_days_it_is_lost(desk: Desk) -> None:
    platform = Platform(*[OSError("down")] * 1000)
    _fetch(desk, platform)
    desk.later(days=3, seconds=2)
    _fetch(desk, platform)

    assert _state(desk) == ("lost", None)
    assert _fetch(desk, platform) == 0


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("size", ["gone", "huge"])
def test_what_is_gone_or_too_large_is_not_asked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setattr(media, "MOST_BYTES", 3)
    platform = Platform(*([media.MediaLostError()] if size == "gone" else []))
    assert _fetch(desk, platform) == 0
    assert _fetch(desk, platform) == 0

    assert (_state(desk), platform.asked) == (("lost", None), 1)


def test_pauses_double_and_then_stay() -> None:
    start = NOON
    tries = [media.next_try(start, attempts) - start for attempts in (0, 1, 2, 3, 11, 12)]

    assert [one.total_seconds() for one in tries[:4]] == [0, 5, 15, 35]
    assert tries[5] - tries[4] == media.LONGEST_PAUSE
    assert media.next_try(start, 999) - start == media.LIFE + timedelta(seconds=1)
