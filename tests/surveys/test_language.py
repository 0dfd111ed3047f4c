"""The language of a line and of a profile."""

import pytest

from surveys.language import of_line, preferred, spoken


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Where is my order?", "en"),
        ("我要查积分", "zh"),
        ("wifi 密码多少", "zh"),
        ("9", None),
        ("OK", None),
        ("👍", None),
        ("https://shop.example/order", None),
    ],
)
def test_the_language_of_a_line(line: str, language: str | None) -> None:
    assert of_line(line) == language


def test_the_newest_line_that_tells_counts() -> None:
    assert spoken(["9", "thanks a lot", "在吗"]) == "en"
    assert spoken(["9", "ok"]) is None


@pytest.mark.parametrize(
    ("preferences", "language"),
    [({"language": "en"}, "en"), ({"语言": "英文"}, "en"), ({"语言": "中文"}, "zh"), ({}, None)],
)
def test_the_profile_names_it(preferences: dict[str, str], language: str | None) -> None:
    assert preferred(preferences) == language
