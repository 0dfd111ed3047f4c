"""The labelled lines of the tests: our fixed set, and real lines when they lie beside the repo."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.understanding.evaluate import Row

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]


def fixed_rows() -> Iterator[Row]:
    for line in (HERE / "evaluation.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            labels, _, text = line.partition(": ")
            intent, *others = labels.split("|")
            yield Row(text, intent, tuple(others))


def real_data(name: str) -> Path | None:
    """The file of real data called `name`, in CHANGKE_REAL_DATA or beside the repository."""
    folder = os.environ.get("CHANGKE_REAL_DATA", str(REPOSITORY.parent / "shared" / "data"))
    path = Path(folder) / name
    return path if path.is_file() else None


def real_objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
