"""The rows that were left out, in a file beside the imported one."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from membership.imports.columns import OURS
from membership.imports.values import Rejection
from membership.imports.wording import shortened

LONGEST_QUOTED = 1000


def path_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.rejected.csv")


class Rejects:
    """Written to the side and put in place whole; the file of an earlier run is replaced.

    Two processes may import one file: each writes aside for itself, and the later stands.
    Its columns are row, column, reason and those of the import, so that it may be corrected and
    imported itself.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path_beside(path)
        self.count = 0
        self._columns = columns
        self._side = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        self._file: IO[str] | None = None

    def add(self, rejection: Rejection) -> None:
        if self._file is None:
            self._file = self._side.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow([*OURS, *self._columns])
        cells = [
            shortened(rejection.cells.get(name, ""), LONGEST_QUOTED) for name in self._columns
        ]
        csv.writer(self._file).writerow(
            [rejection.number, rejection.column, rejection.reason, *cells]
        )
        self.count += 1

    def finish(self) -> Path | None:
        """Put the file in place; return its path, or None when nothing was left out."""
        if self._file is None:
            self.path.unlink(missing_ok=True)
            return None
        self._file.close()
        self._side.replace(self.path)
        return self.path

    def abandon(self) -> None:
        if self._file is not None:
            self._file.close()
            self._side.unlink(missing_ok=True)
