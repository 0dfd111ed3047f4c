"""Cursors: exact over late commits, and unmoved by whatever text a stranger sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import cursor as cursors
from store.cursor import MOST_MISSING, Cursor


@given(st.sets(st.integers(min_value=1, max_value=500), max_size=120))
def test_a_cursor_survives_its_own_text(ids: set[int]) -> None:
    cursor = cursors.at(ids)

    assert Cursor.parse(str(cursor)) == cursor


def test_a_position_names_the_ids_that_were_passed_over() -> None:
    assert cursors.at([7, 3, 4, 9]) == Cursor(9, (1, 2, 5, 6, 8))
    assert cursors.at(range(201, 400)) == Cursor(399)
    assert str(Cursor(120, (113, 118))) == "120-2.7"
    assert cursors.at([]) == Cursor(0)


def test_a_leap_of_ids_is_not_waited_for() -> None:
    cursor = cursors.at([1, 10**12])

    assert len(cursor.missing) == MOST_MISSING
    assert len(str(cursor)) < 500


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "1-", "-1", "1-.", "1-2.", "1-2-3", "one", "1.5", "1e5", " 1", "+1", "0x10"),
        *("١٢", "²", "1\n", "1;drop", "9" * 18, "5-" + "9" * 18, "5-" + "1." * 4000 + "1"),
    ],
)
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.parse(text) is None


def test_distances_out_of_bounds_name_nothing() -> None:
    assert Cursor.parse("5-0.5.6.7") == Cursor(5)
    assert Cursor.parse("5-1.1.2") == Cursor(5, (3, 4))
