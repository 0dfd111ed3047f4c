"""Ending the connections that others hold to a database, as a server that ends does."""

import sqlalchemy as sa

NO_SUCH_THREAD = 1094
OTHERS = {
    "postgresql": (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ),
    "mysql": (
        "SELECT id FROM information_schema.processlist"
        " WHERE db = database() AND id <> connection_id()"
    ),
}


def end_others(connection: sa.Connection) -> None:
    """End every connection to the same database but this one; SQLite's are nobody's to end."""
    if connection.dialect.name not in OTHERS:
        return
    others = connection.exec_driver_sql(OTHERS[connection.dialect.name]).scalars().all()
    if connection.dialect.name == "mysql":
        for number in others:
            _kill(connection, int(number))


def _kill(connection: sa.Connection, number: int) -> None:
    """Whoever left by itself since it was listed is not an error."""
    try:
        connection.exec_driver_sql(f"KILL {number}")
    except sa.exc.OperationalError as error:
        if error.orig is None or error.orig.args[0] != NO_SUCH_THREAD:
            raise
