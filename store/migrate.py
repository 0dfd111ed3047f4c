"""Bring a database's tables to the shape that this version of the code expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

ROOT = Path(__file__).resolve().parent.parent


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations up to `revision`; a second call changes nothing."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the migrations back down to `revision` ("base" for none)."""
    _run(engine, command.downgrade, revision)


def _run(engine: Engine, run: object, revision: str) -> None:
    config = configuration()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        run(config, revision)  # type: ignore[operator]
        connection.commit()
