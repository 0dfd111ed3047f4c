"""The levels as staff defined them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from membership.levels import repository
from store.statements import Db


@dataclass(frozen=True, slots=True)
class Level:
    """`line` of growth reaches it; `keep_line` within a period of `period_months` keeps it.

    `percent` is the earning rate: 100 is single points.
    """

    id: int
    code: str
    name: str
    line: int
    keep_line: int
    period_months: int
    percent: int
    benefits: tuple[Mapping[str, Any], ...]
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Levels:
    """All levels, the lowest first; archived ones still describe the members who hold them."""

    every: tuple[Level, ...]

    @property
    def active(self) -> tuple[Level, ...]:
        return tuple(level for level in self.every if not level.archived)

    @property
    def base(self) -> Level | None:
        """Return the level everybody has."""
        return next((level for level in self.active), None)

    def of(self, level_id: int | None) -> Level | None:
        """Return a member's level; none given means the base."""
        if level_id is None:
            return self.base
        return next((level for level in self.every if level.id == level_id), self.base)

    def reached(self, growth: int) -> Level | None:
        """Return the highest level whose line that much growth reaches."""
        return next((level for level in reversed(self.active) if level.line <= growth), None)

    def after(self, level: Level | None) -> Level | None:
        line = -1 if level is None else level.line
        return next((higher for higher in self.active if higher.line > line), None)

    def before(self, level: Level) -> Level | None:
        return next((lower for lower in reversed(self.active) if lower.line < level.line), None)


def load(db: Db) -> Levels:
    """Read all levels."""
    return Levels(
        tuple(
            Level(
                row.id,
                row.code,
                row.name,
                row.line,
                row.keep_line,
                row.period_months,
                row.percent,
                tuple(row.benefits),
                row.archived_at is not None,
            )
            for row in repository.levels(db)
        )
    )
