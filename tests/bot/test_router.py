"""First match wins, in the order of priorities; and what the house's own table looks like."""

import importlib
import pkgutil
from collections import Counter
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers
from bootstrap.discovery import routers
from bot.router import (
    Dispatcher,
    Filter,
    Router,
    chosen,
    event,
    in_dialogue,
    intent,
    is_event,
    is_member,
    is_message,
    kind,
    known_to_desk,
)
from bot.turn import Turn
from messaging.messages import Text


def turn(
    intent: str = "", event: str = "", dialogue: str = "", option: str = "", *, known: bool = False
) -> Turn:
    """As much of a turn as filters look at; who is known is a member, and to the desk, too."""
    kind = "event" if event else "text"
    number = 1 if known else None
    stand_in = SimpleNamespace(
        intent=intent,
        inbound=SimpleNamespace(event=event, is_event=bool(event), kind=kind),
        dialogue={"name": dialogue} if dialogue else None,
        lapsed=None,
        option=option,
        contact=SimpleNamespace(member_id=number, conversation_id=number),
    )
    return cast(Turn, stand_in)


TURN = turn()
always = Filter("always", lambda _turn: True)
never = Filter("never", lambda _turn: False)


def said(name: str) -> Any:
    def handler(_turn: Turn) -> Text:
        return Text(name)

    handler.__name__ = name
    return handler


def dispatch(*routers: Router) -> tuple[str, Any]:
    return Dispatcher(routers).dispatch(TURN)


def test_the_lowest_priority_is_asked_first() -> None:
    late, early = Router(90), Router(10)
    late.on(always)(said("late"))
    early.on(always)(said("early"))
    assert dispatch(late, early) == ("test_router.early", Text("early"))


def test_of_equals_the_first_registered_wins() -> None:
    router = Router()
    router.on(never)(said("never"))
    router.on(always)(said("first"))
    router.on(always)(said("second"))
    assert dispatch(router)[1] == Text("first")


def test_a_route_may_have_a_priority_of_its_own() -> None:
    router = Router(10)
    router.on(always, priority=99)(said("late"))
    other = Router(50)
    other.on(always)(said("other"))
    assert dispatch(router, other)[1] == Text("other")


def test_nothing_after_the_first_match_is_even_asked() -> None:
    asked: list[str] = []

    def asking(name: str, answer: bool) -> Filter:
        def test(_turn: Turn) -> bool:
            asked.append(name)
            return answer

        return Filter(name, test)

    router = Router()
    for name, answer in (("a", False), ("b", True), ("c", True)):
        router.on(asking(name, answer))(said(name))
    dispatch(router)
    assert asked == ["a", "b"]


def test_what_nobody_takes_is_unhandled() -> None:
    router = Router()
    router.on(never)(said("never"))
    assert dispatch(router) == ("unhandled", None)


@pytest.mark.parametrize("one", [True, False])
@pytest.mark.parametrize("other", [True, False])
def test_filters_combine(one: bool, other: bool) -> None:
    first, second = Filter("one", lambda _: one), Filter("other", lambda _: other)
    assert (first & second).test(TURN) == (one and other)
    assert (first | second).test(TURN) == (one or other)
    assert (~first).test(TURN) == (not one)
    assert (first & ~second).name == "one and not other"


def test_additions_amend_the_answer_in_order() -> None:
    def adding(text: str) -> Any:
        def addition(_turn: Turn, answer: Any) -> Any:
            return [*(answer if isinstance(answer, list) else [answer]), Text(text)]

        return addition

    router = Router()
    router.on(always)(said("a"))
    router.after(always)(adding("b"))
    router.after(never)(adding("x"))
    router.after(always)(adding("c"))
    assert dispatch(router)[1] == [Text("a"), Text("b"), Text("c")]


leaves = st.sampled_from(
    [
        always,
        never,
        is_event,
        is_message,
        kind("text"),
        *(intent(name) for name in "ab"),
        intent("a", "b"),
        *(event(name) for name in "xy"),
        event("x", "y"),
        *(in_dialogue(name) for name in "de"),
        chosen("o:"),
        is_member,
        known_to_desk,
    ]
)
filters = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Filter.__and__, inner, inner)
        | st.builds(Filter.__or__, inner, inner)
        | st.builds(Filter.__invert__, inner)
    ),
    max_leaves=6,
)


@given(conditions=st.lists(filters, max_size=8))
def test_what_is_not_asked_would_not_have_matched(conditions: list[Filter]) -> None:
    """Asking only the routes that may be meant finds what asking all of them finds."""
    router = Router()
    for number, condition in enumerate(conditions):
        router.on(condition)(said(str(number)))
    dispatcher = Dispatcher([router])
    wishes, happenings, dialogues, options = "abc", "xyz", "de", ("o:1", "p:1")
    for wanted, happened, running, option, known in product(
        ("", *wishes), ("", *happenings), ("", *dialogues), ("", *options), (False, True)
    ):
        asked = turn(wanted, happened, running, option, known=known)
        matching = [n for n, condition in enumerate(conditions) if condition.test(asked)]
        expected = Text(str(matching[0])) if matching else None
        assert dispatcher.dispatch(asked)[1] == expected


# The house's own table --------------------------------------------------------------------------


def table() -> list[list[str]]:
    lines = Dispatcher(routers()).table()
    asked = [line for line in lines if not line.startswith(("then", "desk"))]
    return [line.split(maxsplit=2) for line in asked]


def test_every_file_with_a_router_answers_something() -> None:
    with_router = {
        module.name
        for module in pkgutil.iter_modules(handlers.__path__)
        if hasattr(importlib.import_module(f"handlers.{module.name}"), "router")
    }
    answering = {handler.partition(".")[0] for _, handler, _ in table()}
    lines = Dispatcher(routers()).table()
    adding = {line.split()[1].partition(".")[0] for line in lines if line.startswith("then")}
    mounted = {
        route.run.__module__.rpartition(".")[2] for router in routers() for route in router.routes
    }
    assert with_router <= answering | adding | mounted
    assert {"follow", "complaint", "human", "help", "thanks", "fallback"} <= answering


def test_the_table_is_printed_in_the_order_of_asking() -> None:
    priorities = [int(priority) for priority, _, _ in table()]
    assert priorities == sorted(priorities)
    assert all(0 <= priority < 1000 for priority in priorities)


def test_no_route_hides_another_with_the_same_condition() -> None:
    conditions = Counter(condition for _, _, condition in table())
    assert [condition for condition, count in conditions.items() if count > 1] == []


def test_every_handler_has_a_name_of_its_own() -> None:
    """One that is asked at two priorities has one name."""
    routes = {(route.handler, route.run) for router in routers() for route in router.routes}
    names = Counter(handler for handler, _ in routes)
    assert [name for name, count in names.items() if count > 1] == []


def test_the_fallback_is_asked_last() -> None:
    assert table()[-1][1].startswith("fallback.")
