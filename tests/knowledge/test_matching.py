"""Which of several keyword replies is meant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from knowledge.matching import Keywords
from knowledge.values import Keyword

NOW = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)
HERE = "wechat:wx_test"
TICK = timedelta(microseconds=1)


def reply(number: int, answer: str, **more: Any) -> Keyword:
    values: dict[str, Any] = {
        "account": "",
        "kind": "exact",
        "pattern": "暗号",
        "extras": (),
        "place": 50,
        "active": True,
        "starts_at": None,
        "ends_at": None,
        "from_minute": None,
        "to_minute": None,
        "updated_at": NOW,
        "updated_by": "staff:1",
        **more,
    }
    return Keyword(id=number, answer=answer, **values)


def said(replies: list[Keyword], minute: int = 0) -> str | None:
    keywords = Keywords(replies)
    find = keywords.exact if replies[0].kind == "exact" else keywords.within
    found = find("暗号", account=HERE, now=NOW, minute=minute)
    return found.answer if found else None


@pytest.mark.parametrize("kind", ["exact", "contains", "regex"])
@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"account": HERE}, "特别"),
        ({"starts_at": NOW, "ends_at": NOW + TICK}, "特别"),
        ({"starts_at": NOW + TICK}, "平时"),
        ({"ends_at": NOW}, "平时"),
        ({"account": HERE, "place": 51}, "平时"),
    ],
)
def test_in_the_same_place_the_least_general_is_meant(
    kind: str, more: dict[str, Any], answer: str
) -> None:
    assert said([reply(1, "平时", kind=kind), reply(2, "特别", kind=kind, **more)]) == answer


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        (540, 1080, {540, 1079}),
        (1320, 120, {1320, 1439, 0, 119}),
        (1080, 0, {1080, 1320, 1439}),
        (0, 0, {0, 119, 120, 540, 1079, 1080, 1320, 1439}),
    ],
)
def test_hours_begin_at_their_minute_and_end_before_theirs(
    begins: int, ends: int, minutes: set[int]
) -> None:
    replies = [reply(1, "在", from_minute=begins, to_minute=ends)]
    told = {m for m in (0, 119, 120, 540, 1079, 1080, 1320, 1439) if said(replies, m)}
    assert told == minutes
