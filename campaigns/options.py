"""Reading what the kinds ask of an occasion."""

from collections.abc import Sequence
from datetime import date

from membership.errors import FieldError
from membership.fields import Fields


def choices(fields: Fields, field: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """A list of some of `allowed`, in their order; nothing given means all of them."""
    given = words(fields, field, most=len(allowed))
    for at, word in enumerate(given):
        if word not in allowed:
            raise FieldError(f"{fields.name(field)}[{at}]", "not_an_option", ", ".join(allowed))
    return tuple(word for word in allowed if word in given) if given else tuple(allowed)


def words(fields: Fields, field: str, *, most: int = 100) -> list[str]:
    """A list of words; nothing given is an empty one."""
    given = fields.list_or_empty(field)
    if len(given) > most:
        raise FieldError(fields.name(field), "too_long", most)
    for at, word in enumerate(given):
        if not isinstance(word, str) or not word:
            raise FieldError(f"{fields.name(field)}[{at}]", "wrong_type", "text")
    return given


def dates(fields: Fields, field: str) -> tuple[date, ...]:
    """A list of days such as 2026-12-25."""
    path = fields.name(field)
    return tuple(_date(day, f"{path}[{at}]") for at, day in enumerate(words(fields, field)))


def day(fields: Fields, field: str) -> date | None:
    """One day such as 2026-12-25, if it is given."""
    word = fields.text_or_none(field)
    return _date(word, fields.name(field)) if word else None


def _date(word: str, path: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise FieldError(path, "malformed", "2026-12-25") from None
