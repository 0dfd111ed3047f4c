"""One message of one contact being answered, inside one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot import choosing
from bot.library import Library, Shelf
from bot.understanding import INTENTS, Understanding, Understood, pinyin
from messaging.inbound import Inbound
from messaging.messages import Menu, Message
from messaging.values import Contact
from store.transactions import session_on

DIALOGUE_MINUTES = 30
RESUMABLE = timedelta(hours=24)
MOST_WAITING = 3
ASK, SAY = "ask:", "say:"
Answer = Message | list[Message] | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every turn may use; made once at the start of the process.

    `slow_answers` says whether a language model may be asked after the turn.
    """

    understanding: Understanding
    timezone: ZoneInfo
    services: Mapping[str, Any] = field(default_factory=dict)
    library: Library = field(default_factory=Library)
    slow_answers: bool = False


@dataclass
class Turn:
    """What a handler sees. It reads, changes the store through `session`, and returns an answer.

    `text` is what was said, also by a choice that only stands for words (`say:…`).

    `dialogue` is the running dialogue's state, or None; `option` the id of the choice that was
    tapped or typed. `aside` is the dialogue that lets another handler answer this turn and goes on
    after it, `lapsed` one whose time ran out less than a day ago (see `bot.forms`).
    """

    connection: Connection
    inbound: Inbound
    inbox_id: int
    contact: Contact
    now: datetime
    around: Surroundings

    aside: dict[str, Any] | None = None
    lapsed: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self._expire_dialogue()
        self.text, self.option = pinyin.read(self.inbound.text), self._chosen(self.inbound.text)
        if self.option.startswith(SAY):
            self.text, self.option = self.option.removeprefix(SAY), ""

    @property
    def today(self) -> date:
        """The business day."""
        return self.now.astimezone(self.around.timezone).date()

    @cached_property
    def minute_of_day(self) -> int:
        """Minutes since midnight in the shop."""
        local = self.now.astimezone(self.around.timezone)
        return local.hour * 60 + local.minute

    @cached_property
    def session(self) -> Session:
        """An ORM session inside this turn's transaction."""
        return session_on(self.connection)

    @cached_property
    def shelf(self) -> Shelf:
        """What staff wrote: entries, keyword replies, sayings."""
        return self.around.library.shelf(self.connection, self.now)

    @cached_property
    def understood(self) -> Understood:
        taught = self.around.library.learned(self.connection, self.now)
        return (taught or self.around.understanding).understand(self.text)

    @cached_property
    def intent(self) -> str:
        """What the customer wants, where that is certain: by tapping a choice or a menu, or by
        saying it; else ""."""
        if self.option.startswith(ASK):
            return self.option.removeprefix(ASK)
        if self.inbound.is_event:
            key = self.inbound.event_key
            return key if self.inbound.event == "CLICK" and key in INTENTS else ""
        if not self.text:
            return ""
        return self.understood.intent if self.understood.certain else ""

    @property
    def dialogue(self) -> dict[str, Any] | None:
        state = self.contact.dialogue
        return state if state and "name" in state else None

    def begin(self, name: str, step: str, **data: Any) -> None:
        """Start or replace the dialogue; it ends by itself after `DIALOGUE_MINUTES`.

        One that stepped aside for this turn waits below the new one and comes back when it ends,
        and so do those that waited below it.
        """
        state: dict[str, Any] = {"name": name, "step": step, "data": data}
        waiting = _without(self.aside, name)
        if waiting is not None:
            state["below"] = waiting
        self.aside = None
        self._keep(state)

    def go_to(self, step: str, **data: Any) -> None:
        """Go on to another step, adding to what is known; the last step's choices are over."""
        state = {key: value for key, value in (self.dialogue or {}).items() if key != "menu"}
        self._keep({**state, "step": step, "data": {**state.get("data", {}), **data}})

    def drop(self, name: str) -> None:
        """Let a dialogue that stepped aside not come back; what waited below it still does."""
        self.aside = _without(self.aside, name)

    def end_dialogue(self) -> None:
        """End the running dialogue; what waited below it goes on."""
        below = (self.contact.dialogue or {}).get("below")
        self.leave_dialogues()
        if below is not None:
            self.resume(below)

    def leave_dialogues(self) -> None:
        """End the running dialogue and all that waits."""
        self.aside = None
        self.contact.dialogue = self.contact.dialogue_until = None

    def resume(self, state: dict[str, Any]) -> None:
        """Go on with a dialogue that waited or whose time ran out; its question is due again."""
        kept = {key: value for key, value in state.items() if key != "menu"}
        self._keep(kept)
        self.aside = kept

    def change_places(self) -> None:
        """Let the dialogue that waits just below the running one go on before it."""
        above, below = dict(self.dialogue or {}), dict((self.dialogue or {})["below"])
        above["below"] = below.get("below")
        below["below"] = {
            key: value for key, value in above.items() if key != "menu" and value is not None
        }
        self._keep(below)

    def remember(self, menu: Menu) -> None:
        """Know the choices again when their number or label comes back."""
        choices = [[option.id, option.label] for option in menu.options]
        self._keep({**(self.dialogue or {}), "menu": choices})

    def finish(self) -> None:
        """Write what the handlers left in the session, if they used it."""
        if "session" in self.__dict__:
            self.session.commit()
            self.session.close()

    def _keep(self, state: dict[str, Any]) -> None:
        self.contact.dialogue = state
        self.contact.dialogue_until = self.now + timedelta(minutes=DIALOGUE_MINUTES)

    def _expire_dialogue(self) -> None:
        until = self.contact.dialogue_until
        if until is not None and until <= self.now:
            if until + RESUMABLE > self.now:
                self.lapsed = self.dialogue
            self.leave_dialogues()

    def _chosen(self, text: str) -> str:
        menu = (self.contact.dialogue or {}).get("menu", ())
        return choosing.chosen(menu, text) if menu else ""


def _without(state: dict[str, Any] | None, name: str, depth: int = MOST_WAITING) -> Any:
    """A waiting dialogue and those below it, as far down as `depth`, but not the one named."""
    if state is None or depth == 0:
        return None
    if state["name"] == name:
        return _without(state.get("below"), name, depth)
    below = _without(state.get("below"), name, depth - 1)
    kept = {key: value for key, value in state.items() if key not in ("below", "menu")}
    return kept if below is None else {**kept, "below": below}
