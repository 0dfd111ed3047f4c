"""A promise is settled once, whoever comes first."""

import threading
from concurrent.futures import ThreadPoolExecutor

from bot.promise import Promise


def test_the_turn_claims_before_the_edge_gives_up() -> None:
    promise = Promise()
    assert promise.claim()
    assert not promise.give_up()
    assert promise.claim(), "a turn that runs again after a deadlock still has it"


def test_the_edge_gives_up_before_the_turn_claims() -> None:
    promise = Promise()
    assert promise.give_up()
    assert not promise.claim()


def test_of_two_at_once_one_wins() -> None:
    for _ in range(300):
        promise, barrier = Promise(), threading.Barrier(2)
        asks = (promise.claim, promise.give_up)
        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(lambda ask, barrier=barrier: barrier.wait() >= 0 and ask(), asks))
        assert sorted(won) == [False, True]
