"""From the platform's fields to an `Inbound`: what opens a window, what makes a thing itself."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.wechat.inbound import identity, to_inbound

NOW = datetime(2026, 6, 10, 4, tzinfo=UTC)
values = st.recursive(
    st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3)
    ),
    max_leaves=5,
)
names = st.sampled_from(
    ["MsgType", "Event", "EventKey", "MsgId", "Content", "CreateTime", "FromUserName", "MediaId"]
)


def inbound(**fields: Any) -> Any:
    return to_inbound("wechat:wx", fields, NOW)


@pytest.mark.parametrize(
    ("fields", "opens"),
    [
        ({"MsgType": "text", "Content": "在吗"}, "message"),
        ({"MsgType": "image"}, "message"),
        ({"MsgType": "voice"}, "message"),
        ({"MsgType": "text", "Content": "满意", "bizmsgmenuid": "101"}, "act"),
        ({"MsgType": "event", "Event": "subscribe"}, "act"),
        ({"MsgType": "event", "Event": "SCAN"}, "act"),
        ({"MsgType": "event", "Event": "CLICK"}, "act"),
        ({"MsgType": "event", "Event": "scancode_push"}, "act"),
        ({"MsgType": "event", "Event": "scancode_waitmsg"}, "act"),
        ({"MsgType": "event", "Event": "VIEW"}, ""),
        ({"MsgType": "event", "Event": "LOCATION"}, ""),
        ({"MsgType": "event", "Event": "unsubscribe"}, ""),
        ({"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH"}, ""),
        ({"MsgType": "event", "Event": "subscribe_msg_popup_event"}, ""),
    ],
)
def test_acts_open_the_windows_that_the_platform_says(fields: dict[str, str], opens: str) -> None:
    assert inbound(**fields).opens == opens


@pytest.mark.parametrize(
    "stamp", ["", "-1", "soon", "9" * 30, "4102444801", "1e9", ["1"], {"a": "1"}]
)
def test_an_absurd_time_counts_as_now(stamp: Any) -> None:
    assert inbound(MsgType="text", CreateTime=stamp).occurred_at == NOW


def test_a_time_is_an_instant() -> None:
    expected = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert inbound(CreateTime="1700000000").occurred_at == expected


@given(fields=st.dictionaries(names | st.text(max_size=6), values, max_size=8))
def test_any_fields_become_an_inbound_that_fits_the_store(fields: dict[str, Any]) -> None:
    made = inbound(**fields) if all(name.isidentifier() for name in fields) else None
    made = made or to_inbound("wechat:wx", fields, NOW)
    assert len(made.external_id) <= 64
    assert len(made.kind) <= 64
    assert len(made.event) <= 64
    assert len(made.key) <= 160


@given(fields=st.dictionaries(names, values, max_size=8), seed=st.randoms())
def test_the_order_of_fields_does_not_matter(fields: dict[str, Any], seed: Any) -> None:
    shuffled = list(fields.items())
    seed.shuffle(shuffled)
    assert identity(dict(shuffled)) == identity(fields)


@given(fields=st.dictionaries(names, st.text(max_size=8)), name=names, value=st.text(max_size=8))
def test_any_difference_makes_another_thing(fields: dict[str, str], name: str, value: str) -> None:
    """Only what the platform may change between two deliveries of a message does not count."""
    other = {**fields, name: value}
    volatile = name == "CreateTime" and bool(fields.get("MsgId", "").strip())
    assert (identity(other) == identity(fields)) == (other == fields or volatile)


def test_a_line_of_the_menu_that_stands_for_words_is_said() -> None:
    tapped = inbound(MsgType="event", Event="CLICK", EventKey="say:附近有门店吗")
    assert (tapped.text, tapped.is_event, tapped.event_key) == ("附近有门店吗", False, "")
    assert tapped.opens == "act"
    wish = inbound(MsgType="event", Event="CLICK", EventKey="coupon")
    assert (wish.text, wish.is_event, wish.event_key) == ("", True, "coupon")
    scanned = inbound(MsgType="event", Event="SCAN", EventKey="say:附近有门店吗")
    assert (scanned.text, scanned.is_event) == ("", True)
