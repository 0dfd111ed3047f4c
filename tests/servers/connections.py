"""Ending the connections that others hold to a database, as a server that ends does."""

import sqlalchemy as sa

from tests import patience

NO_SUCH_THREAD = 1094
OTHERS = {
    "postgresql": (
        f"SELECT pg_terminate_backend(pid, {int(patience.MILLISECONDS)}) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ),
    "mysql": (
        "SELECT id FROM information_schema.processlist"
        " WHERE db = database() AND id <> connection_id()"
    ),
}


def end_others(connection: sa.Connection) -> None:
    """End every connection to the same database but this one, and wait until each has undone or
    committed what it was doing; SQLite's are nobody's to end."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(OTHERS["postgresql"]).all()
    elif connection.dialect.name == "mysql":
        patience.until(lambda: not _killed(connection))


def _killed(connection: sa.Connection) -> int:
    """Ask each to end; how many there were. A server takes its time to end one."""
    others = connection.exec_driver_sql(OTHERS["mysql"]).scalars().all()
    for number in others:
        _kill(connection, int(number))
    return len(others)


def _kill(connection: sa.Connection, number: int) -> None:
    """Whoever left by itself since it was listed is not an error."""
    try:
        connection.exec_driver_sql(f"KILL {number}")
    except sa.exc.OperationalError as error:
        if error.orig is None or error.orig.args[0] != NO_SUCH_THREAD:
            raise
