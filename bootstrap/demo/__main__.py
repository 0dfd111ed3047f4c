"""`make run`: a demo shop, a simulated WeChat, the web and the clock process, on this machine."""

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bootstrap import clock, parts
from bootstrap.demo import store as shop
from bootstrap.demo import wecom
from bootstrap.demo.ports import free_port
from bootstrap.menus import publishers
from config import ROOT, Settings, load
from knowledge.menus import publishing
from simulator.settings import (
    default_aes_key,
    default_app_id,
    default_app_secret,
    default_token,
)
from simulator.wecom.gateway import PREFIX
from simulator.wecom.settings import WeComSettings as Company
from store import migrate
from store.clock import SystemClock
from store.transactions import Store

WEB_PORT, SIMULATOR_PORT = 8000, 8600
READY_SECONDS = 120
STOP_SECONDS = 10


def main() -> None:
    """Start everything, print where it is, and end it all when asked to stop."""
    started = time.monotonic()
    folder = Path(os.environ.get("DEMO_FOLDER", ROOT / "var" / "demo"))
    folder.mkdir(parents=True, exist_ok=True)
    web, phones = free_port(WEB_PORT), free_port(SIMULATOR_PORT)
    account = _kept(folder / "keys.json")
    environ = _environ(folder, account, web, phones)
    settings = load(environ)
    made = _shop(settings, account["password"])
    people = folder / "customers.json"
    people.write_text(json.dumps(shop.phones(SystemClock().now()), ensure_ascii=False))
    company = folder / "wecom.json"
    company.write_text(json.dumps(wecom.company(SystemClock().now()), ensure_ascii=False))
    programs = _start(environ, _ours(web))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        _wait_for(f"http://127.0.0.1:{web}/readyz", programs)
        programs |= _start(environ, _platform(environ, web, phones, folder))
        _wait_for(f"http://127.0.0.1:{phones}/", programs)
        _publish_menu(settings)
        _say(web, phones, account["password"], made, time.monotonic() - started)
        while not stop.wait(0.5):
            _must_live(programs)
    finally:
        _end(programs)


def _shop(settings: Settings, password: str) -> str:
    store = Store(settings.database_url)
    try:
        migrate.upgrade(store.engine)
        return shop.fill(store, settings, password, now=SystemClock().now())
    finally:
        store.close()


def _kept(file: Path) -> dict[str, str]:
    """This demo's own keys and password, made at its first start."""
    if not file.exists():
        keys = {name: secrets.token_urlsafe(32) for name in ("SECRET_KEY", "DATA_KEY")}
        file.write_text(json.dumps({**keys, "password": secrets.token_urlsafe(6)}))
        file.chmod(0o600)
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


def _environ(folder: Path, account: Mapping[str, str], web: int, phones: int) -> dict[str, str]:
    company = Company()
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'changke.db'}",
        "SECRET_KEY": account["SECRET_KEY"],
        "DATA_KEY": account["DATA_KEY"],
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "CLOCK_FILE": str(folder / "clock"),
        "DEMO": "1",
        "DEMO_LOGIN": f"{shop.STAFF} / {account['password']}",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        "WECHAT_APP_ID": default_app_id(),
        "WECHAT_APP_SECRET": default_app_secret(),
        "WECHAT_TOKEN": default_token(),
        "WECHAT_AES_KEY": default_aes_key(),
        "WECHAT_API_URL": f"http://127.0.0.1:{phones}",
        "WECOM_CORP_ID": company.corp_id,
        "WECOM_AGENT_ID": str(company.agent_id),
        "WECOM_SECRET": company.secret,
        "WECOM_TOKEN": company.token,
        "WECOM_AES_KEY": company.aes_key,
        "WECOM_API_URL": f"http://127.0.0.1:{phones}{PREFIX}",
    }


def _ours(web: int) -> dict[str, list[str]]:
    return {
        "the web process": [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(web), "--blocking-threads", "32", "--backpressure", "64", "--no-ws"),
            *("--workers-kill-timeout", "6", "--log-level", "error", "wsgi:app"),
        ],
        "the clock": [sys.executable, "-m", "scheduler"],
    }


def _platform(
    environ: Mapping[str, str], web: int, phones: int, folder: Path
) -> dict[str, list[str]]:
    return {
        "the simulated WeChat": [
            *(sys.executable, "-m", "simulator", "--port", str(phones)),
            *("--webhook", f"http://127.0.0.1:{web}/wechat"),
            *("--clock-file", environ["CLOCK_FILE"]),
            *("--name", "常客小店", "--customers-file", str(folder / "customers.json")),
            *("--wecom-webhook", f"http://127.0.0.1:{web}/wecom"),
            *("--wecom-file", str(folder / "wecom.json")),
        ]
    }


def _start(
    environ: Mapping[str, str], commands: Mapping[str, list[str]]
) -> dict[str, subprocess.Popen[bytes]]:
    return {
        name: subprocess.Popen(  # noqa: S603 - our own programs
            command,
            cwd=ROOT,
            env=dict(environ),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        for name, command in commands.items()
    }


def _publish_menu(settings: Settings) -> None:
    built = parts.build(settings)
    now = built.clock.now()
    with built.store.session() as session:
        publishing.want(session, actor="demo", now=now, anew=True)
    publishing.perform(built.store, publishers(clock.apis(built)), now=now)
    built.store.close()


def _wait_for(url: str, programs: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        _must_live(programs)
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - this machine
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"changke: {url} did not answer within {READY_SECONDS} s.")


def _must_live(programs: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, program in programs.items():
        if program.poll() is not None:
            raise SystemExit(f"changke: {name} has ended with status {program.returncode}.")


def _end(programs: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for program in programs.values():
        program.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for program in programs.values():
        try:
            program.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            program.kill()


def _say(web: int, phones: int, password: str, made: str, seconds: float) -> None:
    print(  # noqa: T201 - this is the program's answer
        f"""
常客 Changke 已就绪 · ready ({seconds:.1f} s)

  顾客手机  phone     http://127.0.0.1:{phones}/
  企业微信  WeCom     http://127.0.0.1:{phones}/wecom/
  客服后台  console   http://127.0.0.1:{web}/console/
            账号 name {shop.STAFF}   密码 password {password}

{made}
按 Ctrl-C 结束。 Ctrl-C ends it.
""",
        flush=True,
    )


if __name__ == "__main__":
    main()
