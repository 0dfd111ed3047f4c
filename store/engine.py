"""Engines for the three databases, each with the settings its durability and order need."""

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError

READ_ONLY = {"read_only": True}
BUSY_TIMEOUT_MS = 5000
CONNECT_SECONDS = 5
FRESH_SECONDS = 1.0
"""A pooled connection that was used so lately is believed to live: asking costs a round trip."""


def create(url: str, *, pool_size: int = 16) -> Engine:
    """Open an engine for an SQLAlchemy address (sqlite, postgresql+psycopg, mysql+pymysql)."""
    name = make_url(url).get_backend_name()
    if name == "sqlite":
        return _sqlite(url, pool_size)
    if name == "postgresql":
        options = f"-c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS}"
        return _pooled(url, pool_size, {"options": options, "connect_timeout": CONNECT_SECONDS})
    engine = _pooled(url, pool_size, {"charset": "utf8mb4", "connect_timeout": CONNECT_SECONDS})
    event.listen(engine, "connect", _mysql_session)
    return engine


def _pooled(url: str, pool_size: int, connect_args: dict[str, Any]) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=CONNECT_SECONDS,
        pool_recycle=1800,
        isolation_level="READ COMMITTED",
        connect_args=connect_args,
    )
    _ask_the_rested(engine)
    return engine


def _ask_the_rested(engine: Engine) -> None:
    """Give out no connection that ended while it rested: the server was started again."""

    def rests(_connection: Any, record: Any) -> None:
        record.info["rests"] = time.monotonic()

    def lives(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get("rests")
        if since is None or time.monotonic() - since < FRESH_SECONDS:
            return
        try:
            alive = engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            alive = False
        if not alive:
            raise InvalidatePoolError

    event.listen(engine, "checkin", rests)
    event.listen(engine, "checkout", lives)


def _mysql_session(connection: Any, _record: Any) -> None:
    seconds = BUSY_TIMEOUT_MS // 1000
    with connection.cursor() as cursor:
        cursor.execute(f"SET time_zone = '+00:00', innodb_lock_wait_timeout = {seconds}")


def _sqlite(url: str, pool_size: int) -> Engine:
    if database := make_url(url).database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    event.listen(engine, "connect", _sqlite_session)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_session(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "cache_size=-16384",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
