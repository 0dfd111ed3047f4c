"""What a form declares: its questions, how answers are read, what happens at the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.turn import Answer, Turn
from messaging.messages import Message, Option

Data = Mapping[str, Any]
Read = Callable[[Turn], Any]
Prompt = Message | Callable[[Turn, Data], Message]
CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to ask.

    `read` returns what the message says as a JSON value, or None when it says nothing of the kind.
    `wanted` tells whether it is asked at all; `hint` comes before the question when an answer
    could not be read. A `free` slot takes any words, so that only a plain question leads astray;
    an `exact` one knows its answers, so that another one at the confirmation replaces the first.
    `refuse` says why an answer that was understood cannot be had ("" when it can): that is told
    before anything is confirmed, and the question stays open. `alone` knows what answers this
    question and no other, also while another form that was begun later asks its own.
    """

    name: str
    prompt: Prompt
    read: Read
    optional: bool = False
    free: bool = False
    exact: bool = False
    hint: str = "这个我没认出来。"
    wanted: Callable[[Turn, Data], bool] = lambda _turn, _data: True
    refuse: Callable[[Turn, Any], str] = lambda _turn, _value: ""
    alone: Callable[[Turn], bool] | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A dialogue. `confirm`, if any, names what will be done and is asked last.

    `owns` are the intents that belong to it: they never lead astray. `pictures` is said to a
    picture sent in between; `more` keeps what is told besides the answers. `asides` knows the
    questions on its own matter that a handler answers in between.
    """

    name: str
    slots: tuple[Slot, ...]
    finish: Callable[[Turn, Data], Answer]
    cancelled: Callable[[Turn, Data], Answer]
    confirm: Callable[[Turn, Data], str] | None = None
    owns: frozenset[str] = field(default_factory=frozenset)
    pictures: str = ""
    more: Callable[[Turn, Data], None] | None = None
    asides: Callable[[Turn], bool] = lambda _turn: False

    def option(self, value: str, label: str) -> Option:
        """A choice that answers this form's question."""
        return Option(f"{self.name}={value}", label)

    def _said(self, turn: Turn) -> str:
        if turn.option:
            return turn.option.partition("=")[2]
        return turn.text

    def _slot(self, step: str) -> Slot:
        return next((slot for slot in self.slots if slot.name == step), self.slots[0])

    def _state(self, turn: Turn) -> dict[str, Any]:
        return turn.dialogue or {"step": "", "data": {}}
