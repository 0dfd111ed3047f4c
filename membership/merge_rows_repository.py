"""Which rows of a member become another's by a merge, and which must stay where they are.

A row stays when the other already has one under the same unique key (a day's sign-in, a year's
birthday gift, a request): it has had its effect, and by `merged_into_id` it is still found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Table

from membership.models import (
    BirthdayGift,
    Coupon,
    Order,
    Redemption,
    Referral,
    ReferralCode,
    SignIn,
)
from messaging.models import Contact
from store import statements
from store.statements import Db

IDS_PER_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Owned:
    """Rows that name their member in `owner`. `once_per`: a member has one for each value of it,
    with "" one only; `never_with`: never the same member there as in `owner`."""

    rows: Table
    owner: str = "member_id"
    number: str = "id"
    once_per: str | None = None
    never_with: str | None = None

    def column(self, name: str) -> "Column[int]":
        return self.rows.c[name]

    def movable(self, from_id: int, to_id: int) -> ColumnElement[bool]:
        chosen: ColumnElement[bool] = self.column(self.owner) == from_id
        if self.never_with is not None:
            chosen &= self.column(self.never_with) != to_id
        return chosen

    def taken(self, db: Db, to_id: int) -> list[object]:
        """Read first, for MySQL does not update a table that the same statement reads."""
        if self.once_per is None:
            return []
        key = self.column(self.once_per or self.owner)
        return list(db.execute(sa.select(key).where(self.column(self.owner) == to_id)).scalars())


OWNED: Mapping[str, Owned] = {
    "contact": Owned(statements.table(Contact)),
    "orders": Owned(statements.table(Order)),
    "coupon": Owned(statements.table(Coupon)),
    "redemption": Owned(statements.table(Redemption), once_per="request_key"),
    "sign_in": Owned(statements.table(SignIn), once_per="day"),
    "birthday_gift": Owned(statements.table(BirthdayGift), once_per="year"),
    "referral_code": Owned(statements.table(ReferralCode), number="code", once_per=""),
    "referral_made": Owned(
        statements.table(Referral), owner="referrer_id", never_with="referred_id"
    ),
    "referral_came": Owned(
        statements.table(Referral), owner="referred_id", once_per="", never_with="referrer_id"
    ),
}


def move(db: Db, from_id: int, to_id: int) -> dict[str, list[int | str]]:
    """Make a member's rows another's; return what was moved by table."""
    return {name: _move(db, owned, from_id, to_id) for name, owned in OWNED.items()}


def move_back(db: Db, moved: Mapping[str, Sequence[int | str]], from_id: int, to_id: int) -> None:
    """Return those of the moved rows that are still where they were moved to."""
    for name, numbers in moved.items():
        _give(db, OWNED[name], numbers, from_id, to_id)


def movable(db: Db, from_id: int, to_id: int) -> dict[str, int]:
    """How many rows of each table `move` would make another's."""
    return {name: len(_movable(db, owned, from_id, to_id)) for name, owned in OWNED.items()}


def _move(db: Db, owned: Owned, from_id: int, to_id: int) -> list[int | str]:
    numbers = _movable(db, owned, from_id, to_id)
    _give(db, owned, numbers, from_id, to_id)
    return numbers


def _movable(db: Db, owned: Owned, from_id: int, to_id: int) -> list[int | str]:
    number, taken = owned.column(owned.number), owned.taken(db, to_id)
    if owned.once_per == "" and taken:
        return []
    key = owned.column(owned.once_per or owned.number)
    found = db.execute(sa.select(number, key).where(owned.movable(from_id, to_id))).all()
    occupied = set(taken) if owned.once_per else set()
    return [row[0] for row in found if row[1] not in occupied]


def _give(db: Db, owned: Owned, numbers: Sequence[int | str], from_id: int, to_id: int) -> None:
    for start in range(0, len(numbers), IDS_PER_STATEMENT):
        chosen = owned.column(owned.number).in_(numbers[start : start + IDS_PER_STATEMENT])
        rows = owned.rows.update().where(chosen, owned.column(owned.owner) == from_id)
        db.execute(rows.values({owned.owner: to_id}))
