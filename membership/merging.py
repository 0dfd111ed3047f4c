"""Two records that turn out to be one person become one, and can be parted again.

What is moved, and every value that was changed, is written to a journal.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership import aggregates, levels, merge_rows_repository, timeline
from membership import merge_repository as repository
from membership.business_time import CHINA
from membership.errors import MergeError, NotFoundError
from membership.levels import Levels
from membership.levels.growth import period
from membership.points import merging as points_merging
from store.columns import from_micros, to_micros
from store.statements import Db

FILLED = ("external_id", "name", "gender", "birthday_changed_at")
TOGETHER = (
    ("phone_index", "phone_sealed", "phone_hint"),
    ("birthday_calendar", "birthday_year", "birthday_month", "birthday_day"),
)
LEVEL = (
    "level_id",
    "level_since",
    "level_period_from",
    "level_until",
    "level_notice_at",
    "growth_offset",
)
Columns = dict[str, Any]
Growth = tuple[datetime, int]


def merge(
    db: Db, *, kept_id: int, gone_id: int, actor: str, now: datetime, timezone: ZoneInfo = CHINA
) -> int:
    """Let `kept_id` take over all that is `gone_id`'s; return the number to undo it by.

    The kept profile wins, its gaps are filled; tags, growth and points come together, the higher
    level stays, and a 退订 of either holds. Raises `MergeError`.
    """
    kept, gone = _lock(db, kept_id, gone_id)
    points_merging.check_free(db, kept_id, gone_id)
    merge_id = repository.add_journal(db, kept_id, gone_id, actor=actor, now=now)
    known = levels.load(db)
    changes = _joined(kept, gone, known, now, timezone)
    begins = changes.get("level_period_from", kept.level_period_from)
    growth = _growth(db, gone, begins, now)
    journal: Columns = {
        "before": _plain({name: getattr(kept, name) for name in changes}),
        "after": _plain(changes),
        "growth": [[to_micros(at), amount] for at, amount in growth],
        "moved": merge_rows_repository.move(db, gone_id, kept_id),
        "refusals": repository.copy_refusals(db, gone_id, kept_id, now=now),
    }
    points_merging.move(db, kept_id=kept_id, gone_id=gone_id, key=str(merge_id), now=now)
    _move_growth(db, kept_id, gone_id, growth, f"{merge_id}", now)
    repository.update_member(db, kept_id, {**changes, "updated_at": now})
    repository.update_member(
        db, gone_id, {"merged_into_id": kept_id, "level_until": None, "updated_at": now}
    )
    journal["gone_level_until"] = to_micros(gone.level_until) if gone.level_until else None
    repository.write_journal(db, merge_id, journal)
    _rebuild(db, kept_id, gone_id, timezone, now)
    _note_level(db, kept, changes.get("level_id", kept.level_id), known, merge_id, now)
    _note(db, "merged", merge_id, kept_id, gone_id, actor, now)
    return merge_id


def undo(db: Db, merge_id: int, *, actor: str, now: datetime, timezone: ZoneInfo = CHINA) -> None:
    """Part two merged members: what came with the merge and is still there goes back.

    What happened since stays with the kept one; a field changed since keeps its new value. Raises
    `MergeError` (undone, later_merge, held_points) or `NotFoundError`.
    """
    found = repository.lock_journal(db, merge_id)
    if found is None:
        raise NotFoundError("merge", merge_id)
    if found.undone_at is not None:
        raise MergeError("undone")
    kept_id, gone_id, journal = found.kept_id, found.gone_id, found.journal
    kept, gone = _lock(db, kept_id, gone_id, parting=True)
    points_merging.check_free(db, kept_id, gone_id)
    repository.update_member(
        db,
        gone_id,
        {
            "merged_into_id": None,
            "level_until": _instant(journal["gone_level_until"]),
            "updated_at": now,
        },
    )
    points_merging.move_back(db, kept_id=kept_id, gone_id=gone_id, key=str(merge_id), now=now)
    known = levels.load(db)
    reverted = _reverted(kept, journal)
    growth = [(from_micros(at), amount) for at, amount in journal["growth"]]
    left = kept.growth - sum(amount for _, amount in growth)
    reverted |= _still_reached(kept, reverted, left, known, now, timezone)
    repository.update_member(db, kept_id, {**reverted, "updated_at": now})
    _move_growth(db, gone_id, kept_id, growth, f"{merge_id}:undo", now)
    merge_rows_repository.move_back(db, journal["moved"], kept_id, gone.id)
    repository.remove_refusals(db, journal["refusals"])
    repository.close_journal(db, merge_id, actor=actor, now=now)
    _rebuild(db, kept_id, gone_id, timezone, now)
    _note_level(db, kept, reverted.get("level_id", kept.level_id), known, merge_id, now)
    _note(db, "parted", merge_id, kept_id, gone_id, actor, now)


def _lock(db: Db, kept_id: int, gone_id: int, *, parting: bool = False) -> tuple[Any, Any]:
    if kept_id == gone_id:
        raise MergeError("same")
    rows = {number: repository.lock_member(db, number) for number in sorted((kept_id, gone_id))}
    for number, row in rows.items():
        if row is None:
            raise NotFoundError("member", number)
    kept, gone = rows[kept_id], rows[gone_id]
    if kept.merged_into_id is not None:
        raise MergeError("later_merge" if parting else "merged")
    if gone.merged_into_id != (kept_id if parting else None):
        raise MergeError("merged")
    return kept, gone


def _joined(kept: Any, gone: Any, known: Levels, now: datetime, timezone: ZoneInfo) -> Columns:
    """Return the columns of the kept row that change."""
    joined: Columns = {
        "joined_at": min(kept.joined_at, gone.joined_at),
        "tags": list(dict.fromkeys([*kept.tags, *gone.tags])),
        "preferences": {**gone.preferences, **kept.preferences},
        "custom": {**gone.custom, **kept.custom},
    }
    for names in (*((name,) for name in FILLED if name != "external_id"), *TOGETHER):
        if not getattr(kept, names[0]):
            joined |= {name: getattr(gone, name) for name in names}
    joined |= _joined_level(kept, gone, known, now, timezone)
    return {name: value for name, value in joined.items() if getattr(kept, name) != value}


def _joined_level(
    kept: Any, gone: Any, known: Levels, now: datetime, timezone: ZoneInfo
) -> Columns:
    """Return the higher of both levels, or the one that their growth reaches together."""
    mine, theirs = known.of(kept.level_id), known.of(gone.level_id)
    higher = gone if mine and theirs and theirs.line > mine.line else kept
    joined: Columns = {name: getattr(higher, name) for name in LEVEL}
    joined["growth_offset"] = kept.growth_offset + gone.growth_offset
    growth = kept.growth + gone.growth
    return joined | _still_reached(higher, joined, growth, known, now, timezone)


def _still_reached(
    member: Any, changes: Columns, growth: int, known: Levels, now: datetime, timezone: ZoneInfo
) -> Columns:
    """Return the period that begins when `growth` reaches more than the level of `changes`."""
    current = known.of(changes.get("level_id", member.level_id))
    offset = changes.get("growth_offset", member.growth_offset)
    reached = known.reached(growth - offset)
    if reached is None or (current is not None and reached.line <= current.line):
        return {}
    return period(reached, known, now, timezone)


def _plain(columns: Columns) -> Columns:
    return {
        name: {"at": to_micros(value)} if isinstance(value, datetime) else value
        for name, value in columns.items()
    }


def _from_plain(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"at"}:
        return from_micros(value["at"])
    return value


def _instant(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def _reverted(kept: Any, journal: Columns) -> Columns:
    """Return the values before the merge of those columns that nobody changed since."""
    return {
        name: _from_plain(journal["before"][name])
        for name, value in journal["after"].items()
        if getattr(kept, name) == _from_plain(value)
    }


def _growth(db: Db, gone: Any, begins: datetime | None, now: datetime) -> list[Growth]:
    """Return the growth that moves, by when it counts as earned.

    Only what was earned inside the period that the kept member is in helps to keep the level.
    """
    inside = levels.grown_between(db, gone.id, begins, now) if begins is not None else gone.growth
    earlier = now if begins is None else begins - levels.JUST_AFTER
    parts = ((earlier, gone.growth - inside), (now, inside))
    return [(at, amount) for at, amount in parts if amount]


def _move_growth(
    db: Db, to_id: int, from_id: int, growth: Sequence[Growth], key: str, now: datetime
) -> None:
    for part, (at, amount) in enumerate(growth):
        repository.add_growth(db, from_id, -amount, f"{key}:out:{part}", at=at, now=now)
        repository.add_growth(db, to_id, amount, f"{key}:in:{part}", at=at, now=now)


def _rebuild(db: Db, kept_id: int, gone_id: int, timezone: ZoneInfo, now: datetime) -> None:
    for member_id in (kept_id, gone_id):
        aggregates.rebuild(db, member_id, timezone=timezone, now=now, reason="merge")


def _note_level(
    db: Db, kept: Any, level_id: int | None, known: Levels, merge_id: int, now: datetime
) -> None:
    was, became = known.of(kept.level_id), known.of(level_id)
    if was is None or became is None or was == became:
        return
    kind = "level_up" if became.line > was.line else "level_down"
    detail = {"from": was.code, "to": became.code, "source": "merge", "key": str(merge_id)}
    timeline.add(db, kind, detail, member_id=kept.id, now=now)


def _note(
    db: Db, kind: str, merge_id: int, kept_id: int, gone_id: int, actor: str, now: datetime
) -> None:
    detail = {"merge": merge_id, "kept": kept_id, "gone": gone_id}
    for member_id in (kept_id, gone_id):
        timeline.add(db, kind, detail, member_id=member_id, now=now, actor=actor)
