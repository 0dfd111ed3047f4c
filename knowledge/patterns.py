"""Regular expressions of staff, bounded before they ever meet a customer's line.

Python's engine backtracks and has no time limit. A pattern is therefore measured when it is saved:
the number of ways in which it can match a line of `LINE_LENGTH` characters, multiplied through its
repeats and branches, must stay below `BUDGET`. Look-around, back references and conditions are
refused. Lines are cut to `LINE_LENGTH`, so a match costs `BUDGET * LINE_LENGTH` steps at worst
(measured in tests/knowledge/test_patterns.py), whatever the customer writes.
"""

import re
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from knowledge.errors import InvalidError

LINE_LENGTH = 100
PATTERN_LENGTH = 200
BUDGET = 11_000
_SINGLE = {"LITERAL", "NOT_LITERAL", "ANY", "IN", "AT", "CATEGORY", "RANGE"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, case ignored; raise `InvalidError` (syntax, long, slow, empty)."""
    if len(pattern) > PATTERN_LENGTH:
        raise InvalidError("pattern", "long")
    try:
        tree = _parser.parse(pattern)
        found = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidError("pattern", "syntax", str(error)) from None
    if _ways(tree) > BUDGET:
        raise InvalidError("pattern", "slow")
    if found.search(""):
        raise InvalidError("pattern", "empty")
    return found


def matches(pattern: re.Pattern[str], line: str) -> bool:
    return pattern.search(line[:LINE_LENGTH]) is not None


def _ways(items: Any) -> int:
    """In how many ways these items can match, capped just above the budget."""
    total = 1
    for operation, argument in items:
        total = min(total * _ways_of(str(operation), argument), BUDGET + 1)
    return total


def _ways_of(operation: str, argument: Any) -> int:
    if operation in _SINGLE:
        return 1
    if operation == "SUBPATTERN":
        return _ways(argument[3])
    if operation == "ATOMIC_GROUP":
        return _ways(argument)
    if operation == "BRANCH":
        return sum(_ways(branch) for branch in argument[1])
    if operation in _REPEATS:
        return _repeated(*argument)
    raise InvalidError("pattern", "unknown", operation.lower())


def _repeated(least: Any, most: Any, body: Any) -> int:
    ends = min(int(most), LINE_LENGTH)
    inner, total = _ways(body), 0
    for times in range(min(int(least), LINE_LENGTH), ends + 1):
        total += int(inner**times) if inner > 1 else 1
        if total > BUDGET:
            return BUDGET + 1
    return max(total, 1)
