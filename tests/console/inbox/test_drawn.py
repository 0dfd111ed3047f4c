"""Lines of the list that were drawn a moment ago."""

from datetime import UTC, datetime, timedelta

from console.inbox.drawn import FRESH, MOST_LINES, Drawn

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def test_a_line_is_drawn_once_for_all_who_see_the_same() -> None:
    drawn = Drawn()
    assert drawn.get(("#8001", "unread"), NOON) is None
    drawn.put(("#8001", "unread"), NOON, "<a>8001</a>")

    assert drawn.get(("#8001", "unread"), NOON) == "<a>8001</a>"
    assert drawn.get(("#8001", "read"), NOON) is None


def test_lines_are_drawn_anew_after_a_while() -> None:
    drawn = Drawn()
    drawn.put(1, NOON, "一分钟前")
    drawn.put(2, NOON + FRESH - INSTANT, "刚刚")
    assert drawn.get(1, NOON + FRESH - INSTANT) == "一分钟前"

    assert drawn.get(1, NOON + FRESH) is None
    assert drawn.get(2, NOON + FRESH) is None
    assert drawn.get(2, NOON - INSTANT) is None, "the clock was set back"


def test_they_are_bounded() -> None:
    drawn = Drawn()
    for number in range(MOST_LINES + 1):
        drawn.put(number, NOON, str(number))

    assert drawn.get(0, NOON) is None
    assert drawn.get(MOST_LINES, NOON) == str(MOST_LINES)
