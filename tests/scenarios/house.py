"""The web application over one database, without a platform around it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from uuid import uuid4
from zoneinfo import ZoneInfo

from bootstrap import parts
from bootstrap.app import assemble
from bootstrap.parts import Parts
from bot.understanding import Deferred
from config import Settings, WeChatSettings
from store.clock import Clock
from tests.scenarios.posting import Account, Door

SECRET = "a secret for tests only"
UNDERSTANDING = Deferred()
"""One for all that a process builds: it is read from its file once."""


def settings(database_url: str, account: Account | None = None) -> Settings:
    """The spool's folder is only made for a late answer, and is then no other test's."""
    return Settings(
        database_url=database_url,
        secret_key=SECRET,
        data_key=SECRET,
        timezone=ZoneInfo("Asia/Shanghai"),
        public_url="http://127.0.0.1",
        spool=Path(gettempdir()) / f"changke-spool-{uuid4().hex}",
        wechat=WeChatSettings(account.app_id, SECRET, account.token, account.aes_key)
        if account
        else None,
    )


def build(database_url: str, account: Account | None = None, clock: Clock | None = None) -> Parts:
    """The parts of a process; close their store at the end."""
    built = parts.build(settings(database_url, account))
    return replace(built, clock=clock or built.clock, understanding=UNDERSTANDING)


def opened(database_url: str) -> Iterator[Parts]:
    """The parts of a process that no platform is connected to, as a fixture yields them."""
    built = build(database_url)
    yield built
    built.store.close()


def door(built: Parts, account: Account) -> Door:
    """The callback address of the whole application."""
    return Door(assemble(built).wsgi_app, account)
