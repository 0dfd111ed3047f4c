"""Whether a message answers a form or leads astray, and what it tells besides."""

import re
from dataclasses import dataclass
from typing import Any

from bot import digression, steering
from bot.forms.declared import CONFIRM, Declaration, Slot
from bot.turn import Turn

STORY, FEW = 10, 4
DIGITS = re.compile(r"(?<!\d)(?!12315(?!\d)|315(?!\d))\d{3}|[?？]$")
ASKS = re.compile(r"(.)[不没]\1|[吗么呢]|怎么|什么|多久")
FIGURE = re.compile(r"\D{0,8}[A-Za-z]{0,4}\d[\dA-Za-z\s-]{3,30}\D{0,4}")


@dataclass(frozen=True, slots=True)
class Hearing(Declaration):
    """The ears of a form."""

    def takes(self, turn: Turn) -> bool:
        """Whether this message answers the form, rather than leading astray."""
        if turn.option:
            return turn.option.startswith(f"{self.name}=")
        if turn.inbound.is_event:
            return False
        said = turn.text
        if said and turn.understood.denied is not None:
            return self._is_denied(turn)
        if steering.steers(said):
            return True
        if digression.asks_about_goods(turn) or digression.is_written_down(turn):
            return False
        if self.asides(turn) or digression.is_command(turn):
            return False
        state = self._state(turn)
        if state["step"] == CONFIRM:
            known = steering.is_no(said) or steering.gives_up(said) or not self._strays(turn)
            return known or bool(self._changes(turn))
        slot = self._slot(state["step"])
        if slot.free:
            return not digression.asks_plainly(turn)
        if slot.read(turn) is not None or not self._strays(turn):
            return True
        return self._told_early(turn, slot) is not None

    def is_answered_below(self, turn: Turn) -> bool:
        """Whether it waits below another form, and this can be the answer to its question only."""
        state = (turn.dialogue or {}).get("below")
        if state is None or state["name"] != self.name or state["step"] == CONFIRM:
            return False
        alone = self._slot(state["step"]).alone
        return alone is not None and bool(turn.text) and not turn.option and alone(turn)

    def reads(self, turn: Turn) -> bool:
        """Whether the open question finds its answer in a late message.

        A confirmation never does, since what it names was last seen long ago, nor do free words
        that nobody will confirm.
        """
        state = self._state(turn)
        if state["step"] == CONFIRM or turn.option or steering.steers(turn.text):
            return False
        slot = self._slot(state["step"])
        return (self.confirm is not None or not slot.free) and slot.read(turn) is not None

    def answers_late(self, turn: Turn) -> bool:
        """Whether it is the figure, or the yes, that was waited for until time ran out."""
        state = turn.lapsed
        if state is None or not turn.text:
            return False
        if state["step"] == CONFIRM:
            return steering.is_yes(turn.text) or steering.is_no(turn.text)
        slot = self._slot(state["step"])
        is_figure = not slot.free and bool(FIGURE.fullmatch(turn.text.strip()))
        return is_figure and slot.read(turn) is not None

    def _strays(self, turn: Turn) -> bool:
        return turn.intent not in {"", "out_of_scope", "praise", *self.owns}

    def _is_denied(self, turn: Turn) -> bool:
        """Whether the customer says that what this form is for is not wanted."""
        return bool(turn.text) and turn.understood.denied in self.owns

    def _told_early(self, turn: Turn, slot: Slot) -> Slot | None:
        """A question still to come that this message answers."""
        known = self._state(turn)["data"]
        later = self.slots[self.slots.index(slot) + 1 :]
        open_ones = [one for one in later if one.name not in known and one.wanted(turn, known)]
        return next((one for one in open_ones if self._answers(turn, one)), None)

    def _answers(self, turn: Turn, slot: Slot) -> bool:
        if not slot.free:
            return slot.read(turn) is not None
        tells = self._is_story(turn) or (self._tells(turn) and not ASKS.search(turn.text))
        return tells and slot.read(turn) is not None

    def _is_story(self, turn: Turn) -> bool:
        return len(turn.text) >= STORY and turn.intent in self.owns

    def _tells(self, turn: Turn) -> bool:
        """Whether it is more of the story, in few words: no number that failed to be one."""
        said = turn.text
        return len(said) >= FEW and turn.intent in {"", *self.owns} and not DIGITS.search(said)

    def _changes(self, turn: Turn) -> dict[str, Any]:
        """Another answer than the one that waits for the confirmation."""
        known = self._state(turn)["data"]
        exact = [slot for slot in self.slots if slot.exact and slot.name in known]
        read = {slot.name: slot.read(turn) for slot in exact}
        return {name: value for name, value in read.items() if value not in (None, known[name])}
