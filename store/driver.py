"""Statements handed to the driver itself, for the path of a message alone.

They run inside SQLAlchemy's transaction on SQLAlchemy's connection; what is left out is its work
per statement, which costs more there than the database does (docs/performance.md).
"""

from typing import Any

from sqlalchemy import Connection


def execute(connection: Connection, sql: str, values: tuple[Any, ...]) -> Any:
    """Execute on the driver and return its cursor; errors are the driver's own."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "mysql":
        cursor = raw.cursor()
        cursor.execute(sql, values)
        return cursor
    return raw.execute(sql, values)


def marked(sql: str, dialect: str) -> str:
    """`sql` with its question marks as the dialect's driver wants them."""
    return sql if dialect == "sqlite" else sql.replace("?", "%s")
