"""A form's way from question to question, back, and to its end."""

from dataclasses import dataclass
from typing import Any

from bot import steering
from bot.forms.declared import CONFIRM, Data, Slot
from bot.forms.hearing import Hearing
from bot.turn import Answer, Turn
from messaging.messages import Menu, Message, Text

REMINDERS = 2


@dataclass(frozen=True, slots=True)
class Asking(Hearing):
    """The voice of a form."""

    def start(self, turn: Turn, lead: str = "", **known: Any) -> Answer:
        """Begin with what is known already, saying `lead` first; or why it cannot be had."""
        refused = self._refused(turn, known)
        accepted = {name: value for name, value in known.items() if name not in refused}
        turn.begin(self.name, "", **accepted)
        return self._go_on(turn, "\n".join(filter(None, [lead, *refused.values()])))

    def question(self, turn: Turn, lead: str = "") -> list[Message]:
        """The open question, once more."""
        state = self._state(turn)
        if state["step"] == CONFIRM:
            return steering.led(lead, self._confirmation(turn))
        prompt = self._slot(state["step"]).prompt
        message = prompt(turn, state["data"]) if callable(prompt) else prompt
        return steering.led(lead, message)

    def reminds(self, turn: Turn) -> bool:
        """Whether to come back to the question after an aside: a few times, then wait for them."""
        state = self._state(turn)
        reminded: int = state["data"].get("_reminded", 0) + 1
        if reminded <= REMINDERS:
            turn.go_to(state["step"], _reminded=reminded)
        return reminded <= REMINDERS

    def _keep(self, turn: Turn, slot: Slot, value: Any, lead: str = "") -> Answer:
        past = [*self._state(turn)["data"].get("_past", ()), slot.name]
        turn.go_to(slot.name, **{slot.name: value}, _past=past, _misses=0, _reminded=0)
        return self._go_on(turn, lead)

    def _go_on(self, turn: Turn, lead: str = "") -> Answer:
        """Ask what is still unknown, then confirm, then finish."""
        data = self._state(turn)["data"]
        for slot in self.slots:
            if slot.name not in data and slot.wanted(turn, data):
                turn.go_to(slot.name)
                return self.question(turn, lead)
        if self.confirm is not None:
            turn.go_to(CONFIRM)
            return self.question(turn, lead)
        return self._end(turn, lead)

    def _end(self, turn: Turn, lead: str = "") -> Answer:
        data = self._state(turn)["data"]
        turn.end_dialogue()
        known = {name: value for name, value in data.items() if not name.startswith("_")}
        answer = self.finish(turn, known)
        if lead and isinstance(answer, Text):
            return steering.led(lead, answer)
        return answer

    def _confirmation(self, turn: Turn) -> Menu:
        assert self.confirm is not None
        options = (
            self.option("yes", "确认提交"),
            self.option("edit", "改一下"),
            self.option("cancel", "先不办了"),
        )
        named = self.confirm(turn, self._state(turn)["data"])
        turn.go_to(CONFIRM, _named=named)
        return Menu(named, options)

    def _still_as_named(self, turn: Turn) -> bool:
        """Whether the confirmation would still read as it did when it was last asked."""
        assert self.confirm is not None
        data = self._state(turn)["data"]
        return bool(data.get("_named") == self.confirm(turn, data))

    def _refused(self, turn: Turn, given: Data) -> dict[str, str]:
        """Why which of the answers cannot be had."""
        why = {
            slot.name: slot.refuse(turn, given[slot.name])
            for slot in self.slots
            if slot.name in given
        }
        return {name: reason for name, reason in why.items() if reason}

    def _back(self, turn: Turn) -> Answer:
        """Ask again what was answered last; at the first question say so.

        At the confirmation that is the last thing known, also where the first line told it.
        """
        state = self._state(turn)
        past = list(state["data"].get("_past", ()))
        if not past and state["step"] == CONFIRM:
            past = [slot.name for slot in self.slots if slot.name in state["data"]][-1:]
        if not past:
            return self.question(turn, "这已经是第一步啦。")
        again = past.pop()
        data = {name: value for name, value in state["data"].items() if name != again}
        turn.resume({**state, "step": again, "data": {**data, "_past": past, "_misses": 0}})
        turn.aside = None
        return self.question(turn)
