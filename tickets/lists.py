"""Tickets as lists: mine, unassigned, all, done; the most urgent on top."""

from tickets.repository.lists import (
    VIEWS,
    ListPage,
    ListRow,
    counts,
    page,
)

__all__ = [
    "VIEWS",
    "ListPage",
    "ListRow",
    "counts",
    "page",
]
