"""Teams: who shares a queue, and whose hours and kinds it follows."""

from tickets.repository.teams import (
    TeamView,
    at_work,
    everything,
    has_member,
    names,
    queue_limit,
    save,
)

__all__ = [
    "TeamView",
    "at_work",
    "everything",
    "has_member",
    "names",
    "queue_limit",
    "save",
]
