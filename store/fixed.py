"""Core statements of the path of a message, compiled once and handed to the driver.

They mean what a session would have executed; what is left out is SQLAlchemy's work per execution,
which on a short statement is ten times the database's (docs/performance.md).
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.dialects.mysql.base import MySQLDialect
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import iterate

from store import driver
from store.statements import Db

Convert = Callable[[Any], Any]


class Fixed:
    """One statement; its values are given by the names of its `bindparam`s.

    An INSERT takes `columns` by their names, and no default of Python's. Errors are the driver's.
    """

    def __init__(self, statement: Select[Any] | UpdateBase, *columns: str) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def all(self, db: Db, **values: Any) -> list[Any]:
        """The rows, each with its columns as attributes."""
        compiled, result = self._execute(db, values)
        return [compiled.read(row) for row in result.fetchall()]

    def first(self, db: Db, **values: Any) -> Any:
        """The first row, or None."""
        compiled, result = self._execute(db, values)
        row = result.fetchone()
        return None if row is None else compiled.read(row)

    def run(self, db: Db, **values: Any) -> int:
        """How many rows a statement touched that returns none."""
        return int(self._execute(db, values)[1].rowcount)

    def _execute(self, db: Db, values: dict[str, Any]) -> tuple["_Compiled", Any]:
        connection = db if isinstance(db, Connection) else db.connection()
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = _compile(self._statement, self._columns, connection.dialect)
            self._compiled[name] = compiled
        return compiled, driver.execute(connection, compiled.sql, compiled.bound(values))


class _Compiled(NamedTuple):
    """A statement as one driver wants it, and how values get into it and out of it."""

    sql: str
    order: tuple[str, ...]
    converters: dict[str, Convert]
    constants: dict[str, Any]
    readers: tuple[tuple[int, Convert], ...]
    row: Callable[[Sequence[Any]], Any]

    def bound(self, values: dict[str, Any]) -> tuple[Any, ...]:
        known = {**self.constants}
        for name, convert in self.converters.items():
            known[name] = convert(values[name])
        return tuple([known[name] for name in self.order])

    def read(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for position, convert in self.readers:
            values[position] = convert(values[position])
        return self.row(values)


def _compile(
    statement: Select[Any] | UpdateBase, columns: tuple[str, ...], dialect: Dialect
) -> _Compiled:
    bounds = [one for one in iterate(statement) if isinstance(one, BindParameter)]
    given = {one.key for one in bounds if one.required} | {*columns}
    written = statement.compile(dialect=_positional(dialect), column_keys=list(columns) or None)
    assert isinstance(written, SQLCompiler)
    whole = written.construct_expanded_state(dict.fromkeys(given), escape_names=False)
    converters = {
        **{
            name: bound.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is
            for name, bound in written.binds.items()
        },
        **whole.processors,
    }
    constant = {name: value for name, value in whole.parameters.items() if name not in given}
    selected = list(statement.selected_columns) if isinstance(statement, Select) else []
    readers = [
        column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected
    ]
    return _Compiled(
        sql=whole.statement,
        order=tuple(whole.positiontup or ()),
        converters={name: converters[name] for name in given},
        constants={
            name: converters.get(name, _as_it_is)(value) for name, value in constant.items()
        },
        readers=tuple((place, read) for place, read in enumerate(readers) if read is not None),
        row=_named([column.name for column in selected]),
    )


def _named(columns: list[str]) -> Callable[[Sequence[Any]], Any]:
    row: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]
    made: Callable[[Sequence[Any]], Any] = row._make
    return made


def _positional(dialect: Dialect) -> Dialect:
    """The dialect that writes parameters as `driver.execute` hands them over: by position."""
    match dialect.name:
        case "sqlite":
            return dialect
        case "postgresql":
            return PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    return MySQLDialect(paramstyle="format")


def _as_it_is(value: Any) -> Any:
    return value
