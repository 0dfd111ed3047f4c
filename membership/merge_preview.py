"""What merging two members would do, before anybody does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from membership import customers, levels, merge_rows_repository, points
from membership import merge_repository as repository
from membership.customer_values import Profile
from membership.errors import MergeError
from store.statements import Db

FILLED = ("name", "phone_hint", "gender", "birthday")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as they stand."""

    profile: Profile
    points: int
    held: int
    level: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`moved` counts the rows that go over by table; `filled` names the gaps that are closed.
    `problem` is what stands in the way, as of `MergeError`."""

    kept: Side
    gone: Side
    moved: Mapping[str, int]
    filled: tuple[str, ...]
    problem: str | None


@dataclass(frozen=True, slots=True)
class OpenMerge:
    """A merge that can be undone."""

    id: int
    gone_id: int
    merged_at: datetime


def preview(db: Db, *, kept_id: int, gone_id: int, now: datetime) -> Preview:
    """Look at both and write nothing; raise `MergeError` or `NotFoundError` for a wrong pair."""
    if kept_id == gone_id:
        raise MergeError("same")
    kept, gone = (_side(db, number, now) for number in (kept_id, gone_id))
    if kept.profile.merged_into_id or gone.profile.merged_into_id:
        raise MergeError("merged")
    return Preview(
        kept,
        gone,
        merge_rows_repository.movable(db, gone_id, kept_id),
        tuple(
            name
            for name in FILLED
            if getattr(gone.profile, name) and not getattr(kept.profile, name)
        ),
        "held_points" if kept.held or gone.held else None,
    )


def open_merges(db: Db, kept_id: int) -> list[OpenMerge]:
    """The merges into a member that nobody has undone, the newest first."""
    return [
        OpenMerge(row.id, row.gone_id, row.merged_at)
        for row in repository.open_merges(db, kept_id)
    ]


def _side(db: Db, member_id: int, now: datetime) -> Side:
    profile = customers.get(db, member_id)
    found = points.summary(db, member_id, now=now)
    level = levels.load(db).of(profile.level_id)
    return Side(profile, found.balance, found.held, level.name if level else "")
