"""What the desk refuses; each error carries the facts, the edge finds the words."""

# ruff: noqa: N818 - the names say what happened, as in `raise WindowClosed`

from dataclasses import dataclass
from typing import Any


class DeskError(Exception):
    """Something the desk refuses to do."""


@dataclass
class NotFound(DeskError):
    """There is no such thing."""

    what: str
    key: object


@dataclass
class IllegalMove(DeskError):
    """`event` is not possible while the thing is in `state`."""

    machine: str
    row_id: int
    event: str
    state: str
    owner_id: int | None = None


@dataclass
class NotLinked(DeskError):
    """Two tickets cannot be linked: `reason` is itself, linked, continued or merged."""

    number: int
    reason: str


@dataclass
class Missing(DeskError):
    """A field must be filled before this can be done."""

    field: str


@dataclass
class Collision(DeskError):
    """Something was said that the writer has not seen; `unseen` are the thread's entries."""

    unseen: tuple[Any, ...]


@dataclass
class WindowClosed(DeskError):
    """The platform allows no message to this customer now."""

    reason: str


@dataclass
class Throttled(DeskError):
    """Too many failures; try again after so many seconds."""

    seconds: int


@dataclass
class OverLimit(DeskError):
    """A staff limit would be passed."""

    limit: int
    asked: int


@dataclass
class Taken(DeskError):
    """The name is in use already."""

    name: str
