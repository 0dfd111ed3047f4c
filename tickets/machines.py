"""The declared states of a conversation and of a ticket, and the one way to move them.

docs/desk.md draws both tables. A move is one conditional update (its row count decides who won)
and one event row; a move that the table does not have is refused with `IllegalMove`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tickets.errors import IllegalMove, NotFound
from tickets.repository import moves as repository
from tickets.repository.rows import Db

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Move:
    """From any of `sources`, `event` leads to `target` where the guard holds."""

    event: str
    sources: tuple[str, ...]
    target: str
    guard: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """The moves of one kind of row."""

    name: str
    states: tuple[str, ...]
    moves: tuple[Move, ...]

    def choose(self, event: str, state: str, owner_id: int | None) -> Move | None:
        """The first move that fits, None where the table has none."""
        for move in self.moves:
            if move.event == event and state in move.sources and GUARDS[move.guard](owner_id):
                return move
        return None


GUARDS: dict[str, Callable[[int | None], bool]] = {
    "": lambda _owner: True,
    "owned": lambda owner: owner is not None,
    "unowned": lambda owner: owner is None,
}

_LIVE = ("queued", "assigned", "waiting_customer", "snoozed")

CONVERSATION = Machine(
    "conversation",
    ("bot", "queued", "assigned", "waiting_customer", "snoozed", "resolved"),
    (
        Move("request_human", ("bot", "resolved"), "queued"),
        Move("assign", ("bot", "resolved", *_LIVE), "assigned"),
        Move("return", ("assigned", "waiting_customer", "snoozed"), "queued"),
        Move("reply", ("bot", "resolved", *_LIVE), "waiting_customer"),
        Move("customer_wrote", ("waiting_customer", "snoozed"), "assigned", "owned"),
        Move("customer_wrote", ("waiting_customer", "snoozed"), "queued", "unowned"),
        Move("snooze", ("queued", "assigned", "waiting_customer"), "snoozed"),
        Move("wake", ("snoozed",), "assigned", "owned"),
        Move("wake", ("snoozed",), "queued", "unowned"),
        Move("resolve", ("bot", *_LIVE), "resolved"),
        Move("hand_back", _LIVE, "bot"),
    ),
)

_WORKING = ("new", "open", "pending", "snoozed")

TICKET = Machine(
    "ticket",
    (*_WORKING, "resolved", "withdrawn", "merged"),
    (
        Move("claim", _WORKING, "open", "unowned"),
        Move("assign", _WORKING, "open"),
        Move("return", ("open", "pending", "snoozed"), "new"),
        Move("reply", _WORKING, "open"),
        Move("pend", ("new", "open"), "pending"),
        Move("customer_wrote", ("pending", "snoozed"), "open", "owned"),
        Move("customer_wrote", ("pending", "snoozed"), "new", "unowned"),
        Move("unanswered", ("pending",), "open"),
        Move("snooze", ("new", "open", "pending"), "snoozed"),
        Move("wake", ("snoozed",), "open", "owned"),
        Move("wake", ("snoozed",), "new", "unowned"),
        Move("resolve", _WORKING, "resolved"),
        Move("reopen", ("resolved", "withdrawn"), "open", "owned"),
        Move("reopen", ("resolved", "withdrawn"), "new", "unowned"),
        Move("withdraw", _WORKING, "withdrawn"),
        Move("merge", _WORKING, "merged"),
    ),
)


def fire(
    session: Db,
    machine: Machine,
    row_id: int,
    event: str,
    *,
    actor: str,
    now: datetime,
    values: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> tuple[str, str]:
    """Move one row, write its event, and return (source, target).

    `values` are columns set by the same update. Raise `IllegalMove` when the table has no such
    move from the row's state, `NotFound` when there is no row.
    """
    for _ in range(ATTEMPTS):
        source = repository.read(session, machine.name, row_id)
        if source is None:
            raise NotFound(machine.name, row_id)
        state, owner = source
        move = machine.choose(event, state, owner)
        if move is None:
            break
        if repository.advance(session, machine.name, row_id, source, move.target, values or {}):
            path = (state, move.target)
            repository.record(session, machine.name, row_id, event, path, actor, detail or {}, now)
            return path
    raise IllegalMove(machine.name, row_id, event, state, owner)
