"""Teams: who shares a queue, and whose hours and kinds it follows."""

from tickets.repository.teams import (
    TeamView,
    everything,
    names,
    save,
)

__all__ = [
    "TeamView",
    "everything",
    "names",
    "save",
]
