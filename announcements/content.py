"""What an announcement says and to whom, as staff wrote it; what is wrong is named by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from membership.errors import FieldError
from membership.fields import Fields, reading

OFFICIAL, ROBOTS, CUSTOMERS = "official", "robots", "customers"
AUDIENCES = ("all", "tag", "segment")
KINDS = {
    OFFICIAL: ("text", "image", "article"),
    ROBOTS: ("text", "markdown", "image", "article"),
    CUSTOMERS: ("text", "image", "article"),
}
"""What each way can carry."""

LONGEST_TEXT = {OFFICIAL: 600, ROBOTS: 20_000, CUSTOMERS: 4_000}
"""Characters; robots get long text in pieces, the others take it whole or not at all.

Customer sends: 4,000 bytes (externalcontact/add_msg_template); checked as bytes below.
"""
LONGEST_TITLE, LONGEST_DESCRIPTION = 64, 120
CUSTOMER_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class Content:
    """`picture` is the digest of a picture kept in the house; `url` the page an article opens."""

    kind: str
    text: str = ""
    title: str = ""
    description: str = ""
    url: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """To whom: followers of an account (all, a tag, a segment), robots' groups, or customers of
    WeCom through the staff named in `senders` (one customer each, or with `groups` their groups,
    which no segment describes).
    """

    by: str
    account: str = ""
    audience: str = "all"
    tag: int | None = None
    segment: int | None = None
    robots: tuple[int, ...] = ()
    senders: tuple[str, ...] = ()
    groups: bool = False


def read_target(document: Mapping[str, Any]) -> Target:
    """Check a target; `FieldError` names the wrong field."""
    with reading(document) as fields:
        by = fields.choice("by", tuple(KINDS))
        match by:
            case "official":
                return _official(fields)
            case "robots":
                return Target(by, robots=_numbers("robots", fields))
        segment = fields.whole_or_none("segment", least=1)
        groups = fields.flag_or("groups", False)
        if groups and segment is not None:
            raise FieldError("segment", "not_an_option")
        return Target(by, segment=segment, senders=_names("senders", fields), groups=groups)


def _official(fields: Fields) -> Target:
    audience = fields.choice("audience", AUDIENCES)
    tag = fields.whole_or_none("tag", least=0)
    segment = fields.whole_or_none("segment", least=1)
    if audience == "tag" and tag is None:
        raise FieldError("tag", "missing")
    if audience == "segment" and segment is None:
        raise FieldError("segment", "missing")
    return Target(OFFICIAL, fields.text("account"), audience, tag, segment)


def read_content(document: Mapping[str, Any], by: str) -> Content:
    """Check what is to be said by a way; `FieldError` names the wrong field."""
    with reading(document) as fields:
        kind = fields.choice("kind", KINDS[by])
        content = Content(
            kind,
            text=fields.text_or_none("text", longest=LONGEST_TEXT[by]) or "",
            title=fields.text_or_none("title", longest=LONGEST_TITLE) or "",
            description=fields.text_or_none("description", longest=LONGEST_DESCRIPTION) or "",
            url=_url(fields),
            picture=fields.text_or_none("picture") or "",
        )
    for field in _needed(kind, by):
        if not getattr(content, field):
            raise FieldError(field, "missing")
    if by == CUSTOMERS and len(content.text.encode()) > CUSTOMER_BYTES:
        raise FieldError("text", "too_long", CUSTOMER_BYTES)
    return content


def _needed(kind: str, by: str) -> tuple[str, ...]:
    if kind in {"text", "markdown"}:
        return ("text",)
    if kind == "image":
        return ("picture",)
    return ("title", "picture", "text") if by == OFFICIAL else ("title", "url")


def _url(fields: Fields) -> str:
    url = fields.text_or_none("url", longest=1024) or ""
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise FieldError("url", "malformed", "https://…")
    return url


def _numbers(name: str, fields: Fields) -> tuple[int, ...]:
    found = _list(name, fields)
    for at, value in enumerate(found):
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldError(f"{name}[{at}]", "wrong_type", "whole number")
    return tuple(dict.fromkeys(found))


def _names(name: str, fields: Fields) -> tuple[str, ...]:
    found = _list(name, fields)
    for at, value in enumerate(found):
        if not isinstance(value, str) or not value.strip() or len(value) > 64:
            raise FieldError(f"{name}[{at}]", "wrong_type", "text")
    return tuple(dict.fromkeys(value.strip() for value in found))


def _list(name: str, fields: Fields) -> list[Any]:
    found = fields.list_or_empty(name)
    if not found:
        raise FieldError(name, "missing")
    return found
