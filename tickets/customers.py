"""Who the customer is, for the person who answers: membership in one look (360°)."""

from tickets.repository.customers import (
    Card,
    MemberLine,
    Person,
    Push,
    card,
    contact_ids,
    levels,
    names,
    person,
    points_entries,
    sealed_phone,
    search,
    standing,
    story,
)

__all__ = [
    "Card",
    "MemberLine",
    "Person",
    "Push",
    "card",
    "contact_ids",
    "levels",
    "names",
    "person",
    "points_entries",
    "sealed_phone",
    "search",
    "standing",
    "story",
]
