"""Reading rules that staff wrote as data; what is wrong is named field by field."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from membership.errors import FieldError


class Fields:
    """The fields of one document; each may be read once, and what nobody read is unknown."""

    def __init__(self, body: Mapping[str, Any], path: str = "") -> None:
        self._body = body
        self._path = path
        self._left = set(body)

    def name(self, field: str) -> str:
        return f"{self._path}{field}"

    def whole(self, field: str, *, least: int = 0, most: int = 10**9) -> int:
        """A required whole number between `least` and `most`."""
        return self._whole(field, self._required(field), least, most)

    def whole_or(self, field: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        value = self._take(field)
        return default if value is None else self._whole(field, value, least, most)

    def whole_or_none(self, field: str, *, least: int = 0, most: int = 10**9) -> int | None:
        value = self._take(field)
        return None if value is None else self._whole(field, value, least, most)

    def number_or(self, field: str, default: float, *, least: float, most: float) -> float:
        value = self._take(field)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldError(self.name(field), "wrong_type", "number")
        self._between(field, value, least, most)
        return float(value)

    def text(self, field: str, *, longest: int = 64) -> str:
        """A required text that is not blank."""
        value = self._required(field)
        if not isinstance(value, str) or not value.strip():
            raise FieldError(self.name(field), "wrong_type", "text")
        if len(value) > longest:
            raise FieldError(self.name(field), "too_long", longest)
        return value.strip()

    def text_or_none(self, field: str, *, longest: int = 64) -> str | None:
        if self._body.get(field) in (None, ""):
            self._left.discard(field)
            return None
        return self.text(field, longest=longest)

    def choice(self, field: str, allowed: Collection[str]) -> str:
        value = self._required(field)
        if not isinstance(value, str) or value not in allowed:
            raise FieldError(self.name(field), "not_an_option", ", ".join(sorted(allowed)))
        return value

    def flag_or(self, field: str, default: bool) -> bool:
        value = self._take(field)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise FieldError(self.name(field), "wrong_type", "true or false")
        return value

    def document(self, field: str) -> dict[str, Any]:
        """A required document, read by somebody else."""
        value = self._required(field)
        if not isinstance(value, Mapping):
            raise FieldError(self.name(field), "wrong_type", "object")
        return dict(value)

    def list_or_empty(self, field: str) -> list[Any]:
        """A list of anything, read by somebody else."""
        return self._list(field, self._take(field))

    def items_or_empty(self, field: str) -> "Iterator[Fields]":
        """The documents of a list, each with its place in its path."""
        value = self._take(field)
        for place, item in enumerate(self._list(field, value)):
            if not isinstance(item, Mapping):
                raise FieldError(f"{self.name(field)}[{place}]", "wrong_type", "object")
            yield Fields(item, f"{self.name(field)}[{place}].")

    def done(self) -> None:
        """Refuse fields that mean nothing: they are misspelt, and would be silently ignored."""
        if self._left:
            raise FieldError(self.name(min(self._left)), "unknown")

    def _take(self, field: str) -> Any:
        self._left.discard(field)
        return self._body.get(field)

    def _required(self, field: str) -> Any:
        value = self._take(field)
        if value is None:
            raise FieldError(self.name(field), "missing")
        return value

    def _list(self, field: str, value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            raise FieldError(self.name(field), "wrong_type", "list")
        return value

    def _whole(self, field: str, value: Any, least: int, most: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldError(self.name(field), "wrong_type", "whole number")
        self._between(field, value, least, most)
        return value

    def _between(self, field: str, value: float, least: float, most: float) -> None:
        if value < least:
            raise FieldError(self.name(field), "too_small", least)
        if value > most:
            raise FieldError(self.name(field), "too_large", most)


@contextmanager
def reading(body: Mapping[str, Any]) -> Iterator[Fields]:
    """Read a document to its end: `with reading(body) as fields: …`."""
    fields = Fields(body)
    yield fields
    fields.done()
