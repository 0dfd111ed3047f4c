"""Statements handed to the driver itself, for the path of a message alone.

They run inside SQLAlchemy's transaction on SQLAlchemy's connection; what is left out is the work
of the layers above per statement, which costs more there than the database does
(docs/performance.md).
"""

from typing import Any

from sqlalchemy import Connection

from store.libpq import execute as execute_on_postgresql
from store.libpq import reserve as reserve_on_postgresql


def execute(connection: Connection, sql: str, values: tuple[Any, ...]) -> Any:
    """Execute and return what has `fetchone`, `fetchall` and `rowcount`.

    `sql` is as `marked` made it; values are None, int and str. Errors are the driver's own.
    """
    raw: Any = connection.connection.driver_connection
    match connection.dialect.name:
        case "sqlite":
            return raw.execute(sql, values)
        case "postgresql":
            return execute_on_postgresql(raw, sql, values)
    cursor = raw.cursor()
    cursor.execute(sql, values)
    return cursor


def reserve(connection: Connection) -> None:
    """Say that this connection is kept for works of the path alone."""
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.driver_connection
        reserve_on_postgresql(raw)


def marked(sql: str, dialect: str) -> str:
    """`sql` with its question marks as the dialect's driver wants them."""
    match dialect:
        case "sqlite":
            return sql
        case "postgresql":
            first, *rest = sql.split("?")
            return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
    return sql.replace("?", "%s")
