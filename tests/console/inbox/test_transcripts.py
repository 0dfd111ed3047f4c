"""A conversation to take away shows no phone number in full."""

import pytest

from console.phones import masked
from tests.console.conftest import Browser
from tests.tickets.people import Desk


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打 13800001111 给我", "打 138****1111 给我"),
        ("138 0000 1111", "138****1111"),
        ("138-0000-1111", "138****1111"),
        ("+8613800001111", "+86138****1111"),
        ("86 13800001111", "86 138****1111"),
        ("订单 2026030113800001111", "订单 2026030113800001111"),
        ("12345", "12345"),
    ],
)
def test_mobile_numbers_are_masked_however_they_are_written(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize("form", ["", ".txt", ".csv"])
def test_neither_the_head_nor_the_lines_show_one(agent: Browser, desk: Desk, form: str) -> None:
    contact = desk.customer()
    desk.ticket(contact, "请打 13800001111")
    desk.hears(contact, "或者 13900002222")
    text = agent.get(f"/tickets/1001/transcript{form}").text

    assert "139****2222" in text
    assert "13800001111" not in text
    assert "13900002222" not in text
