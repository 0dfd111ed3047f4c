"""Reading the list of followers while they come and go."""

from datetime import timedelta

from messaging import contacts, followers
from messaging.followers import Synced
from store.clock import ManualClock
from store.transactions import Store
from tests.chat import ACCOUNT, NOON


def listed(store: Store, *openids: str) -> Synced:
    return followers.sync(
        store, ACCOUNT, lambda after: [] if after else openids, ManualClock(NOON)
    )


def leaves(store: Store, openid: str, hours: int) -> None:
    with store.session() as session:
        contact = contacts.ensure(session, ACCOUNT, openid, now=NOON)
        contacts.unfollow(session, contact.id, now=NOON + timedelta(hours=hours))


def follows(store: Store, openid: str) -> bool:
    with store.reading() as session:
        found = contacts.find(session, ACCOUNT, openid)
    assert found is not None
    return found.subscribed


def test_who_left_after_the_list_was_asked_for_stays_gone(store: Store) -> None:
    leaves(store, "left-since", hours=1)
    leaves(store, "back-unseen", hours=-1)
    done = listed(store, "left-since", "back-unseen", "never-seen")
    assert done == Synced(followers=3, new=1, again=1)
    assert not follows(store, "left-since")
    assert follows(store, "back-unseen")
    assert follows(store, "never-seen")


def test_a_page_that_comes_again_and_again_ends(store: Store) -> None:
    openids = ["a", "b", "b"]
    done = followers.sync(store, ACCOUNT, lambda _after: openids, ManualClock(NOON))
    assert (done.new, done.followers) == (2, 3)


def test_more_than_one_statement_takes_are_noted(store: Store) -> None:
    openids = [f"openid-{n}" for n in range(2 * followers.TOGETHER + 1)]
    assert listed(store, *openids).new == len(openids)
    assert listed(store, *openids).new == 0
