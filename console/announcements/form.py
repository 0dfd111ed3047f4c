"""The form of an announcement: from what was typed to documents, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from announcements.content import OFFICIAL, ROBOTS
from announcements.values import Seen
from membership.errors import FieldError

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    name: str
    content: Mapping[str, Any]
    target: Mapping[str, Any]
    send_at: datetime | None


def read(form: Form, picture: str, zone: ZoneInfo) -> Draft:
    """The documents that a form describes; what belongs to another way or kind is left out."""
    return Draft(form.get("name", ""), _content(form, picture), _target(form), _time(form, zone))


def written(found: Seen, zone: ZoneInfo) -> Form:
    """The form that describes an announcement."""
    form: Form = MultiDict(
        {
            "name": found.name,
            "by": found.target.by,
            "account": found.target.account,
            "audience": found.target.audience,
            "tag": "" if found.target.tag is None else str(found.target.tag),
            "segment": str(found.target.segment or ""),
            "senders": " ".join(found.target.senders),
            "groups": "1" if found.target.groups else "",
            "kind": found.content.kind,
            "text": found.content.text,
            "title": found.content.title,
            "description": found.content.description,
            "url": found.content.url,
            "send_at": f"{found.send_at.astimezone(zone):%Y-%m-%dT%H:%M}" if found.send_at else "",
        }
    )
    form.setlist("robots", [str(robot) for robot in found.target.robots])
    return form


def _content(form: Form, picture: str) -> dict[str, Any]:
    kind = form.get("kind", "text")
    fields = {
        "text": ("text",),
        "markdown": ("text",),
        "image": ("picture",),
        "article": ("title", "description", "url", "text", "picture"),
    }.get(kind, ())
    typed = {
        "picture": picture,
        **{name: form.get(name, "").strip() for name in fields if name != "picture"},
    }
    return {"kind": kind, **{name: typed[name] for name in fields if typed[name]}}


def _target(form: Form) -> dict[str, Any]:
    by = form.get("by", OFFICIAL)
    if by == ROBOTS:
        chosen = [int(one) for one in form.getlist("robots") if one.isdecimal()]
        return {"by": by, "robots": chosen}
    if by == OFFICIAL:
        audience = form.get("audience", "all")
        target: dict[str, Any] = {
            "by": by,
            "account": form.get("account", ""),
            "audience": audience,
        }
        if audience in {"tag", "segment"}:
            target[audience] = _number(form, audience)
        return target
    senders = form.get("senders", "").replace("，", " ").replace(",", " ").split()
    target = {"by": by, "senders": senders, "groups": "groups" in form}
    if form.get("segment") and not target["groups"]:
        target["segment"] = _number(form, "segment")
    return target


def _number(form: Form, name: str) -> int | None:
    typed = form.get(name, "").strip()
    if typed and not typed.isdecimal():
        raise FieldError(name, "wrong_type", "whole number")
    return int(typed) if typed else None


def _time(form: Form, zone: ZoneInfo) -> datetime | None:
    typed = form.get("send_at", "").strip()
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone)
    except ValueError:
        raise FieldError("send_at", "malformed", "date") from None
