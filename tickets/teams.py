"""Teams: who shares a queue, and whose hours and kinds it follows."""

from tickets.repository.teams import (
    TeamView,
    everything,
    names,
    queue_limit,
    save,
)

__all__ = [
    "TeamView",
    "everything",
    "names",
    "queue_limit",
    "save",
]
