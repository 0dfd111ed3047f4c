"""Entries as an xlsx workbook, out and in."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from knowledge import editing, repository
from knowledge.editing import EntryDraft
from knowledge.errors import InvalidError
from knowledge.pictures import shelf as pictures
from knowledge.repository import Db
from knowledge.values import Faq
from knowledge.writing import plain

COLUMNS = (
    "question",
    "variants",
    "answer",
    "category",
    "intent",
    "account",
    "active",
    "starts_at",
    "ends_at",
    "extras",
)
TITLES = {
    "question": "问题",
    "variants": "其他问法（每行一个）",
    "answer": "答案",
    "category": "分类",
    "intent": "意图",
    "account": "账号",
    "active": "启用",
    "starts_at": "开始",
    "ends_at": "结束",
    "extras": "图片和链接（JSON）",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 20_000


class NotAWorkbookError(Exception):
    """The file is no workbook, or not one of these columns."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `rejected` are (row number, field, reason)."""

    added: int
    changed: int
    same: int
    rejected: tuple[tuple[int, str, str], ...]


def written(entries: Iterable[Faq], timezone: tzinfo) -> bytes:
    """The workbook of these entries, its days and hours in `timezone`."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "知识库"
    sheet.append([TITLES[name] for name in COLUMNS])
    sheet.freeze_panes = "A2"
    for entry in entries:
        sheet.append([_cell(value) for value in _values(entry, timezone)])
    for letter, width in zip("ABCDEFGHIJ", (36, 36, 60, 12, 16, 16, 8, 18, 18, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a workbook by column name; raise `NotAWorkbookError`."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError):
        raise NotAWorkbookError from None
    sheet = book.worksheets[0]
    lines = sheet.iter_rows(values_only=True, max_row=MOST_ROWS)
    names = {title: name for name, title in TITLES.items()} | {name: name for name in COLUMNS}
    header = [names.get(str(cell or "").strip()) for cell in next(lines, ())]
    if "question" not in header or "answer" not in header:
        raise NotAWorkbookError
    found = [
        {name: _text(cell) for name, cell in zip(header, line, strict=False) if name}
        for line in lines
    ]
    book.close()
    return found


def imported(
    db: Db,
    found: Sequence[Mapping[str, str]],
    *,
    timezone: tzinfo,
    actor: str,
    now: datetime,
    keep: bool = True,
) -> Imported:
    """Add or change entries; the question tells which. With `keep` False nothing is written.

    What a workbook has no column for stays as it is.
    """
    known = {
        (entry.account, plain(entry.question)): entry for entry in repository.everything(db, Faq)
    }
    added = changed = same = 0
    seen: set[tuple[str, str]] = set()
    rejected: list[tuple[int, str, str]] = []
    for number, row in enumerate(found, 2):
        if not any(row.values()):
            continue
        try:
            key = (row.get("account", ""), plain(row.get("question", "")))
            if key in seen:
                raise InvalidError("question", "twice")
            seen.add(key)
            before = known.get(key)
            kept = dict(zip(COLUMNS, _values(before, timezone), strict=True)) if before else {}
            draft = _draft({**kept, **row}, timezone)
            if before is not None and _values(before, timezone) == _values(draft, timezone):
                same += 1
                continue
            editing.check_entry(draft)
            pictures.check(db, draft.extras)
            if keep:
                old = before.id if before else None
                editing.save_entry(db, draft, key=old, actor=actor, now=now)
        except InvalidError as error:
            rejected.append((number, error.field, error.reason))
            continue
        added, changed = added + (before is None), changed + (before is not None)
    return Imported(added, changed, same, tuple(rejected))


def _values(entry: Faq | EntryDraft, timezone: tzinfo) -> list[str]:
    return [
        entry.question,
        "\n".join(entry.variants),
        entry.answer,
        entry.category,
        entry.intent or "",
        entry.account,
        "是" if entry.active else "否",
        _local(entry.starts_at, timezone),
        _local(entry.ends_at, timezone),
        json.dumps([dict(e) for e in entry.extras], ensure_ascii=False) if entry.extras else "",
    ]


def _local(at: datetime | None, timezone: tzinfo) -> str:
    return "" if at is None else at.astimezone(timezone).strftime("%Y-%m-%d %H:%M")


def _instant(row: Mapping[str, str], name: str, timezone: tzinfo) -> datetime | None:
    if not row.get(name):
        return None
    try:
        return datetime.fromisoformat(row[name]).replace(tzinfo=timezone).astimezone(UTC)
    except ValueError:
        raise InvalidError(name, "syntax") from None


def _cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula; a quote of its own before one is kept."""
    return f"'{value}" if value.lstrip("'").startswith(FORMULA) else value


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    quoted = text.startswith("'") and text.lstrip("'").startswith(FORMULA)
    return text[1:] if quoted else text


def _draft(row: Mapping[str, str], timezone: tzinfo) -> EntryDraft:
    try:
        extras = json.loads(row.get("extras") or "[]")
    except ValueError:
        raise InvalidError("extras", "syntax") from None
    if not isinstance(extras, list) or not all(isinstance(extra, dict) for extra in extras):
        raise InvalidError("extras", "syntax")
    variants = (line.strip() for line in row.get("variants", "").splitlines())
    return EntryDraft(
        question=row.get("question", ""),
        answer=row.get("answer", ""),
        variants=tuple(line for line in variants if line),
        extras=tuple(extras),
        account=row.get("account", ""),
        category=row.get("category", ""),
        intent=row.get("intent") or None,
        active=row.get("active", "是").lower() not in {"否", "no", "false", "0"},
        starts_at=_instant(row, "starts_at", timezone),
        ends_at=_instant(row, "ends_at", timezone),
    )
