"""Menus are kept as versions, and what is asked to be published is tried until it is decided."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.errors import ChangedMeanwhileError, MissingError
from knowledge.menus import publishing, saving
from knowledge.menus.default import DEFAULT
from knowledge.menus.publishing import Publication
from knowledge.menus.values import Column, Line, Menu
from messaging.errors import FailureKind, SendError
from store.transactions import Store

NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
MINE: Menu = (Column("会员", (Line("优惠券", "wish", "coupon"),)),)


def save(store: Store, menu: Menu = MINE, seen: int = 0) -> int:
    with store.session() as session:
        return saving.save(session, menu, seen=seen, wishes={"coupon"}, actor="a", now=NOW)


def want(store: Store, *, anew: bool = False) -> Publication:
    with store.session() as session:
        return publishing.want(session, actor="a", now=NOW, anew=anew)


class Platform:
    """Takes menus, or refuses as it is told."""

    def __init__(self, kind: FailureKind | None = None, code: int | None = None) -> None:
        self.kind, self.code = kind, code
        self.taken: list[Menu] = []

    def __call__(self, menu: Menu) -> None:
        if self.kind is not None:
            raise SendError(self.kind, self.code)
        self.taken.append(menu)

    def perform(self, store: Store, now: datetime = NOW) -> Publication | None:
        return publishing.perform(store, {"wechat:a": self}, now=now)


def test_every_version_is_kept(store: Store) -> None:
    other = (Column("服务", MINE[0].lines),)
    assert (save(store), save(store, other, seen=1)) == (1, 2)
    with store.reading() as session:
        assert saving.current(session) == saving.Saved(2, other)
        assert saving.get(session, 1).menu == MINE
        assert saving.get(session, 0).menu == DEFAULT
        assert [one.number for one in saving.versions(session)] == [2, 1]
        with pytest.raises(MissingError):
            saving.get(session, 3)


def test_the_second_of_two_editors_is_told(store: Store) -> None:
    save(store)
    with pytest.raises(ChangedMeanwhileError):
        save(store, seen=0)


def test_nothing_is_published_unasked(store: Store) -> None:
    save(store)
    platform = Platform()
    assert platform.perform(store) is None
    assert platform.taken == []


def test_the_newest_menu_is_published_once(store: Store) -> None:
    platform = Platform()
    want(store)
    save(store)
    assert want(store).id == want(store).id
    done = platform.perform(store)
    assert done is not None
    assert (done.state, done.number) == ("published", 1)
    assert platform.perform(store) is None
    assert platform.taken == [MINE]


def test_without_a_saved_one_ours_is_published(store: Store) -> None:
    platform = Platform()
    want(store)
    platform.perform(store)
    assert platform.taken == [DEFAULT]


def test_what_the_platform_refuses_stays_refused_with_its_code(store: Store) -> None:
    save(store)
    want(store)
    done = Platform("content", 40018).perform(store)
    assert done is not None
    assert (done.state, done.account, done.code) == ("refused", "wechat:a", 40018)
    assert Platform().perform(store, NOW + timedelta(hours=1)) is None
    with store.reading() as session:
        assert publishing.latest(session) == done
        assert publishing.shown(session) is None
    assert want(store).state == "wanted"


@pytest.mark.parametrize("kind", ["retry", "rate", "unknown"])
def test_what_may_pass_is_tried_again_a_minute_later(store: Store, kind: FailureKind) -> None:
    want(store)
    done = Platform(kind).perform(store)
    assert done is not None
    assert done.state == "wanted"
    platform = Platform()
    assert platform.perform(store, NOW + timedelta(seconds=30)) is None
    later = platform.perform(store, NOW + timedelta(minutes=1))
    assert later is not None
    assert (later.state, later.account) == ("published", None)


def test_a_wish_anew_does_not_wait(store: Store) -> None:
    want(store)
    Platform("retry").perform(store)
    want(store, anew=True)
    platform = Platform()
    platform.perform(store)
    assert platform.taken == [DEFAULT]


def test_without_an_account_it_is_refused_by_nobody(store: Store) -> None:
    want(store)
    done = publishing.perform(store, {}, now=NOW)
    assert done is not None
    assert (done.state, done.account) == ("refused", None)
