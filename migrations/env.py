"""Alembic's entry: runs the migrations on the connection or address it is given."""

import importlib
from pathlib import Path
from typing import Literal

from alembic import context
from sqlalchemy import Connection, String, Text

from store import columns, engine
from store.columns import Model

ROOT = Path(__file__).parent.parent
MODELS = ("[a-z]*/models.py", "[a-z]*/[a-z]*/models.py", "[a-z]*/models/__init__.py")
for models in sorted(path for pattern in MODELS for path in ROOT.glob(pattern)):
    folder = models.relative_to(ROOT).parent.as_posix().removesuffix("/models")
    importlib.import_module(f"{folder.replace('/', '.')}.models")


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types by their names."""
    if kind != "type":
        return False
    if isinstance(item, columns.Instant | columns.Document):
        return f"columns.{type(item).__name__}()"
    if item is columns.BigId or item is columns.LongText:
        return "columns.BigId" if item is columns.BigId else "columns.LongText"
    if isinstance(item, String) and not isinstance(item, Text) and item._variant_mapping:
        return f"columns.key({item.length})"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if given := context.config.attributes.get("connection"):
    run(given)
else:
    with engine.create(context.config.get_main_option("sqlalchemy.url") or "").connect() as own:
        run(own)
