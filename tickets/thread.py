"""What was said and done with one customer, in order."""

from tickets.repository.thread import (
    Entry,
    Seen,
    Thread,
    newest,
    read,
    unseen,
)

__all__ = [
    "Entry",
    "Seen",
    "Thread",
    "newest",
    "read",
    "unseen",
]
