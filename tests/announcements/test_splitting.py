"""Long text is cut where a reader would pause, within the platform's bytes; nothing is lost."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from announcements.splitting import MARKDOWN_BYTES, TEXT_BYTES, split

BLANKS = re.compile(r"\s+")
LETTERS = st.sampled_from("店里上新。好的！a b\n，？👍🏽é👨‍👩‍👧x；中文字")


@given(st.text(LETTERS, max_size=400), st.integers(40, 200))
@example("字" * 100, 40)
@example("👨‍👩‍👧" * 30, 40)
def test_pieces_fit_and_nothing_is_lost(text: str, most: int) -> None:
    pieces = split(text, most)

    assert all(0 < len(piece.encode()) <= most for piece in pieces)
    assert BLANKS.sub("", "".join(pieces)) == BLANKS.sub("", text)


def test_short_text_is_one_piece() -> None:
    assert split("周末全场八折，欢迎来店～") == ["周末全场八折，欢迎来店～"]
    assert split("   ") == []


def test_it_is_cut_after_a_sentence() -> None:
    text = "今天上新三款蛋糕。" * 100

    pieces = split(text)

    assert len(pieces) == 2
    assert all(piece.endswith("。") for piece in pieces)
    assert sum(len(piece) for piece in pieces) == len(text)


def test_a_paragraph_is_better_than_a_sentence() -> None:
    first, second = "早上好。" * 110, "晚上好。" * 110

    assert split(f"{first}\n\n{second}") == [first, second]


def test_a_quotation_keeps_its_closing_mark() -> None:
    pieces = split("店长说：「明天见！」" * 120)

    assert all(piece.endswith("」") for piece in pieces)


def test_a_family_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧"

    assert all(set(split_family(piece)) == {family} for piece in split(family * 40, 100))


def split_family(piece: str) -> list[str]:
    return [piece[at : at + 5] for at in range(0, len(piece), 5)]


def test_the_limits_are_those_of_the_platform() -> None:
    assert (TEXT_BYTES, MARKDOWN_BYTES) == (2048, 4096)
