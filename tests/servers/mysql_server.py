"""A private MariaDB, where this machine has one installed."""

import os
import shutil
import uuid
from pathlib import Path

import pymysql
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from tests import patience
from tests.servers.connections import end_others
from tests.servers.process import (
    ServerProcess,
    ServerUnavailableError,
    free_port,
    run_tool,
    unprivileged_account,
)

SEARCH_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
SETTINGS = (
    "--bind-address=127.0.0.1",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--skip-innodb-doublewrite",
    "--innodb-buffer-pool-size=128M",
    "--innodb-log-file-size=32M",
    "--performance-schema=OFF",
    "--max-connections=300",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
)
PLAIN = "ssl_disabled=true"
"""Else each connection first reads every authority that this machine trusts: 20 to 60 ms."""


class MysqlServer:
    """A MariaDB in `folder`, listening on 127.0.0.1 only, root without a password."""

    def __init__(self, folder: Path) -> None:
        installer = shutil.which("mariadb-install-db", path=SEARCH_PATH)
        program = shutil.which("mariadbd", path=SEARCH_PATH)
        if installer is None or program is None:
            raise ServerUnavailableError(
                "no MariaDB server is installed here and TEST_MYSQL_URL is not set"
            )
        account = unprivileged_account()
        account.own(folder)
        data = folder / "data"
        run_tool(
            [
                *(installer, "--no-defaults", f"--datadir={data}", "--skip-test-db"),
                "--auth-root-authentication-method=normal",
            ],
            account,
            folder,
        )
        self._port = free_port()
        self._process = ServerProcess(
            [
                *(program, "--no-defaults", f"--datadir={data}", f"--port={self._port}"),
                *(f"--socket={folder / 'mysql.sock'}", f"--tmpdir={folder}", *SETTINGS),
            ],
            account=account,
            folder=folder,
        )
        self._process.wait_until(self._answers)

    @property
    def url(self) -> str:
        return f"mysql+pymysql://root@127.0.0.1:{self._port}/?{PLAIN}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._process.stop()

    def _answers(self) -> bool:
        try:
            version(self.url)
        except pymysql.OperationalError:
            return False
        return True


def version(server_url: str) -> str:
    with _connect(server_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        (full,) = cursor.fetchone() or ("unknown",)
    return str(full).split("-")[0]


def create_database(server_url: str) -> str:
    """Create an empty utf8mb4 database with a name of its own; return its URL."""
    name = f"changke_test_{uuid.uuid4().hex[:16]}"
    with _connect(server_url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(server_url: str, database_url: str) -> None:
    """Drop a database, whoever is still connected to it: it would wait for their locks."""
    engine = sa.create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        end_others(connection)
        connection.exec_driver_sql(f"DROP DATABASE `{engine.url.database}`")


def _connect(server_url: str) -> "pymysql.Connection[pymysql.cursors.Cursor]":
    url = sa.make_url(server_url)
    return pymysql.connect(
        host=url.host or "127.0.0.1",
        port=url.port or 3306,
        user=url.username or "root",
        password=url.password or "",
        unix_socket=url.query.get("unix_socket"),
        ssl_disabled="ssl_disabled" in url.query,
        connect_timeout=int(patience.SECONDS),
        autocommit=True,
    )
