"""Answers' pictures are lent to each platform, renewed in time, and forgotten when unused."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from knowledge import editing
from knowledge.editing import EntryDraft
from knowledge.errors import InvalidError
from knowledge.pictures import lending, shelf
from knowledge.pictures.lending import LendingError
from store.transactions import Store
from tests.knowledge.pictures.samples import png

NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
ACCOUNT = "wechat:wx1"


@dataclass
class Platform:
    """Takes pictures and numbers them; refuses while `refusal` is set."""

    refusal: str = ""
    taken: list[tuple[bytes, str, str]] = field(default_factory=list)

    def upload(self, content: bytes, content_type: str, name: str) -> str:
        if self.refusal:
            raise LendingError(self.refusal)
        self.taken.append((content, content_type, name))
        return f"media-{len(self.taken)}"


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def digest(store: Store) -> str:
    with store.session() as session:
        kept = shelf.put(session, png(), name="地图.png", actor="staff:1", now=NOW)
        draft = EntryDraft("怎么走", "看图", extras=(shelf.extra(kept),))
        editing.save_entry(session, draft, actor="staff:1", now=NOW)
    return kept


def lend(store: Store, platform: Platform, now: datetime) -> dict[str, int]:
    return lending.lend_due(store, {ACCOUNT: platform.upload}, now=now)


def held(store: Store, digest: str) -> shelf.Lent | None:
    with store.reading() as session:
        return shelf.lent(session).get((ACCOUNT, digest))


def test_a_picture_of_an_answer_is_lent_once(
    store: Store, platform: Platform, digest: str
) -> None:
    assert lend(store, platform, NOW) == {"lent": 1, "failed": 0}
    assert lend(store, platform, NOW + timedelta(days=1)) == {}
    assert platform.taken == [(png(), "image/png", f"{digest[:16]}.png")]
    assert held(store, digest) == shelf.Lent("media-1", NOW + timedelta(days=3))


def test_it_is_renewed_before_the_three_days_end(
    store: Store, platform: Platform, digest: str
) -> None:
    lend(store, platform, NOW)
    assert lend(store, platform, NOW + timedelta(days=2, minutes=1))["lent"] == 1
    found = held(store, digest)
    assert found is not None
    assert found.media_id == "media-2"


def test_a_refusal_is_told_and_tried_again_later(
    store: Store, platform: Platform, digest: str
) -> None:
    platform.refusal = "content 40006"
    assert lend(store, platform, NOW) == {"lent": 0, "failed": 1}
    with store.reading() as session:
        assert shelf.standing(session)[digest] == [shelf.Loan(ACCOUNT, None, "content 40006")]
    platform.refusal = ""
    assert lend(store, platform, NOW + timedelta(minutes=1)) == {}
    assert lend(store, platform, NOW + timedelta(minutes=11)) == {"lent": 1, "failed": 0}


def test_a_renewal_that_fails_leaves_the_old_one_until_it_dies(
    store: Store, platform: Platform, digest: str
) -> None:
    lend(store, platform, NOW)
    platform.refusal = "retry"
    lend(store, platform, NOW + timedelta(days=2, minutes=1))
    assert held(store, digest) == shelf.Lent("media-1", NOW + timedelta(days=3))


def test_what_no_answer_shows_is_not_lent_and_goes_after_a_month(
    store: Store, platform: Platform
) -> None:
    with store.session() as session:
        kept = shelf.put(session, png(), name="x", actor="staff:1", now=NOW)
    assert lend(store, platform, NOW) == {}
    lending.forget_unused(store, now=NOW + timedelta(days=29))
    with store.reading() as session:
        assert shelf.get(session, kept) is not None
    lending.forget_unused(store, now=NOW + timedelta(days=31))
    with store.reading() as session:
        assert shelf.get(session, kept) is None


def test_one_that_is_shown_stays(store: Store, digest: str) -> None:
    lending.forget_unused(store, now=NOW + timedelta(days=99))
    with store.reading() as session:
        assert shelf.get(session, digest) is not None


def test_the_same_picture_is_kept_once(store: Store) -> None:
    with store.session() as session:
        names = {
            shelf.put(session, png(), name=name, actor="staff:1", now=NOW) for name in ("a", "b")
        }
    assert len(names) == 1


def test_an_answer_cannot_name_a_picture_that_is_not_here(store: Store) -> None:
    draft = EntryDraft("问", "答", extras=(shelf.extra("0" * 64),))
    with pytest.raises(InvalidError), store.session() as session:
        editing.save_entry(session, draft, actor="staff:1", now=NOW)
