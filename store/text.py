"""Looking into text and JSON columns, the same on the three databases."""

from typing import Any

from sqlalchemy import ColumnElement, String, func, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class holds_text(GenericFunction[int]):  # noqa: N801
    """`holds_text(column, needle)`: above 0 where the text occurs, letter case respected."""

    inherit_cache = True
    name = "holds_text"


@compiles(holds_text)
def _instr(element: Any, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(holds_text, "postgresql")
def _strpos(element: Any, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


@compiles(holds_text, "mysql")
@compiles(holds_text, "mariadb")
def _binary_instr(element: Any, compiler: Any, **options: Any) -> str:
    column, needle = (compiler.process(each, **options) for each in element.clauses)
    return f"instr({column}, binary {needle})"


class json_text(GenericFunction[str]):  # noqa: N801
    """`json_text(column, key)`: a value of a JSON object as text, NULL where there is none."""

    type = String()
    inherit_cache = True
    name = "json_text"


@compiles(json_text)
def _arrow(element: Any, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} ->> {key})"


@compiles(json_text, "postgresql")
def _cast_arrow(element: Any, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(each, **options) for each in element.clauses)
    return f"(({column})::jsonb ->> {key})"


@compiles(json_text, "mysql")
@compiles(json_text, "mariadb")
def _extract(element: Any, compiler: Any, **options: Any) -> str:
    column, key = (compiler.process(each, **options) for each in element.clauses)
    return f"json_unquote(json_extract({column}, concat('$.', {key})))"


def contains(column: Any, needle: str) -> ColumnElement[bool]:
    """Whether a text or JSON column holds `needle` exactly as it is stored."""
    return func.holds_text(type_coerce(column, String), type_coerce(needle, String)) > 0


def value_of(column: Any, key: str) -> ColumnElement[str]:
    """The value under `key` of a JSON object, as text."""
    return func.json_text(type_coerce(column, String), type_coerce(key, String))
