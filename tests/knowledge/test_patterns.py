"""Patterns of staff are bounded, whatever a customer writes."""

import time

import pytest

from knowledge import patterns
from knowledge.errors import InvalidError


@pytest.mark.parametrize(
    ("pattern", "line", "matched"),
    [
        ("退.{0,4}款", "我想退一下款", True),
        ("^(暗号|口令)$", "暗号", True),
        ("满\\d+减", "满100减20怎么用", True),
        ("豆浆|油条", "来根油条", True),
        ("WIFI", "wifi密码", True),
        ("^暗号$", "这是暗号吗", False),
    ],
)
def test_useful_patterns_pass(pattern: str, line: str, matched: bool) -> None:
    assert patterns.matches(patterns.compiled(pattern), line) is matched


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+$", "slow"),
        ("(a|aa)+$", "slow"),
        (".*.*.*x", "slow"),
        ("(.*)*", "slow"),
        (r"(?:|){30}\b", "slow"),
        ("(?=a)a", "unknown"),
        ("(a)\\1", "unknown"),
        ("(?<!a)b", "unknown"),
        ("(未完", "syntax"),
        ("x*", "empty"),
        ("a" * 201, "long"),
    ],
)
def test_what_could_be_slow_or_odd_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(InvalidError) as refused:
        patterns.compiled(pattern)
    assert refused.value.reason == reason


def test_the_worst_that_passes_is_quick() -> None:
    worst = patterns.compiled(".*a.*b$")
    started = time.thread_time()
    assert not patterns.matches(worst, "a" * 100_000)
    assert time.thread_time() - started < 0.5
