"""Where a member stands: what they have, and what is missing to the next level."""

from dataclasses import dataclass
from datetime import datetime

from membership.errors import NotFoundError
from membership.levels import repository
from membership.levels.values import Level, load
from store.statements import Db


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's level. `missing` growth reaches `next_level`; `keep_missing` keeps the level
    beyond `until` (none on a level that does not end)."""

    level: Level | None
    growth: int
    next_level: Level | None
    missing: int
    until: datetime | None
    keep_missing: int


def standing(db: Db, member_id: int) -> Standing:
    """Return a member's standing; `NotFoundError` for no such member."""
    state = repository.read(db, member_id)
    if state is None:
        raise NotFoundError("member", member_id)
    levels = load(db)
    level = levels.of(state.level_id)
    higher = levels.after(level)
    keep_missing = 0
    if level is not None and state.until is not None and state.period_from is not None:
        grown = repository.grown_between(db, member_id, state.period_from, state.until)
        keep_missing = max(0, level.keep_line - grown)
    missing = max(0, higher.line - state.qualifying) if higher else 0
    return Standing(level, state.growth, higher, missing, state.until, keep_missing)
