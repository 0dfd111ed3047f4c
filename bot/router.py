"""Which handler answers a turn: routers in order of priority, first match wins."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.turn import Answer, Turn

Handler = Callable[[Turn], Answer]


@dataclass(frozen=True, slots=True)
class Filter:
    """A named condition on a turn; `&`, `|` and `~` combine them."""

    name: str
    test: Callable[[Turn], bool]

    def __and__(self, other: "Filter") -> "Filter":
        mine, theirs = self.test, other.test
        return Filter(
            f"{self.name} and {other.name}", lambda turn: mine(turn) and theirs(turn)
        )

    def __or__(self, other: "Filter") -> "Filter":
        mine, theirs = self.test, other.test
        return Filter(f"{self.name} or {other.name}", lambda turn: mine(turn) or theirs(turn))

    def __invert__(self) -> "Filter":
        mine = self.test
        return Filter(f"not {self.name}", lambda turn: not mine(turn))


def intent(*names: str) -> Filter:
    """The customer surely wants one of these."""
    wanted = frozenset(names)
    return Filter(f"intent {', '.join(names)}", lambda turn: turn.intent in wanted)


def event(*names: str) -> Filter:
    """One of these events of the platform."""
    wanted = frozenset(names)
    return Filter(f"event {', '.join(names)}", lambda turn: turn.inbound.event in wanted)


def kind(*names: str) -> Filter:
    """A message of one of these kinds: text, image, voice, …"""
    wanted = frozenset(names)
    return Filter(f"kind {', '.join(names)}", lambda turn: turn.inbound.kind in wanted)


def in_dialogue(name: str) -> Filter:
    """This dialogue is running."""
    return Filter(
        f"dialogue {name}",
        lambda turn: turn.dialogue is not None and turn.dialogue["name"] == name,
    )


def chosen(prefix: str) -> Filter:
    """A choice whose id begins so was tapped or typed."""
    return Filter(f"choice {prefix}", lambda turn: turn.option.startswith(prefix))


def served_by(who: str) -> Filter:
    return Filter(f"served by {who}", lambda turn: turn.contact.served_by == who)


is_event = Filter("any event", lambda turn: turn.inbound.is_event)
is_message = Filter("any message", lambda turn: not turn.inbound.is_event)


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the routing table."""

    priority: int
    handler: str
    filter: Filter
    run: Handler


class Router:
    """The handlers of one file. Lower priorities are asked first."""

    def __init__(self, priority: int = 50) -> None:
        self.priority = priority
        self.routes: list[Route] = []

    def on(self, condition: Filter, priority: int | None = None) -> Callable[[Handler], Handler]:
        """Let the decorated function answer turns that meet the condition."""

        def register(handler: Handler) -> Handler:
            name = f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"
            rank = self.priority if priority is None else priority
            self.routes.append(Route(rank, name, condition, handler))
            return handler

        return register


class Dispatcher:
    """All routes of the house, in the order in which they are asked."""

    def __init__(self, routers: Iterable[Router]) -> None:
        routes = [route for router in routers for route in router.routes]
        self._routes = sorted(routes, key=lambda route: route.priority)

    def dispatch(self, turn: Turn) -> tuple[str, Answer]:
        """Let the first route that matches answer; return its name and the answer."""
        for route in self._routes:
            if route.filter.test(turn):
                return route.handler, route.run(turn)
        return "unhandled", None

    def table(self) -> Iterator[str]:
        """The routing table as lines for a person."""
        for route in self._routes:
            yield f"{route.priority:>4}  {route.handler:<32} {route.filter.name}"
