"""Files to import, and what an import left in the database."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from membership.imports import ImportReport, run_import
from membership.models import (
    GrowthEntry,
    LifecycleTransition,
    Member,
    MemberEvent,
    MemberFigures,
    Order,
    PointsAccount,
    PointsEntry,
    PointsLot,
)
from membership.privacy import Privacy
from messaging.models import Contact
from store.statements import table
from store.transactions import Store

NOW = datetime(2026, 3, 10, 4, tzinfo=UTC)
PRIVACY = Privacy.from_key("a key for tests, long enough")
ACCOUNT = "wechat:wx1"
TABLES: Sequence[Any] = (
    Member,
    PointsAccount,
    PointsEntry,
    PointsLot,
    GrowthEntry,
    MemberEvent,
    Order,
    MemberFigures,
    LifecycleTransition,
    Contact,
)
NUMBERS = ("id", "entry_id", "earned_by_id", "member_id", "contact_id", "phone_sealed")


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def load(kind: Any, path: Path, store: Store, **values: Any) -> ImportReport:
    wanted: dict[str, Any] = {"now": NOW, "privacy": PRIVACY, "account": ACCOUNT} | values
    return run_import(kind, path, store, **wanted)


def rejected(path: Path) -> list[dict[str, str]]:
    beside = path.with_name(f"{path.name}.rejected.csv")
    with beside.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that an import writes: rows without their numbers, but each with whose it is."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with store.reading() as session:
        members = table(Member)
        known = session.execute(select(members.c.id, members.c.external_id))
        names = {row.id: row.external_id for row in known}
        for model in TABLES:
            columns = [c for c in table(model).c if c.name not in NUMBERS]
            owner = table(model).c.get("member_id")
            rows = session.execute(select(*columns, *([owner] if owner is not None else [])))
            found[model.__tablename__] = sorted(
                (
                    (*row[:-1], names.get(row[-1])) if owner is not None else tuple(row)
                    for row in rows
                ),
                key=repr,
            )
    return found
