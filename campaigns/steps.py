"""The steps of a campaign: what is said when, with which gift, by which channels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from campaigns import variables
from membership.errors import FieldError
from membership.fields import Fields

LONGEST_TEXT = 600
MOST_STEPS = 8
MOST_POINTS = 1_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Gift:
    """What a step gives: points, a coupon of a template, or the birthday gift of the rules."""

    points: int = 0
    coupon: str | None = None
    birthday: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A card that opens a page; the step's text stands on it."""

    title: str
    url: str
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """How a step reads as a 订阅通知: our name of the template, and its fields' words."""

    template: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """How a step reads as a text message: the provider's template, and its values' words."""

    template: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One message. `after` is counted from the entry, `lasts` from when it is due: until then
    it is tried again. `channels` are wished in that order (empty: the campaign's). A `task` is
    not sent: it becomes a ticket for staff, who see the text. A `picture` of the shelf, named by
    its digest, goes out instead of the text where a channel can carry it."""

    text: str
    after: timedelta = timedelta()
    lasts: timedelta = timedelta(days=1)
    gift: Gift | None = None
    link: Link | None = None
    picture: str = ""
    notice: Notice | None = None
    sms: ShortMessage | None = None
    to_all: str = ""
    channels: tuple[str, ...] = ()
    task: bool = False

    def words(self) -> tuple[str, ...]:
        """Every text of it that may hold variables."""
        said = (self.text, self.link.title if self.link else "")
        noticed = tuple(self.notice.fields.values()) if self.notice else ()
        return said + noticed + (self.sms.values if self.sms else ())


def read_steps(body: object, known: Sequence[str], allowed: Sequence[str]) -> tuple[Step, ...]:
    """Read the steps; raise `FieldError` whose field is such as `steps[1].gift.points`."""
    if not isinstance(body, list) or not body:
        raise FieldError("steps", "missing" if not body else "wrong_type", "list")
    if len(body) > MOST_STEPS:
        raise FieldError("steps", "too_long", MOST_STEPS)
    steps = tuple(_step(item, f"steps[{at}]", known, allowed) for at, item in enumerate(body))
    for at in range(1, len(steps)):
        if steps[at].after <= steps[at - 1].after:
            raise FieldError(f"steps[{at}].after_days", "too_early", steps[at - 1].after.days)
    return steps


def read_channels(body: object, path: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """A list of channels in the wished order; nothing given is an empty one."""
    if body is None:
        return ()
    if not isinstance(body, list):
        raise FieldError(path, "wrong_type", "list")
    for at, channel in enumerate(body):
        if channel not in allowed:
            raise FieldError(f"{path}[{at}]", "not_an_option", ", ".join(allowed))
    return tuple(dict.fromkeys(body))


def document_at(body: object, path: str) -> Mapping[str, Any]:
    """The document at a path; nothing given is an empty one."""
    if body is None:
        return {}
    if not isinstance(body, Mapping):
        raise FieldError(path, "wrong_type", "object")
    return body


_NESTED = ("gift", "link", "notice", "sms", "channels")


def _step(item: object, path: str, known: Sequence[str], allowed: Sequence[str]) -> Step:
    body = document_at(item, path)
    flat = Fields({key: body[key] for key in body if key not in _NESTED}, f"{path}.")
    step = Step(
        text=flat.text("text", longest=LONGEST_TEXT),
        after=timedelta(
            days=flat.whole_or("after_days", 0, most=366),
            hours=flat.whole_or("after_hours", 0, most=23),
        ),
        lasts=timedelta(days=flat.whole_or("lasts_days", 1, least=1, most=60)),
        gift=_gift(body.get("gift"), f"{path}.gift"),
        link=_link(body.get("link"), f"{path}.link"),
        picture=_picture(flat),
        notice=_notice(body.get("notice"), f"{path}.notice"),
        sms=_sms(body.get("sms"), f"{path}.sms"),
        to_all=flat.text_or_none("to_all", longest=LONGEST_TEXT) or "",
        task=flat.flag_or("task", False),
        channels=read_channels(body.get("channels"), f"{path}.channels", allowed),
    )
    flat.done()
    if step.picture and step.link:
        raise FieldError(f"{path}.picture", "one of two", "link")
    _check_words(step, path, known)
    return step


def _gift(body: object, path: str) -> Gift | None:
    if not body:
        return None
    fields = Fields(document_at(body, path), f"{path}.")
    gift = Gift(
        points=fields.whole_or("points", 0, most=MOST_POINTS),
        coupon=fields.text_or_none("coupon"),
        birthday=fields.flag_or("birthday", False),
    )
    fields.done()
    if gift == Gift():
        raise FieldError(path, "missing")
    return gift


def _link(body: object, path: str) -> Link | None:
    if not body:
        return None
    fields = Fields(document_at(body, path), f"{path}.")
    link = Link(
        title=fields.text("title"),
        url=_address(fields, "url") or "",
        picture_url=_address(fields, "picture_url", needed=False) or "",
    )
    fields.done()
    return link


def _picture(fields: Fields) -> str:
    digest = fields.text_or_none("picture") or ""
    if digest and not _DIGEST.fullmatch(digest):
        raise FieldError(fields.name("picture"), "gone")
    return digest


def _address(fields: Fields, field: str, *, needed: bool = True) -> str | None:
    given = fields.text(field, longest=500) if needed else fields.text_or_none(field, longest=500)
    if given is not None and not given.startswith(("https://", "http://")):
        raise FieldError(fields.name(field), "malformed", "https://…")
    return given


def _notice(body: object, path: str) -> Notice | None:
    if not body:
        return None
    given = document_at(body, path)
    fields = Fields({key: given[key] for key in given if key != "fields"}, f"{path}.")
    template = fields.text("template")
    fields.done()
    said = Fields(document_at(given.get("fields"), f"{path}.fields"), f"{path}.fields.")
    words = {name: said.text(name, longest=60) for name in given.get("fields") or {}}
    if not words:
        raise FieldError(f"{path}.fields", "missing")
    return Notice(template, words)


def _sms(body: object, path: str) -> ShortMessage | None:
    if not body:
        return None
    fields = Fields(document_at(body, path), f"{path}.")
    template = fields.text("template")
    values = fields.list_or_empty("values")
    for at, value in enumerate(values):
        if not isinstance(value, str) or not value.strip():
            raise FieldError(f"{path}.values[{at}]", "wrong_type", "text")
    fields.done()
    return ShortMessage(template, tuple(values))


def _check_words(step: Step, path: str, known: Sequence[str]) -> None:
    allowed = {*variables.MEMBER, *known, *([variables.GIFT] if step.gift else [])}
    for text in step.words():
        if variables.strays(text):
            raise FieldError(f"{path}.text", "malformed", "{{name}}")
        unknown = sorted(variables.named(text) - allowed)
        if unknown:
            raise FieldError(f"{path}.text", "unknown", "{{" + unknown[0] + "}}")
    if variables.strays(step.to_all) or variables.named(step.to_all):
        raise FieldError(f"{path}.to_all", "malformed", "")
