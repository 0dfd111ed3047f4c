"""Messages we send, as plain values that every channel knows how to say."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    media_id: str


@dataclass(frozen=True, slots=True)
class Voice:
    media_id: str


@dataclass(frozen=True, slots=True)
class Article:
    """One linked card (图文)."""

    title: str
    url: str
    description: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a menu: its id comes back when it is tapped, `label` when it is typed."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A question with choices: msgmenu where the account may, numbered text elsewhere."""

    head: str
    options: tuple[Option, ...]
    tail: str = ""

    def as_text(self) -> Text:
        """The same question for a channel without menus; the customer answers by number."""
        lines = [f"{number}. {option.label}" for number, option in enumerate(self.options, 1)]
        return Text(
            "\n".join(filter(None, [self.head, *lines, self.tail or "回复数字即可选择～"]))
        )


Message: TypeAlias = Text | Image | Voice | Article | Menu
_TYPES: dict[str, type[Message]] = {
    "text": Text,
    "image": Image,
    "voice": Voice,
    "article": Article,
}


def to_payload(message: Message) -> dict[str, Any]:
    """The JSON form kept in the store: `{"type": "text", "text": …}`."""
    if isinstance(message, Text):
        return {"type": "text", "text": message.text}
    return {"type": type(message).__name__.lower(), **asdict(message)}


def from_payload(payload: Mapping[str, Any]) -> Message:
    """The message of `to_payload`; raise `KeyError` or `TypeError` for anything else."""
    values = {name: value for name, value in payload.items() if name != "type"}
    if payload["type"] == "menu":
        options = tuple(Option(**option) for option in values.pop("options"))
        return Menu(options=options, **values)
    return _TYPES[payload["type"]](**values)
