"""How a form is asked among all routes: at its turns, after asides, and when it had lapsed."""

from typing import Any

from bot import steering
from bot.forms.form import Form
from bot.router import Filter, Router, in_dialogue
from bot.turn import Answer, Turn
from messaging.messages import Text

BEFORE_WISHES, BEFORE_PRAISE = 22, 59


def mount(router: Router, form: Form) -> None:
    """Let the form answer its turns, step aside for others, and come back after them."""
    running = in_dialogue(form.name)
    taken = running & Filter("answers it", lambda turn: _takes_or_steps_aside(form, turn))
    lapsed = Filter(
        f"dialogue {form.name} ran out of time",
        lambda turn: (
            turn.lapsed is not None
            and turn.lapsed["name"] == form.name
            and not turn.inbound.is_event
        ),
        {"lapsed": frozenset({form.name})},
    )
    nothing_else = Filter(
        "nothing else in mind", lambda turn: turn.intent in {"", "out_of_scope", "praise"}
    )
    late = Filter("gives the answer late", form.answers_late)
    due = Filter("question is due", lambda turn: turn.aside is not None) & running

    def answer(turn: Turn) -> Answer:
        return form.answer(turn)

    def answer_from_below(turn: Turn) -> Answer:
        turn.change_places()
        return form.answer(turn)

    def go_on(turn: Turn) -> Answer:
        if steering.is_cancel(turn.text):
            return Text("好的，那就先不弄了，需要时随时找我～")
        state = turn.lapsed or {}
        turn.resume(state)
        turn.aside = None
        if form.reads(turn):
            return form.answer(turn)
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

    if any(slot.alone for slot in form.slots):
        waits = Filter(f"answers {form.name}, which waits below", form.is_answered_below)
        router.on(waits, priority=9)(_named(answer_from_below, form, "answer_from_below"))
    router.on(taken, priority=10)(_named(answer, form, "answer"))
    router.on(lapsed & late, priority=BEFORE_WISHES)(_named(go_on, form, "go_on_late"))
    router.on(lapsed & nothing_else, priority=BEFORE_PRAISE)(_named(go_on, form, "go_on"))
    router.after(due)(_named(ask_again, form, "ask_again"))


def _takes_or_steps_aside(form: Form, turn: Turn) -> bool:
    if form.takes(turn):
        return True
    if not turn.inbound.is_event or turn.intent:
        turn.aside = turn.dialogue
    return False


def _named(function: Any, form: Form, what: str) -> Any:
    function.__name__ = f"{form.name}_{what}"
    return function
