"""Checked reading of parts of a document; each names the field that is wrong."""

from collections.abc import Collection, Mapping
from typing import Any

from membership import checks
from membership.errors import FieldError
from surveys.values import ANY, CHANNELS, LANGUAGES, Wording

LONGEST = 500


def fields(path: str, value: object, known: Collection[str]) -> Mapping[str, Any]:
    """`value` as an object with no other than the `known` fields."""
    if not isinstance(value, Mapping):
        raise FieldError(path or "document", "wrong_type", "object")
    return checks.mapping(path, value, known)


def items(path: str, value: object, *, least: int = 0, most: int) -> list[Any]:
    """`value` as a list of `least` to `most` things."""
    return checks.items(path, value, least=least, most=most)


def text(path: str, value: object, *, most: int = LONGEST) -> str:
    """`value` as words that are not empty."""
    return checks.text(path, _given(path, value), least=1, most=most, lines=True)


def key(path: str, value: object) -> str:
    """`value` as a name of letters, digits, `_` and `-`."""
    name = text(path, value, most=32)
    if not name.replace("_", "a").replace("-", "a").isalnum() or not name.isascii():
        raise FieldError(path, "malformed", "letters, digits, _ and -")
    return name


def option(path: str, value: object, options: Collection[str]) -> str:
    """`value`, one of the `options`."""
    return checks.option(path, _given(path, value), options)


def whole(path: str, value: object, *, least: int, most: int) -> int:
    """`value`, a whole number between the two ends."""
    return checks.whole(path, _given(path, value), least=least, most=most)


def share(path: str, value: object) -> float:
    """`value`, a number above 0 and up to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FieldError(path, "missing" if value is None else "wrong_type", "number")
    if not 0 < value <= 1:
        raise FieldError(path, "too_small" if value <= 0 else "too_large", 1)
    return float(value)


def yes_no(path: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise FieldError(path, "wrong_type", "true or false")
    return value


def wording(path: str, value: object, *, most: int = LONGEST) -> Wording:
    """A text, or texts by language, each of which may be by channel.

    「您好」, {"zh": 「您好」, "en": "Hello"}, {"zh": {"": 「您好」, "sms": 「好」}}. Chinese is
    required, and a text for channels without one of their own.
    """
    if isinstance(value, str) or value is None:
        return Wording({("zh", ANY): text(path, value, most=most)})
    found: dict[tuple[str, str], str] = {}
    for language, words in fields(path, value, LANGUAGES).items():
        found |= _by_channel(f"{path}.{language}", language, words, most)
    if ("zh", ANY) not in found:
        raise FieldError(f"{path}.zh", "missing")
    return Wording(found)


def _by_channel(path: str, language: str, words: object, most: int) -> dict[tuple[str, str], str]:
    if not isinstance(words, Mapping):
        return {(language, ANY): text(path, words, most=most)}
    known = fields(path, words, (ANY, *CHANNELS))
    if ANY not in known:
        raise FieldError(path, "missing", "a text for every other channel")
    return {
        (language, channel): text(checks.below(path, channel), said, most=most)
        for channel, said in known.items()
    }


def _given(path: str, value: object) -> object:
    if value is None:
        raise FieldError(path, "missing")
    return value
