"""A form: declared, asked, and answered turn by turn."""

from dataclasses import dataclass
from typing import Any

from bot import steering
from bot.forms.asking import Asking
from bot.forms.declared import CONFIRM, Slot
from bot.turn import Answer, Turn
from messaging.messages import Menu, Option, Text

MISSES = 2
NO_HURRY = "不急，您慢慢来，想好了直接发给我～"
KEPT = "记下了。"
CHANGED = "刚刚有变动，请您再看一眼："
UNCLEAR = "我没听出来要不要提交～"
STILL_UNCLEAR = "还是没听明白，拿不准就回复「人工」，店员来帮您。"
PICTURES = frozenset({"image", "voice", "video", "shortvideo", "file"})


@dataclass(frozen=True, slots=True)
class Form(Asking):
    """A dialogue that takes answers."""

    def answer(self, turn: Turn) -> Answer:
        """Take the message as an answer to the question that is open."""
        state = self._state(turn)
        said = self._said(turn)
        slot = self._slot(state["step"])
        if slot.optional and state["step"] != CONFIRM and _declines(said):
            return self._keep(turn, slot, None)
        if said == "cancel" or steering.is_cancel(said) or self._is_denied(turn):
            turn.end_dialogue()
            return self.cancelled(turn, state["data"])
        if said == "back" or steering.is_back(said):
            return self._back(turn)
        if steering.is_wait(said):
            return Text(NO_HURRY)
        if state["step"] == CONFIRM:
            return self._confirmed(turn, said)
        if steering.is_yes(said) and not turn.option:
            return self.question(turn, "好的～")
        return self._fill(turn, slot, said)

    def _fill(self, turn: Turn, slot: Slot, said: str) -> Answer:
        value = said if turn.option else slot.read(turn)
        if value is not None:
            refused = slot.refuse(turn, value)
            return self.question(turn, refused) if refused else self._keep(turn, slot, value)
        if turn.inbound.kind in PICTURES and not turn.text and self.pictures:
            return self.question(turn, self.pictures)
        kept = self._keeps_besides(turn, slot)
        misses = self._state(turn)["data"].get("_misses", 0) + 1
        if misses > MISSES and slot.optional:
            return self._keep(turn, slot, None, lead=KEPT if kept else "没关系，这个先不填。")
        if kept:
            turn.go_to(slot.name, _misses=misses)
            return self.question(turn, KEPT)
        turn.go_to(slot.name, _misses=misses)
        if misses > MISSES:
            return self._offer_help(slot)
        return self.question(turn, slot.hint)

    def _keeps_besides(self, turn: Turn, slot: Slot) -> bool:
        """Keep what is told before it was asked for, or on top of what was."""
        later = self._told_early(turn, slot)
        if later is not None:
            turn.go_to(slot.name, **{later.name: later.read(turn)})
            return True
        if self.more is None or not (self._is_story(turn) or self._tells(turn)):
            return False
        self.more(turn, self._state(turn)["data"])
        return True

    def _offer_help(self, slot: Slot) -> Menu:
        options = (Option("ask:human_agent", "找店员帮忙"), self.option("cancel", "先不办了"))
        return Menu(f"{slot.hint}要不我请店员来帮您？", options)

    def _confirmed(self, turn: Turn, said: str) -> Answer:
        if said == "yes" or steering.is_yes(said):
            return self._end(turn) if self._still_as_named(turn) else self.question(turn, CHANGED)
        if said == "edit" or steering.is_no(said):
            return self._back(turn)
        if changed := self._changes(turn):
            return self._change(turn, changed)
        if steering.gives_up(said):
            turn.end_dialogue()
            return self.cancelled(turn, self._state(turn)["data"])
        misses = self._state(turn)["data"].get("_misses", 0) + 1
        turn.go_to(CONFIRM, _misses=misses)
        return self.question(turn, UNCLEAR if misses <= MISSES else STILL_UNCLEAR)

    def _change(self, turn: Turn, changed: dict[str, Any]) -> Answer:
        """Confirm the other answer instead, unless it cannot be had."""
        refused = self._refused(turn, changed)
        if refused:
            return self.question(turn, "\n".join(refused.values()))
        turn.go_to(CONFIRM, **changed)
        return self.question(turn, "好的，改过来了。")


def _declines(said: str) -> bool:
    return said == "skip" or steering.declines(said)
