"""Imports, batch by batch: what a batch did is committed with it, and nothing of it otherwise.

Rows are recognised by their external number, so an import that was killed is simply started
again: what is there already is passed over quickly.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from membership import custom_fields
from membership.business_time import CHINA
from membership.custom_fields import CustomField
from membership.errors import FieldError
from membership.imports import (
    custom_columns,
    customer_batch,
    customer_rows,
    order_batch,
    order_rows,
)
from membership.imports.columns import Header, read_header
from membership.imports.outcomes import Outcomes
from membership.imports.rejects import Rejects
from membership.imports.sheets import Unreadable, Values, open_rows
from membership.imports.values import (
    FileRefusedError,
    ImportReport,
    Kind,
    Progress,
    Rejection,
    Row,
    RowError,
)
from membership.imports.wording import reason, sentence, unreadable
from membership.privacy import Privacy
from store.transactions import Store, session_on

BATCH = 1000
RACES_LOST = 5
"""How often a batch begins anew because somebody else wrote the same rows meanwhile."""
Read = Callable[[Row], Any]
Post = Callable[[Session, Sequence[Any]], Outcomes]


def run_import(
    kind: Kind,
    path: Path,
    store: Store,
    *,
    now: datetime,
    privacy: Privacy,
    account: str | None = None,
    timezone: ZoneInfo = CHINA,
    dry_run: bool = False,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> ImportReport:
    """Import a csv or xlsx file; running it twice changes nothing.

    `account` ("wechat:{app_id}") is whose openids a customer file speaks of. Rows that cannot be
    taken go to FILE.rejected.csv, each with a sentence; the rest is kept. A dry run does all that
    and rolls every batch back. `progress` is told rows done and about how many there are.
    Raises `FileRefusedError` when the file as a whole cannot be read, before anything is written.
    """
    with open_rows(path) as (total, values):
        with store.reading() as session:
            fields = custom_fields.all_fields(session) if kind == "customers" else []
            header = _header(kind, values, custom_columns.columns(fields))
            rejects = Rejects(path, list(header.written))
            report = ImportReport(kind, dry_run=dry_run)
            if kind == "customers":
                read, post = _customers(session, now, privacy, account, timezone, fields)
            else:
                read, post = _orders(session, now, timezone)
        work = _Work(store, header, rejects, report, read, post)
        try:
            for rows in _batches(values, header, report, rejects, batch):
                work.take(rows)
                if progress is not None:
                    progress(report.rows, max(total - 1, report.rows))
        except BaseException:
            rejects.abandon()
            raise
    report.rejected = rejects.count
    report.rejected_file = rejects.finish()
    return report


def _header(kind: Kind, values: Iterator[Values], more: Mapping[str, Sequence[str]]) -> Header:
    titles = next(values, None)
    if titles is None:
        raise FileRefusedError("文件是空的，第 1 行应当是列名。")
    if isinstance(titles, Unreadable):
        raise FileRefusedError("第 1 行读不出来，应当是列名。")
    return read_header(kind, titles, more)


def _customers(
    db: Session,
    now: datetime,
    privacy: Privacy,
    account: str | None,
    timezone: ZoneInfo,
    fields: Sequence[CustomField],
) -> tuple[Read, Post]:
    desk = customer_batch.desk(db, privacy=privacy, timezone=timezone, account=account)
    return (
        lambda row: customer_rows.read(row, now=now, timezone=timezone, fields=fields),
        lambda session, rows: customer_batch.post_batch(session, rows, desk, now=now),
    )


def _orders(db: Session, now: datetime, timezone: ZoneInfo) -> tuple[Read, Post]:
    desk = order_batch.desk(db, now=now, timezone=timezone)
    return (
        lambda row: order_rows.read(row, timezone),
        lambda session, rows: order_batch.post_batch(session, rows, desk, now=now),
    )


def _batches(
    values: Iterator[Values], header: Header, report: ImportReport, rejects: Rejects, size: int
) -> Iterator[list[Row]]:
    rows: list[Row] = []
    for number, row in enumerate(values, start=2):
        if isinstance(row, Unreadable):
            report.rows += 1
            column = header.title(row.column) if row.column else ""
            rejects.add(Rejection(number, column, unreadable(number, column, row)))
            continue
        if not any(cell.strip() for cell in row):
            continue
        report.rows += 1
        if len(row) > len(header.names) and any(cell.strip() for cell in row[len(header.names) :]):
            text = f"第 {number} 行「第 {len(header.names) + 1} 列」多出来了，列名里没有它。"
            rejects.add(Rejection(number, "", text, header.cells(row)))
            continue
        rows.append(Row(number, header.cells(row)))
        if len(rows) >= size:
            yield rows
            rows = []
    if rows:
        yield rows


class _RolledBackError(Exception):
    def __init__(self, outcomes: Outcomes) -> None:
        super().__init__()
        self.outcomes = outcomes


class _Work:
    """Takes the rows of one file, batch by batch."""

    def __init__(
        self,
        store: Store,
        header: Header,
        rejects: Rejects,
        report: ImportReport,
        read: Read,
        post: Post,
    ) -> None:
        self._store = store
        self._header = header
        self._rejects = rejects
        self._report = report
        self._read = read
        self._post = post
        self._seen: dict[bytes, int] = {}

    def take(self, rows: Sequence[Row]) -> None:
        """Read, check and post one batch in a transaction of its own."""
        errors: dict[int, RowError] = {}
        ready: list[Any] = []
        for row in rows:
            try:
                parsed = self._read(row)
                self._check_new(row)
            except FieldError as error:
                errors[row.number] = self._row_error(row.number, error)
            except RowError as error:
                errors[row.number] = error
            else:
                ready.append(parsed)
        outcomes = self._transact(ready) if ready else Outcomes()
        for number, refused in outcomes.refused.items():
            errors[number] = self._row_error(number, refused)
        for row in rows:
            if (found := errors.get(row.number)) is not None:
                rejected = Rejection(row.number, found.column, found.reason, row.cells)
                self._rejects.add(rejected)
        self._count(outcomes)

    def _check_new(self, row: Row) -> None:
        key = row.cells.get("external_id", "").strip()
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        first = self._seen.setdefault(digest, row.number)
        if first != row.number:
            column = self._header.written["external_id"]
            text = sentence(row.number, column, f"与第 {first} 行的「{key}」重复")
            raise RowError(row.number, column, text)

    def _row_error(self, number: int, error: FieldError) -> RowError:
        column = self._header.written.get(error.field.split("[")[0], error.field)
        return RowError(number, column, reason(number, column, error))

    def _transact(self, ready: Sequence[Any]) -> Outcomes:
        def work(connection: Connection) -> Outcomes:
            session = session_on(connection)
            outcomes = self._post(session, ready)
            session.flush()
            if self._report.dry_run:
                raise _RolledBackError(outcomes)
            return outcomes

        for lost in range(RACES_LOST + 1):
            try:
                return self._store.transact(work)
            except _RolledBackError as rolled_back:
                return rolled_back.outcomes
            except IntegrityError:
                if lost == RACES_LOST:
                    raise
        raise AssertionError("unreachable")

    def _count(self, outcomes: Outcomes) -> None:
        for outcome in outcomes.done.values():
            match outcome:
                case "created":
                    self._report.created += 1
                case "changed":
                    self._report.changed += 1
                case _:
                    self._report.same += 1
