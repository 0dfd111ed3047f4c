"""Comments grouped by the words they share."""

from datetime import UTC, datetime

import pytest

from bot.understanding.cutting import cutter
from surveys.results.comments import groups, informative
from surveys.results.values import Given

AT = datetime(2026, 3, 10, tzinfo=UTC)
SLOW = ("快递太慢了", "快递慢，等了五天", "这次快递特别慢！", "发货慢，快递也慢")
TASTY = ("面包很新鲜", "新鲜，下次还来", "东西新鲜")


def _given(comment: str, score: int, band: str) -> Given:
    known = (None, None, None, None, None, None, None, None)
    return Given(1, AT, score, band, comment, *known, "sample", "2026-03", None, "chat", False)


def test_comments_are_grouped_by_what_they_speak_of() -> None:
    given = [_given(comment, 2, "detractor") for comment in SLOW]
    given += [_given(comment, 10, "promoter") for comment in TASTY]
    found = groups(given, cutter())

    slow, tasty = found[0], found[1]
    assert set(slow.words) >= {"快递", "慢"}
    assert (slow.count, slow.detractors, slow.promoters, slow.mean) == (4, 4, 0, 2)
    assert tasty.words == ("新鲜",)
    assert (tasty.count, tasty.promoters) == (3, 3)
    assert {one.comment for one in slow.examples} <= set(SLOW)
    assert len(slow.examples) == 3


def test_the_same_words_are_one_example() -> None:
    found = groups([_given("快递太慢了", 2, "detractor")] * 9, cutter())

    assert [one.count for one in found] == [9]
    assert len(found[0].examples) == 1


def test_a_word_said_once_is_no_group() -> None:
    assert groups([_given("包装破了", 3, "detractor"), _given("", 9, "promoter")], cutter()) == []


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("谢谢你们，挺好的", set()),
        ("客服 123 分！！", {"客服"}),
        ("太贵", {"贵"}),
        ("The delivery was slow", {"delivery", "slow"}),
    ],
)
def test_only_words_that_tell_something_count(comment: str, words: set[str]) -> None:
    assert informative(comment, cutter()) == words


def test_few_groups_are_shown() -> None:
    cut = str.split
    given = [_given(f"word{n}a", 5, "detractor") for n in range(30) for _ in range(n + 2)]

    assert len(groups(given, cut, most=5)) == 5
