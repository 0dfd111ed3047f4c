"""What is wrong with an announcement is named by its field."""

from typing import Any

import pytest

from announcements.content import CUSTOMERS, OFFICIAL, ROBOTS, read_content, read_target
from membership.errors import FieldError

ALL = {"by": OFFICIAL, "account": "wechat:wx1", "audience": "all"}


def test_targets_are_read() -> None:
    tag = read_target({**ALL, "audience": "tag", "tag": 102})
    group = read_target({"by": ROBOTS, "robots": [3, 1, 3]})
    staff = read_target({"by": CUSTOMERS, "senders": [" zhang ", "li"], "groups": True})

    assert (tag.audience, tag.tag) == ("tag", 102)
    assert group.robots == (3, 1)
    assert (staff.senders, staff.groups) == (("zhang", "li"), True)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "by"),
        ({"by": "carrier pigeon"}, "by"),
        ({"by": OFFICIAL, "audience": "all"}, "account"),
        ({**ALL, "audience": "friends"}, "audience"),
        ({**ALL, "audience": "tag"}, "tag"),
        ({**ALL, "audience": "segment"}, "segment"),
        ({**ALL, "extra": 1}, "extra"),
        ({"by": ROBOTS}, "robots"),
        ({"by": ROBOTS, "robots": ["1"]}, "robots[0]"),
        ({"by": CUSTOMERS, "senders": []}, "senders"),
        ({"by": CUSTOMERS, "senders": [""]}, "senders[0]"),
    ],
)
def test_a_wrong_target_is_named(document: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldError) as refused:
        read_target(document)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("document", "by", "field"),
    [
        ({"kind": "text"}, OFFICIAL, "text"),
        ({"kind": "text", "text": "好" * 601}, OFFICIAL, "text"),
        ({"kind": "markdown", "text": "x"}, OFFICIAL, "kind"),
        ({"kind": "image"}, ROBOTS, "picture"),
        ({"kind": "article", "title": "上新", "text": "x"}, OFFICIAL, "picture"),
        ({"kind": "article", "title": "上新"}, ROBOTS, "url"),
        ({"kind": "article", "title": "上新", "url": "javascript:1"}, ROBOTS, "url"),
        ({"kind": "text", "text": "好" * 1334}, CUSTOMERS, "text"),
        ({"kind": "text", "text": "x", "voice": "y"}, ROBOTS, "voice"),
    ],
)
def test_wrong_content_is_named(document: dict[str, Any], by: str, field: str) -> None:
    with pytest.raises(FieldError) as refused:
        read_content(document, by)

    assert refused.value.field == field
