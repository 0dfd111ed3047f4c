"""Blanks are filled, and only those that stand there are asked for."""

from knowledge import variables


def never() -> str:
    raise AssertionError("nobody asked for this")


def test_filled_with_what_is_known_or_the_default() -> None:
    known = {"points": lambda: "88", "name": lambda: None, "level": never}
    text = "{{name}}有 {{ points }} 分，{{name|亲}}好"
    assert variables.fill(text, known) == "您有 88 分，亲好"
