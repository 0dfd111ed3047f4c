"""The parts that every process is made of, built from the settings."""

import os
from dataclasses import dataclass, field

from bootstrap import connections, language_model, logs
from bootstrap.discovery import routers
from bot.pipeline import Pipeline
from bot.router import Dispatcher
from bot.turn import Surroundings
from bot.understanding import Deferred, Understanding
from channels.connection import Connection
from config import Settings, SettingsError, WeChatSettings, load
from membership.privacy import Privacy
from messaging.repository.inbox import Inbox
from store.clock import Clock, OffsetClock, SystemClock
from store.ephemeral import Ephemeral
from store.ephemeral import create as create_ephemeral
from store.transactions import Store

NOTICES = "/notices"
"""Where customers allow 订阅通知."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the edges of one process share."""

    settings: Settings
    store: Store
    clock: Clock
    ephemeral: Ephemeral
    privacy: Privacy
    understanding: Understanding = field(default_factory=Deferred)


def settings() -> Settings:
    """Read the settings and begin to log; a wrong one ends the process with one sentence."""
    try:
        read = load(os.environ)
        language_model.check(read)
    except SettingsError as error:
        raise SystemExit(f"changke: {error}") from None
    connections.check(read)
    logs.configure(read)
    return read


def build(settings: Settings) -> Parts:
    """Build without touching the network or the database yet."""
    clock: Clock = OffsetClock(settings.clock_file) if settings.clock_file else SystemClock()
    return Parts(
        settings=settings,
        store=Store(settings.database_url),
        clock=clock,
        ephemeral=create_ephemeral(settings.redis_url),
        privacy=Privacy.from_key(settings.data_key),
    )


def connection(parts: Parts, time: Clock) -> Connection:
    """The channels that connect themselves."""
    return connections.connect(parts.settings, time, parts.ephemeral, parts.privacy)


def pipeline(parts: Parts) -> Pipeline:
    """The conversation over all handlers."""
    around = Surroundings(
        parts.understanding,
        parts.settings.timezone,
        services={"privacy": parts.privacy, "notices_url": _notices_url(parts.settings)},
        slow_answers=language_model.is_on(parts.settings),
    )
    inbox = Inbox(parts.store.dialect)
    return Pipeline(inbox, Dispatcher(routers()), around, parts.clock)


def _notices_url(settings: Settings) -> str:
    """The page on which customers allow 订阅通知; "" when the account has none."""
    account = settings.wechat
    return f"{settings.public_url}{NOTICES}" if account and account.notices else ""


def has_menus(account: WeChatSettings) -> bool:
    """Whether the account may send msgmenu: service accounts only (errcode 40200 elsewhere)."""
    return account.kind == "service"
