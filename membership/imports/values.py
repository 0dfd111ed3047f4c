"""What an import takes and what it tells afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["customers", "orders"]
Progress = Callable[[int, int], None]
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file by known column; row 1 is the header, as a spreadsheet counts."""

    number: int
    cells: Cells


class RowError(Exception):
    """One row cannot be taken. `reason` is a whole sentence; `column` is as the file names it."""

    def __init__(self, number: int, column: str, reason: str) -> None:
        super().__init__(number, column, reason)
        self.number = number
        self.column = column
        self.reason = reason


class FileRefusedError(Exception):
    """The file as a whole cannot be imported, and nothing of it was; the text says why."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was left out, its reason, and the row as it came."""

    number: int
    column: str
    reason: str
    cells: Cells = field(default_factory=dict)


@dataclass(slots=True)
class ImportReport:
    """What an import did, in rows. `same` were known already and changed nothing."""

    kind: Kind
    dry_run: bool = False
    rows: int = 0
    created: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    rejected_file: Path | None = None
