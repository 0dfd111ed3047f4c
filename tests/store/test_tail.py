"""The tail: each listener hears each event once, whatever order the commits came in."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from store import tail
from store.cursor import Cursor
from store.live import Event
from store.tail import KEPT, LATE_SECONDS, Tail, replayed


def events(ids: Iterable[int]) -> list[Event]:
    return [Event(one, "told", f'{{"n":{one}}}') for one in ids]


def heard(known: Tail, cursor: Cursor) -> tuple[list[int], Cursor]:
    news = known.after(cursor)
    assert news is not None
    return [event.id for event in news.events], news.cursor


def test_a_late_commit_reaches_who_was_there_before_it() -> None:
    known = Tail(events([1, 2]), 0.0)
    known.add(events([4]), 0.0)
    first, cursor = heard(known, Cursor(2))
    known.add(events([3]), 1.0)

    assert (first, cursor) == ([4], Cursor(4, (3,)))
    assert heard(known, cursor) == ([3], Cursor(4))


def test_who_has_heard_a_late_one_elsewhere_does_not_hear_it_again() -> None:
    known = Tail(events([1, 2, 4]), 0.0)

    assert heard(known, Cursor(4)) == ([], Cursor(4))
    known.add(events([3, 5]), 1.0)
    assert heard(known, Cursor(4)) == ([5], Cursor(5))


def test_the_first_ids_of_all_may_come_late() -> None:
    known = Tail(events([3]), 0.0)
    _, cursor = heard(known, Cursor(0))
    known.add(events([2]), 1.0)

    assert cursor == Cursor(3, (1, 2))
    assert heard(known, cursor) == ([2], Cursor(3, (1,)))


def test_an_id_that_never_comes_is_given_up() -> None:
    known = Tail(events([1, 3]), 0.0)
    _, cursor = heard(known, Cursor(1))
    known.add([], LATE_SECONDS + 1)

    assert cursor.missing == (2,)
    assert heard(known, cursor) == ([], Cursor(3))


def test_a_process_that_lags_keeps_a_cursor_as_it_is() -> None:
    known = Tail(events([1, 2]), 0.0)
    ahead = Cursor(9, (5, 7))

    assert heard(known, ahead) == ([], ahead)
    known.add(events([3, 5, 7, 9, 10]), 0.0)
    assert heard(known, ahead) == ([5, 7, 10], Cursor(10))


def test_memory_says_when_it_does_not_reach_back() -> None:
    known = Tail(events(range(1, 11)), 0.0)
    assert heard(known, Cursor(0))[0] == [*range(1, 11)]
    known.add(events(range(11, KEPT + 21)), 0.0)

    assert known.after(Cursor(19)) is None
    assert known.after(Cursor(30, (5,))) is None
    assert heard(known, Cursor(20))[0] == [*range(21, KEPT + 21)]
    assert Tail(events(range(5000, 5000 + KEPT)), 0.0).after(Cursor(10)) is None


def test_an_id_that_memory_still_waits_for_may_be_old() -> None:
    """A change that was undone leaves a hole: it must not send everybody to the database."""
    known = Tail(events([1, 3]), 0.0)
    known.add(events(range(4, KEPT + 10)), 1.0)

    assert heard(known, Cursor(KEPT, (2,)))[1] == Cursor(KEPT + 9, (2,))


def test_a_replay_ends_where_memory_begins() -> None:
    goal = Cursor(20, (15,))
    whole = replayed(Cursor(5, (3,)), goal, events([3, 6, 14, 20, 21]), limit=10)
    part = replayed(Cursor(5, (3,)), goal, events([3, 6, 14]), limit=3)

    assert [event.id for event in whole.events] == [3, 6, 14, 20]
    assert (whole.cursor, part.cursor) == (goal, Cursor(14))


def test_what_would_be_said_twice_is_said_once() -> None:
    one, two = Event(1, "told", '{"a":1}'), Event(2, "told", '{"a":2}')
    news = tail.News(Cursor(4), (one, two, Event(3, "told", '{"a":1}')))

    assert news.told == '[{"a":1},{"a":2}]'


def test_made_up_cursors_do_not_pile_up() -> None:
    known = Tail(events([1]), 0.0)
    for number in range(5 * tail.MOST_ANSWERS):
        known.after(Cursor(number))

    assert len(known._answers) <= tail.MOST_ANSWERS


@given(st.permutations(range(1, 13)), st.data())
def test_over_two_processes_nothing_is_lost_or_told_twice(
    order: list[int], data: st.DataObject
) -> None:
    """Commits in any order, looks and questions at any moment, at either process."""
    processes = [Tail([], 0.0), Tail([], 0.0)]
    seen = [0, 0]
    cursor, told = Cursor(0), list[int]()
    drawn = data.draw(st.lists(st.sampled_from("ccccabxy"), max_size=60))
    moves = [*drawn, *("c" * 12), *"abxy"]
    committed = 0
    for move in moves:
        if move == "c":
            committed = min(committed + 1, len(order))
        elif move in "ab":
            which = "ab".index(move)
            fresh = sorted(order[seen[which] : committed])
            seen[which] = committed
            processes[which].add(events(fresh), 0.0)
        else:
            ids, cursor = heard(processes["xy".index(move)], cursor)
            told += ids

    assert sorted(told) == [*range(1, 13)]
    assert len(told) == 12
