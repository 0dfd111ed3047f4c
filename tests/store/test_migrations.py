"""Migrations go up and down on every database, and leave what the models say."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects.mysql import DOUBLE

from store import engine as engines
from store import migrate, revision
from store.columns import Model

pytestmark = pytest.mark.filterwarnings("ignore:autoincrement and existing")


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def drift(engine: sa.Engine) -> list[object]:
    """What autogeneration would still change."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _differs})
        return list(compare_metadata(context, Model.metadata))


def _differs(
    _context: MigrationContext,
    _inspected: sa.Column[object],
    _column: sa.Column[object],
    kept: sa.types.TypeEngine[object],
    wanted: sa.types.TypeEngine[object],
) -> bool | None:
    """MySQL keeps FLOAT(53) as DOUBLE, which is what it asks for; the rest is Alembic's to say."""
    same = isinstance(kept, DOUBLE) and isinstance(wanted, sa.Float) and wanted.precision == 53
    return False if same else None


def schema(engine: sa.Engine) -> dict[str, object]:
    """Every table with its columns, indexes and unique keys, as the database tells them."""
    inspector = sa.inspect(engine)
    return {
        table: (
            [
                (column["name"], str(column["type"]), column["nullable"], str(column["default"]))
                for column in inspector.get_columns(table)
            ],
            sorted(_spelled(index) for index in inspector.get_indexes(table)),
            sorted(str(unique) for unique in inspector.get_unique_constraints(table)),
        )
        for table in sorted(tables(engine))
    }


SQLITE_COLUMNS = """
SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table'"""
SQLITE_INDEXES = """
SELECT t.name, i.origin, i."unique", s.sql, k.seqno, k.name
FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) k
LEFT JOIN sqlite_schema s ON s.name = i.name WHERE t.type = 'table'"""


def sqlite_schema(engine: sa.Engine) -> list[str]:
    """The same of SQLite in two questions: `schema` asks a thousand, and a test asks it often."""
    with engine.connect() as connection:
        told = [connection.exec_driver_sql(sql) for sql in (SQLITE_COLUMNS, SQLITE_INDEXES)]
        rows = [tuple(row) for answer in told for row in answer]
    return sorted(str(row) for row in rows if row[0] != "alembic_version")


def _spelled(index: Any) -> str:
    """An index in words; the condition of a partial one is an object to SQLAlchemy."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def test_the_chain_of_migrations_is_one_line() -> None:
    scripts = ScriptDirectory.from_config(migrate.configuration())
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


@pytest.mark.races
def test_migrations_leave_what_the_models_say(database_url: str) -> None:
    engine = engines.create(database_url)
    assert not revision.is_current(engine)
    migrate.upgrade(engine)
    assert revision.is_current(engine)
    assert drift(engine) == []
    assert tables(engine) == set(Model.metadata.tables)
    migrate.upgrade(engine)
    engine.dispose()


def test_migrations_go_down_and_up_again(database_url: str) -> None:
    engine = engines.create(database_url)
    migrate.upgrade(engine)
    whole = schema(engine)
    migrate.downgrade(engine, "base")
    assert tables(engine) == set()
    migrate.upgrade(engine)
    assert schema(engine) == whole
    engine.dispose()


def test_each_migration_can_be_taken_back_alone(sqlite_url: str) -> None:
    engine = engines.create(sqlite_url)
    scripts = list(ScriptDirectory.from_config(migrate.configuration()).walk_revisions())
    before = sqlite_schema(engine)
    for script in reversed(scripts):
        migrate.upgrade(engine, script.revision)
        after = sqlite_schema(engine)
        migrate.downgrade(engine, script.down_revision or "base")  # type: ignore[arg-type]
        assert sqlite_schema(engine) == before
        migrate.upgrade(engine, script.revision)
        before = after
    assert sqlite_schema(engine) == after
    engine.dispose()
