"""Staff edit the levels as one list; what was reached before stays reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from membership import checks, rules
from membership.errors import FieldError
from membership.levels import repository
from membership.levels.values import Levels, load
from store.statements import Db

MOST_LEVELS = 20
_FIELDS = ("code", "name", "line", "keep_line", "period_months", "percent", "benefits")


def save(db: Db, document: object, *, actor: str, now: datetime) -> Levels:
    """Make the levels those of `document`, a list with the lowest first.

    A level missing from it is archived: nobody reaches it any more. Raises `FieldError` with a
    path such as `levels[1].line`. Each version is kept.
    """
    rows = _parse(document)
    kept = {level.code: level for level in load(db).every}
    for code in kept.keys() - {row["code"] for row in rows}:
        repository.update_level(db, kept[code].id, {"archived_at": now})
    for rank, row in enumerate(rows):
        values = {**row, "rank": rank, "archived_at": None}
        if (old := kept.get(row["code"])) is None:
            repository.add_level(db, values)
        else:
            repository.update_level(db, old.id, values)
    version = {"levels": rows}
    rules.add_version(db, "levels", version, actor=actor, active_from=now, now=now)
    return load(db)


def _parse(document: object) -> list[dict[str, Any]]:
    found = checks.items("levels", document, most=MOST_LEVELS)
    if not found:
        raise FieldError("levels", "missing")
    rows = [_level(f"levels[{at}]", fields) for at, fields in enumerate(found)]
    for at, row in enumerate(rows):
        _check_order(f"levels[{at}]", row, rows[:at])
    return rows


def _level(path: str, document: object) -> dict[str, Any]:
    fields = checks.mapping(path, document, _FIELDS)
    return {
        "code": checks.text(f"{path}.code", fields.get("code"), most=64, least=1),
        "name": checks.text(f"{path}.name", fields.get("name"), most=64, least=1),
        "line": checks.whole(f"{path}.line", fields.get("line")),
        "keep_line": checks.whole(f"{path}.keep_line", fields.get("keep_line", 0)),
        "period_months": checks.whole(
            f"{path}.period_months", fields.get("period_months", 12), least=1, most=120
        ),
        "percent": checks.whole(
            f"{path}.percent", fields.get("percent", 100), most=rules.MOST_PERCENT
        ),
        "benefits": [
            _benefit(f"{path}.benefits[{at}]", benefit)
            for at, benefit in enumerate(
                checks.items(f"{path}.benefits", fields.get("benefits", []), most=50)
            )
        ],
    }


def _benefit(path: str, document: object) -> dict[str, str]:
    fields = checks.mapping(path, document, ("title", "text"))
    return {
        "title": checks.text(f"{path}.title", fields.get("title"), most=32, least=1),
        "text": checks.text(f"{path}.text", fields.get("text", ""), most=200),
    }


def _check_order(path: str, row: Mapping[str, Any], lower: list[dict[str, Any]]) -> None:
    if not lower and row["line"] != 0:
        raise FieldError(f"{path}.line", "too_large", 0)
    if lower and row["line"] <= lower[-1]["line"]:
        raise FieldError(f"{path}.line", "too_small", lower[-1]["line"] + 1)
    if any(row["code"] == other["code"] for other in lower):
        raise FieldError(f"{path}.code", "taken")
