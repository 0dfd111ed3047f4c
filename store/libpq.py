"""Prepared statements on libpq, through psycopg's documented low-level module.

Source: psycopg.org/psycopg3/docs/api/pq.html. psycopg's own cursors adapt any type both ways,
which on three short statements a message is a third of the message's cost.
"""

from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

Row = tuple[Any, ...]
_INTEGERS = {20, 21, 23, 1700}
_BOOLEAN = 16
_DONE = {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}
_prepared: "WeakKeyDictionary[psycopg.Connection[Any], dict[str, bytes]]" = WeakKeyDictionary()
"""Which statements a connection knows by which name."""


class Result:
    """The rows of one statement: None, int, bool and str."""

    def __init__(self, result: "pq.abc.PGresult") -> None:
        columns = range(result.nfields)
        readers = [_reader(result.ftype(column)) for column in columns]
        self._rows: list[Row] = [
            tuple(
                [
                    None if (value := result.get_value(row, column)) is None else read(value)
                    for column, read in zip(columns, readers, strict=True)
                ]
            )
            for row in range(result.ntuples)
        ]
        self.rowcount = result.command_tuples or 0

    def fetchone(self) -> Row | None:
        return self._rows[0] if self._rows else None

    def fetchall(self) -> list[Row]:
        return self._rows


def reserve(connection: "psycopg.Connection[Any]") -> None:
    """Keep psycopg from preparing on this connection: at a rollback it would forget our names too
    (it sends DEALLOCATE ALL)."""
    connection.prepare_threshold = None


def execute(connection: "psycopg.Connection[Any]", sql: str, values: tuple[Any, ...]) -> Any:
    """Execute inside the connection's transaction, which is begun if it is not yet.

    Only a reserved connection has prepared statements of ours.
    """
    if connection.prepare_threshold is not None:
        return psycopg.RawCursor(connection).execute(sql.encode(), values)
    libpq = connection.pgconn
    if libpq.transaction_status == pq.TransactionStatus.IDLE:
        _checked(libpq, libpq.exec_(b"BEGIN"))
    known = _prepared.setdefault(connection, {})
    name = known.get(sql)
    if name is None:
        name = f"changke_{len(known)}".encode()
        _checked(libpq, libpq.prepare(name, sql.encode()))
        known[sql] = name
    texts: Any = [_text(value) for value in values]
    return Result(_checked(libpq, libpq.exec_prepared(name, texts)))


def _checked(libpq: "pq.abc.PGconn", result: "pq.abc.PGresult") -> "pq.abc.PGresult":
    if result.status in _DONE:
        return result
    if libpq.status == pq.ConnStatus.BAD:
        raise psycopg.OperationalError("the connection is lost")
    raise error_from_result(result)


def _text(value: Any) -> bytes | None:
    return None if value is None else str(value).encode("utf-8", "replace")


def _reader(oid: int) -> Any:
    if oid in _INTEGERS:
        return int
    return _is_true if oid == _BOOLEAN else bytes.decode


def _is_true(value: bytes) -> bool:
    return value == b"t"
