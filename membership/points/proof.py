"""The ledger's proof: balance = Σ entries = Σ lot.remaining − debt. It alarms, it never fixes."""

from dataclasses import dataclass

from membership.points import proof_repository as repository
from store.statements import Db


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what the rows behind it add up to."""

    what: str
    key: int
    cached: int
    counted: int


def check(db: Db) -> list[Difference]:
    """Return every difference, per account, lot and entry, and in total; none is the proof."""
    found = [Difference(*difference) for difference in repository.differences(db)]
    totals = repository.totals(db)
    pairs = (("total.entries", totals.entries), ("total.lots", totals.lots - totals.debts))
    return found + [
        Difference(what, 0, totals.balance, counted)
        for what, counted in pairs
        if counted != totals.balance
    ]
