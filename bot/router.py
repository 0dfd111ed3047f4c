"""Which handler answers a turn: routers in order of priority, first match wins."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.turn import Answer, Turn

Handler = Callable[[Turn], Answer]
Addition = Callable[[Turn, Answer], Answer]


FACETS: Mapping[str, Callable[[Turn], str]] = {
    "event": lambda turn: turn.inbound.event,
    "intent": lambda turn: turn.intent,
    "dialogue": lambda turn: turn.dialogue["name"] if turn.dialogue else "",
    "lapsed": lambda turn: turn.lapsed["name"] if turn.lapsed else "",
    "choice": lambda turn: "taken" if turn.option else "",
    "member": lambda turn: "yes" if turn.contact.member_id is not None else "",
    "desk": lambda turn: "known" if turn.contact.conversation_id is not None else "",
}
"""What tells beforehand which routes a turn cannot mean: no filter changes any of it."""
Only = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A named condition on a turn; `&`, `|` and `~` combine them.

    `only` names, by facet, all values that it can ever hold for (a facet that is missing: any),
    so that a turn asks only the routes that may be meant.
    """

    name: str
    test: Callable[[Turn], bool]
    only: Only = field(default_factory=dict)

    def __and__(self, other: "Filter") -> "Filter":
        mine, theirs = self.test, other.test
        return Filter(
            f"{self.name} and {other.name}",
            lambda turn: mine(turn) and theirs(turn),
            _both(self.only, other.only),
        )

    def __or__(self, other: "Filter") -> "Filter":
        mine, theirs = self.test, other.test
        return Filter(
            f"{self.name} or {other.name}",
            lambda turn: mine(turn) or theirs(turn),
            _either(self.only, other.only),
        )

    def __invert__(self) -> "Filter":
        mine = self.test
        return Filter(f"not {self.name}", lambda turn: not mine(turn))


def _both(mine: Only, theirs: Only) -> Only:
    return {**mine, **{name: mine.get(name, own) & own for name, own in theirs.items()}}


def _either(mine: Only, theirs: Only) -> Only:
    return {name: mine[name] | theirs[name] for name in mine.keys() & theirs.keys()}


def intent(*names: str) -> Filter:
    """The customer surely wants one of these."""
    wanted = frozenset(names)
    return Filter(
        f"intent {', '.join(names)}", lambda turn: turn.intent in wanted, {"intent": wanted}
    )


def event(*names: str) -> Filter:
    """One of these events of the platform."""
    wanted = frozenset(names)
    return Filter(
        f"event {', '.join(names)}", lambda turn: turn.inbound.event in wanted, {"event": wanted}
    )


def kind(*names: str) -> Filter:
    """A message of one of these kinds: text, image, voice, …"""
    wanted = frozenset(names)
    return Filter(f"kind {', '.join(names)}", lambda turn: turn.inbound.kind in wanted)


def in_dialogue(name: str) -> Filter:
    """This dialogue is running."""
    return Filter(
        f"dialogue {name}",
        lambda turn: turn.dialogue is not None and turn.dialogue["name"] == name,
        {"dialogue": frozenset({name})},
    )


def chosen(prefix: str) -> Filter:
    """A choice whose id begins so was tapped or typed."""
    return Filter(
        f"choice {prefix}",
        lambda turn: turn.option.startswith(prefix),
        {"choice": frozenset({"taken"})},
    )


is_event = Filter("any event", lambda turn: turn.inbound.is_event)
is_message = Filter("any message", lambda turn: not turn.inbound.is_event)
is_member = Filter(
    "is a member",
    lambda turn: turn.contact.member_id is not None,
    {"member": frozenset({"yes"})},
)
known_to_desk = Filter(
    "known to the desk",
    lambda turn: turn.contact.conversation_id is not None,
    {"desk": frozenset({"known"})},
)


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the routing table."""

    priority: int
    handler: str
    filter: Filter
    run: Handler


@dataclass(frozen=True, slots=True)
class After:
    """What may be added to an answer, whoever gave it."""

    priority: int
    handler: str
    filter: Filter
    run: Addition


class Router:
    """The handlers of one file. Lower priorities are asked first."""

    def __init__(self, priority: int = 50) -> None:
        self.priority = priority
        self.routes: list[Route] = []
        self.additions: list[After] = []
        self.beside: list[Route] = []

    def on(self, condition: Filter, priority: int | None = None) -> Callable[[Handler], Handler]:
        """Let the decorated function answer turns that meet the condition."""

        def register(handler: Handler) -> Handler:
            name = f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"
            rank = self.priority if priority is None else priority
            self.routes.append(Route(rank, name, condition, handler))
            return handler

        return register

    def beside_desk(self, condition: Filter) -> Callable[[Handler], Handler]:
        """Let the decorated function answer what is no word to the desk, whoever serves."""

        def register(handler: Handler) -> Handler:
            name = f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"
            self.beside.append(Route(self.priority, name, condition, handler))
            return handler

        return register

    def after(self, condition: Filter) -> Callable[[Addition], Addition]:
        """Let the decorated function amend the answers of turns that meet the condition then."""

        def register(addition: Addition) -> Addition:
            name = f"{addition.__module__.rpartition('.')[2]}.{addition.__name__}"
            self.additions.append(After(self.priority, name, condition, addition))
            return addition

        return register


class Dispatcher:
    """All routes of the house, in the order in which they are asked."""

    def __init__(self, routers: Iterable[Router]) -> None:
        routers = list(routers)
        routes = [route for router in routers for route in router.routes]
        additions = [addition for router in routers for addition in router.additions]
        self._routes = sorted(routes, key=lambda route: route.priority)
        self._additions = sorted(additions, key=lambda addition: addition.priority)
        beside = [route for router in routers for route in router.beside]
        self._beside = sorted(beside, key=lambda route: route.priority)
        named = [route.filter.only.get("event", frozenset()) for route in routes]
        self._events = frozenset[str]().union(*named)
        self._meant: dict[tuple[str, ...], tuple[Route, ...]] = {}

    def dispatch(self, turn: Turn) -> tuple[str, Answer]:
        """Let the first route that matches answer; return its name and the answer."""
        for route in self._may_mean(turn):
            if route.filter.test(turn):
                return route.handler, self._amended(turn, route.run(turn))
        return "unhandled", None

    def beside_desk(self, turn: Turn) -> tuple[str, Answer] | None:
        """The answer to what the desk need not hear of, though it knows the customer."""
        for route in self._beside:
            if route.filter.test(turn):
                return route.handler, route.run(turn)
        return None

    def _may_mean(self, turn: Turn) -> tuple[Route, ...]:
        """The routes whose filter can hold for a turn like this, in order."""
        key = tuple([facet(turn) for facet in FACETS.values()])
        if turn.inbound.event not in self._events:
            key = ("", *key[1:])
        found = self._meant.get(key)
        if found is None:
            values = dict(zip(FACETS, key, strict=True))
            found = self._meant[key] = tuple(
                route
                for route in self._routes
                if all(values[name] in held for name, held in route.filter.only.items())
            )
        return found

    def _amended(self, turn: Turn, answer: Answer) -> Answer:
        for addition in self._additions:
            if addition.filter.test(turn):
                answer = addition.run(turn, answer)
        return answer

    def table(self) -> Iterator[str]:
        """The routing table as lines for a person."""
        for route in self._beside:
            yield f"desk  {route.handler:<32} {route.filter.name}"
        for route in self._routes:
            yield f"{route.priority:>4}  {route.handler:<32} {route.filter.name}"
        for addition in self._additions:
            yield f"then  {addition.handler:<32} {addition.filter.name}"
