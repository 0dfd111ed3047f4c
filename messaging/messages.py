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
    """A question with choices: msgmenu where the account may, numbered text elsewhere.

    `typed` is what is asked instead where there are no menus and the choices' numbers would
    mislead, such as scores from 0 on.
    """

    head: str
    options: tuple[Option, ...]
    tail: str = ""
    typed: str = ""

    def as_text(self) -> Text:
        """The same question for a channel without menus; the customer answers by number."""
        if self.typed:
            return Text(self.typed)
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
    if isinstance(message, Menu):  # said all day long, and `asdict` copies each choice deeply
        options = [{"id": one.id, "label": one.label} for one in message.options]
        kept = {"head": message.head, "tail": message.tail, "typed": message.typed}
        return {"type": "menu", **kept, "options": options}
    return {"type": type(message).__name__.lower(), **asdict(message)}


def from_payload(payload: Mapping[str, Any]) -> Message:
    """The message of `to_payload`; raise `KeyError` or `TypeError` for anything else."""
    values = {name: value for name, value in payload.items() if name != "type"}
    if payload["type"] == "menu":
        options = tuple(Option(**option) for option in values.pop("options"))
        return Menu(options=options, **values)
    return _TYPES[payload["type"]](**values)


@dataclass(frozen=True, slots=True)
class Notice:
    """One 订阅通知 of a template (our name or the platform's id); a tap on it opens `url`."""

    template: str
    fields: Mapping[str, str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class TemplateNotice:
    """One 模板消息: for transactional notices only (`messaging.outbox` refuses others)."""

    template: str
    fields: Mapping[str, str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class MassArticle:
    """An article (图文) that is kept with the platform, by its media id: mass sends only."""

    media_id: str


MassContent: TypeAlias = Text | Image | Voice | MassArticle


@dataclass(frozen=True, slots=True)
class Mass:
    """The same content for all who are sent it in one call (群发)."""

    content: MassContent


@dataclass(frozen=True, slots=True)
class Sms:
    """One short message: `to` is the sealed phone, `values` fill the provider's template."""

    to: str
    template: str
    values: tuple[str, ...] = ()


Push: TypeAlias = Notice | TemplateNotice | Mass | Sms
"""What only goes out by a channel of its own, never inside a conversation."""


def push_payload(push: Push) -> dict[str, Any]:
    """The JSON form of a push, its `type` the channel's name."""
    match push:
        case Notice():
            return {"type": "subscribe", **_kept(push)}
        case TemplateNotice():
            return {"type": "template", **_kept(push)}
        case Mass(content):
            return {"type": "mass", "content": mass_payload(content)}
        case Sms(to, template, values):
            return {"type": "sms", "to": to, "template": template, "values": list(values)}


def push_from_payload(payload: Mapping[str, Any]) -> Push:
    """The push of `push_payload`; raise `KeyError` or `TypeError` for anything else."""
    values = {name: value for name, value in payload.items() if name != "type"}
    match payload["type"]:
        case "subscribe":
            return Notice(**values)
        case "template":
            return TemplateNotice(**values)
        case "mass":
            return Mass(mass_content(values["content"]))
        case "sms":
            return Sms(values["to"], values["template"], tuple(values["values"]))
    raise KeyError(payload["type"])


def mass_payload(content: MassContent) -> dict[str, Any]:
    """The JSON form of what a mass send says."""
    if isinstance(content, MassArticle):
        return {"type": "mass_article", "media_id": content.media_id}
    return to_payload(content)


def mass_content(payload: Mapping[str, Any]) -> MassContent:
    """The content of `mass_payload`; raise `KeyError` or `TypeError` for anything else."""
    if payload["type"] == "mass_article":
        return MassArticle(payload["media_id"])
    content = from_payload(payload)
    if isinstance(content, Text | Image | Voice):
        return content
    raise TypeError(f"no mass send of {payload['type']}")


def summary(payload: Mapping[str, Any]) -> str:
    """What a list may show of any payload in one line; "" where it has no words."""
    kind = payload.get("type")
    if kind in {"subscribe", "template"}:
        return "，".join(payload["fields"].values())
    if kind == "mass":
        return summary(payload["content"])
    if kind == "sms":
        return "，".join(payload.get("values", ()))
    return str(payload.get("text") or payload.get("head") or payload.get("title") or "")


def _kept(notice: Notice | TemplateNotice) -> dict[str, Any]:
    return {"template": notice.template, "fields": dict(notice.fields), "url": notice.url}
