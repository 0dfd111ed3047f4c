"""Which migration a database is at. Asked by every web process, so it does without Alembic."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


def newest() -> str:
    """The revision that this version of the code expects; the files are named by it, in order."""
    return max(path.stem for path in VERSIONS.glob("[0-9]*.py"))


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest migration."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return bool(version == newest())
