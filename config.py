"""Settings, read from the environment once, at the edge of the process."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent
WECOM_API_URL = "https://qyapi.weixin.qq.com"
AccountKind = Literal["service", "subscription", "test"]


class SettingsError(Exception):
    """A setting is missing or malformed; the text is one sentence that names it."""


@dataclass(frozen=True, slots=True)
class WeChatSettings:
    """One official account. `aes_key` is empty for an account in plain mode."""

    app_id: str
    app_secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False, default="")
    api_url: str = "https://api.weixin.qq.com"
    kind: AccountKind = "service"
    templates: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WeComSettings:
    """One self-built WeCom application."""

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    api_url: str = WECOM_API_URL


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the process is told from outside (docs/operations.md lists the variables)."""

    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    data_key: str = field(repr=False)
    timezone: ZoneInfo
    public_url: str
    redis_url: str = field(repr=False, default="")
    broker_url: str = field(repr=False, default="")
    wechat: WeChatSettings | None = None
    wecom: WeComSettings | None = None
    clock_file: Path | None = None
    spool: Path = ROOT / "var" / "spool"
    demo_login: str = field(repr=False, default="")
    log_level: str = "INFO"
    extras: Mapping[str, str] = field(default_factory=dict, repr=False)


def load(environ: Mapping[str, str]) -> Settings:
    """Read and check the settings; raise `SettingsError` naming the first wrong variable."""
    read = _Reader(environ)
    return Settings(
        database_url=_database_url(read),
        secret_key=read.secret("SECRET_KEY"),
        data_key=read.secret("DATA_KEY"),
        timezone=_timezone(read),
        public_url=read.url("PUBLIC_URL", "http://127.0.0.1:8000", {"http", "https"}),
        redis_url=read.url("REDIS_URL", "", {"redis", "rediss", "unix"}),
        broker_url=read.url("BROKER_URL", "", {"redis", "rediss", "amqp", "amqps"}),
        wechat=_wechat(read),
        wecom=_wecom(read),
        clock_file=Path(clock) if (clock := read.get("CLOCK_FILE")) else None,
        spool=Path(read.get("SPOOL_FOLDER", str(ROOT / "var" / "spool"))),
        demo_login=read.get("DEMO_LOGIN") if _is_demo(read) else "",
        log_level=read.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"}),
        extras=_extras(environ),
    )


_TEMPLATE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
_DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
    "mysql+pymysql": "mysql+pymysql",
    "mariadb+pymysql": "mysql+pymysql",
}


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def get(self, name: str, default: str = "") -> str:
        return self._environ.get(name, "").strip() or default

    def required(self, name: str, why: str = "it must be set") -> str:
        if not (value := self.get(name)):
            raise SettingsError(f"{name} is missing: {why}.")
        return value

    def secret(self, name: str) -> str:
        value = self.required(name, "set it to a long random string and keep it")
        if len(value) < 16:
            raise SettingsError(f"{name} is too short: it needs at least 16 characters.")
        return value

    def choice(self, name: str, default: str, allowed: set[str]) -> str:
        if (value := self.get(name, default)) not in allowed:
            raise SettingsError(f"{name} must be one of {', '.join(sorted(allowed))}.")
        return value

    def url(self, name: str, default: str, schemes: set[str]) -> str:
        value = self.get(name, default)
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            parts.port  # noqa: B018 - reading the port validates it
        except ValueError:
            raise SettingsError(f"{name} is not a valid address.") from None
        is_web = parts.scheme in {"http", "https"}
        if parts.scheme not in schemes or not (parts.netloc or (parts.path and not is_web)):
            names = ", ".join(sorted(schemes))
            raise SettingsError(f"{name} must be an address that starts with {names}.")
        return value.rstrip("/")

    def aes_key(self, name: str, value: str) -> str:
        if value and not _AES_KEY.fullmatch(value):
            raise SettingsError(f"{name} must be the 43 letters and digits of an EncodingAESKey.")
        return value


def _extras(environ: Mapping[str, str]) -> dict[str, str]:
    """What the language model and the channels that connect themselves read on their own."""
    folders = [found.parent.name for found in ROOT.glob("channels/*/connection.py")]
    prefixes = ("LLM_", *(f"{name.upper()}_" for name in folders))
    return {name: value for name, value in environ.items() if name.startswith(prefixes)}


def _database_url(read: _Reader) -> str:
    value = read.get("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'changke.db'}")
    scheme, colon, rest = value.partition("://")
    if not colon or scheme not in _DRIVERS:
        raise SettingsError("DATABASE_URL must start with sqlite:///, postgresql:// or mysql://.")
    try:
        place = urlsplit(f"//{rest.rpartition('@')[2]}")
        place.port  # noqa: B018 - reading the port validates it
    except ValueError:
        raise SettingsError("DATABASE_URL is not a valid address.") from None
    if len(place.path) <= 1:
        raise SettingsError("DATABASE_URL must end with the name of a database.")
    return f"{_DRIVERS[scheme]}://{rest}"


def _is_demo(read: _Reader) -> bool:
    return read.choice("DEMO", "0", {"0", "1"}) == "1"


def _timezone(read: _Reader) -> ZoneInfo:
    name = read.get("TIMEZONE", "Asia/Shanghai")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise SettingsError(
            "TIMEZONE must be a name of the tz database, such as Asia/Shanghai."
        ) from None


def _wechat(read: _Reader) -> WeChatSettings | None:
    api_url = read.url("WECHAT_API_URL", "https://api.weixin.qq.com", {"http", "https"})
    names = ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY")
    if not any(read.get(name) for name in names):
        return None
    why = "the official account needs WECHAT_APP_ID, WECHAT_APP_SECRET and WECHAT_TOKEN"
    templates, notices = (_ids(read, name) for name in ("WECHAT_TEMPLATES", "WECHAT_NOTICES"))
    if not templates.keys().isdisjoint(notices):
        raise SettingsError("WECHAT_NOTICES must use other names than WECHAT_TEMPLATES.")
    return WeChatSettings(
        app_id=read.required("WECHAT_APP_ID", why),
        app_secret=read.required("WECHAT_APP_SECRET", why),
        token=read.required("WECHAT_TOKEN", why),
        aes_key=read.aes_key("WECHAT_AES_KEY", read.get("WECHAT_AES_KEY")),
        api_url=api_url,
        kind=read.choice("WECHAT_KIND", "service", {"service", "subscription", "test"}),  # type: ignore[arg-type]
        templates=templates,
        notices=notices,
    )


def _ids(read: _Reader, setting: str) -> dict[str, str]:
    """Our names of templates with the platform's ids: `birthday=ID,points_expiring=ID`."""
    pairs = [pair.partition("=")[::2] for pair in read.get(setting).split(",") if pair.strip()]
    found = {name.strip(): number.strip() for name, number in pairs}
    wrong = [name for name, number in found.items() if not (name and _TEMPLATE.fullmatch(number))]
    if wrong or len(found) < len(pairs):
        raise SettingsError(f"{setting} must be name=TEMPLATE_ID pairs, divided by commas.")
    return found


def _wecom(read: _Reader) -> WeComSettings | None:
    api_url = read.url("WECOM_API_URL", WECOM_API_URL, {"http", "https"})
    names = ("CORP_ID", "AGENT_ID", "SECRET", "TOKEN", "AES_KEY")
    if not any(read.get(f"WECOM_{name}") for name in names):
        return None
    why = "WeCom needs WECOM_" + ", WECOM_".join(names)
    agent_id = read.required("WECOM_AGENT_ID", why)
    if not agent_id.isdecimal():
        raise SettingsError("WECOM_AGENT_ID must be a whole number.")
    return WeComSettings(
        corp_id=read.required("WECOM_CORP_ID", why),
        agent_id=int(agent_id),
        secret=read.required("WECOM_SECRET", why),
        token=read.required("WECOM_TOKEN", why),
        aes_key=read.aes_key("WECOM_AES_KEY", read.required("WECOM_AES_KEY", why)),
        api_url=api_url,
    )
