"""Dialogues as declared forms: what is asked, how an answer is read, what happens at the end.

A form lives in `contact.dialogue`, committed with the turn, so it survives restarts and meets a
redelivery with the stored reply. At any question the customer may cancel (「算了」), go back
(「上一步」), skip what is optional (「跳过」), or ask for something else, which is answered
before the question comes again. After `DIALOGUE_MINUTES` it ends; a customer who comes back within
a day with nothing else in mind is asked where it stopped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot import digression, steering
from bot.router import Filter, Router
from bot.turn import Answer, Turn
from messaging.messages import Menu, Message, Option, Text

Data = Mapping[str, Any]
Read = Callable[[Turn], Any]
Prompt = Message | Callable[[Turn, Data], Message]
CONFIRM = "confirm"
MISSES = 2
REMINDERS = 2
STORY = 10
PICTURES = frozenset({"image", "voice", "video", "shortvideo", "file"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to ask.

    `read` returns what the message says as a JSON value, or None when it says nothing of the kind.
    `wanted` tells whether it is asked at all; `hint` comes before the question when an answer
    could not be read. A `free` slot takes any words, so that only a plain question leads astray;
    an `exact` one knows its answers, so that another one at the confirmation replaces the first.
    """

    name: str
    prompt: Prompt
    read: Read
    optional: bool = False
    free: bool = False
    exact: bool = False
    hint: str = "这个我没认出来。"
    wanted: Callable[[Turn, Data], bool] = lambda _turn, _data: True


@dataclass(frozen=True, slots=True)
class Form:
    """A dialogue. `confirm`, if any, names what will be done and is asked last.

    `owns` are the intents that belong to it: they never lead astray. `pictures` is said to a
    picture sent in between; `more` keeps what is told besides the answers.
    """

    name: str
    slots: tuple[Slot, ...]
    finish: Callable[[Turn, Data], Answer]
    cancelled: Callable[[Turn, Data], Answer]
    confirm: Callable[[Turn, Data], str] | None = None
    owns: frozenset[str] = field(default_factory=frozenset)
    pictures: str = ""
    more: Callable[[Turn, Data], None] | None = None

    def option(self, value: str, label: str) -> Option:
        """A choice that answers this form's question."""
        return Option(f"{self.name}={value}", label)

    def start(self, turn: Turn, lead: str = "", **known: Any) -> Answer:
        """Begin with what is known already, saying `lead` first."""
        turn.begin(self.name, "", **known)
        return self._go_on(turn, lead)

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
        if state["step"] == CONFIRM:
            return self._confirmed(turn, said)
        return self._fill(turn, slot, said)

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

    def takes(self, turn: Turn) -> bool:
        """Whether this message answers the form, rather than leading astray."""
        if turn.option:
            return turn.option.startswith(f"{self.name}=")
        if turn.inbound.is_event:
            return False
        said = turn.text
        if said and turn.understood.denied is not None:
            return self._is_denied(turn)
        if steering.is_cancel(said) or steering.is_back(said) or steering.is_skip(said):
            return True
        state = self._state(turn)
        if state["step"] == CONFIRM:
            known = steering.is_yes(said) or steering.is_no(said) or not self._strays(turn)
            return known or bool(self._changes(turn))
        slot = self._slot(state["step"])
        if slot.free:
            return not digression.asks_plainly(turn)
        if slot.read(turn) is not None or not self._strays(turn):
            return True
        return self._told_early(turn, slot) is not None

    def _strays(self, turn: Turn) -> bool:
        return turn.intent not in {"", "out_of_scope", "praise", *self.owns}

    def _is_denied(self, turn: Turn) -> bool:
        """Whether the customer says that what this form is for is not wanted."""
        return bool(turn.text) and turn.understood.denied in self.owns

    def _said(self, turn: Turn) -> str:
        if turn.option:
            return turn.option.partition("=")[2]
        return turn.text

    def _fill(self, turn: Turn, slot: Slot, said: str) -> Answer:
        value = said if turn.option else slot.read(turn)
        if value is not None:
            return self._keep(turn, slot, value)
        if turn.inbound.kind in PICTURES and self.pictures:
            return self.question(turn, self.pictures)
        if self._keeps_besides(turn, slot):
            return self.question(turn, "记下了。")
        misses = self._state(turn)["data"].get("_misses", 0) + 1
        if misses > MISSES and slot.optional:
            return self._keep(turn, slot, None, lead="没关系，这个先不填。")
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
        if self.more is None or not self._is_story(turn):
            return False
        self.more(turn, self._state(turn)["data"])
        return True

    def _told_early(self, turn: Turn, slot: Slot) -> Slot | None:
        """A question still to come that this message answers."""
        known = self._state(turn)["data"]
        later = self.slots[self.slots.index(slot) + 1 :]
        open_ones = [one for one in later if one.name not in known and one.wanted(turn, known)]
        return next((one for one in open_ones if self._answers(turn, one)), None)

    def _answers(self, turn: Turn, slot: Slot) -> bool:
        return self._is_story(turn) if slot.free else slot.read(turn) is not None

    def _is_story(self, turn: Turn) -> bool:
        return len(turn.text) >= STORY and turn.intent in self.owns

    def _offer_help(self, slot: Slot) -> Menu:
        options = (Option("ask:human_agent", "找店员帮忙"), self.option("cancel", "先不办了"))
        return Menu(f"{slot.hint}要不我请店员来帮您？", options)

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

    def _confirmed(self, turn: Turn, said: str) -> Answer:
        if said == "yes" or steering.is_yes(said):
            return self._end(turn)
        if said == "edit" or steering.is_no(said):
            return self._back(turn)
        if changed := self._changes(turn):
            turn.go_to(CONFIRM, **changed)
            return self.question(turn, "好的，改过来了。")
        return self.question(turn, "我先跟您核对一下：")

    def _changes(self, turn: Turn) -> dict[str, Any]:
        """Another answer than the one that waits for the confirmation."""
        known = self._state(turn)["data"]
        exact = [slot for slot in self.slots if slot.exact and slot.name in known]
        read = {slot.name: slot.read(turn) for slot in exact}
        return {name: value for name, value in read.items() if value not in (None, known[name])}

    def _confirmation(self, turn: Turn) -> Menu:
        assert self.confirm is not None
        options = (
            self.option("yes", "确认提交"),
            self.option("edit", "改一下"),
            self.option("cancel", "先不办了"),
        )
        return Menu(self.confirm(turn, self._state(turn)["data"]), options)

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

    def _slot(self, step: str) -> Slot:
        return next((slot for slot in self.slots if slot.name == step), self.slots[0])

    def _state(self, turn: Turn) -> dict[str, Any]:
        return turn.dialogue or {"step": "", "data": {}}


def mount(router: Router, form: Form) -> None:
    """Let the form answer its turns, step aside for others, and come back after them."""
    running = Filter(
        f"dialogue {form.name}",
        lambda turn: turn.dialogue is not None and turn.dialogue["name"] == form.name,
    )
    taken = running & Filter("answers it", lambda turn: _takes_or_steps_aside(form, turn))
    lapsed = Filter(
        f"dialogue {form.name} ran out of time",
        lambda turn: (
            turn.lapsed is not None
            and turn.lapsed["name"] == form.name
            and not turn.inbound.is_event
            and turn.intent in {"", "out_of_scope"}
        ),
    )
    due = Filter("question is due", lambda turn: turn.aside is not None) & running

    def answer(turn: Turn) -> Answer:
        return form.answer(turn)

    def go_on(turn: Turn) -> Answer:
        if steering.is_cancel(turn.text):
            return Text("好的，那就先不弄了，需要时随时找我～")
        turn.resume(turn.lapsed or {})
        turn.aside = None
        return form.question(turn, "刚才咱们还没说完，接着来：")

    def ask_again(turn: Turn, said: Answer) -> Answer:
        turn.aside = None
        if not form.reminds(turn):
            return said
        *first, question = form.question(turn, "咱们接着刚才的：")
        return (
            [*steering.joined(said, first[0]), question]
            if first
            else steering.joined(said, question)
        )

    router.on(taken, priority=10)(_named(answer, form, "answer"))
    router.on(lapsed, priority=70)(_named(go_on, form, "go_on"))
    router.after(due)(_named(ask_again, form, "ask_again"))


def _takes_or_steps_aside(form: Form, turn: Turn) -> bool:
    if form.takes(turn):
        return True
    if not turn.inbound.is_event or turn.intent:
        turn.aside = turn.dialogue
    return False


def _declines(said: str) -> bool:
    return said == "skip" or steering.declines(said)


def _named(function: Any, form: Form, what: str) -> Any:
    function.__name__ = f"{form.name}_{what}"
    return function
