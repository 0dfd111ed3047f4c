"""How a kind of campaign introduces itself to the staff who begin one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the form asks for of the occasion. `shape`: text, whole, words (a list),
    choice or choices (of `options`). It is asked `when` another one has a value, such as
    "rhythm=weekly", or always."""

    name: str
    label: str
    shape: str = "text"
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    when: str = ""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a kind is called and about, and what its form asks for. A new campaign begins with
    `steps`, whose words may go out as they are, and with `occasion`. Kinds are listed by `place`.
    """

    title: str
    about: str
    steps: Sequence[Mapping[str, Any]]
    occasion: Mapping[str, Any] = field(default_factory=dict)
    asks: Sequence[Asked] = ()
    place: int = 100
