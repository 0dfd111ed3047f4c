"""`python -m simulator`: serve a platform and say what to configure in the bot."""

import argparse
import json
import signal
import sys
from pathlib import Path

from simulator.server import Running, start
from simulator.settings import (
    ACCOUNT_KINDS,
    MODES,
    default_aes_key,
    default_app_id,
    default_app_secret,
    default_token,
)
from simulator.wecom.settings import WeComSettings

DEFAULT_PORT = 8600
DEFAULT_WEBHOOK = "http://127.0.0.1:8000/wechat"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="A WeChat official-account platform on this machine.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=DEFAULT_PORT, help="port to listen on; 0 takes a free one")
    add("--webhook", default=DEFAULT_WEBHOOK, help="the bot's address")
    add("--app-id", default=default_app_id(), help="AppID")
    add("--app-secret", default=default_app_secret(), help="AppSecret")
    add("--token", default=default_token(), help="webhook token")
    add("--aes-key", default=default_aes_key(), help="EncodingAESKey, 43 characters")
    add("--mode", choices=MODES, default="safe", help="how webhook bodies are encrypted")
    add("--account", choices=ACCOUNT_KINDS, default="service", help="kind of account")
    add("--name", default="模拟公众号", help="the account's name on the phones")
    add("--customers", type=int, default=3, help="how many customers to begin with")
    add(
        "--customers-file",
        type=Path,
        help="JSON list of {name, openid, following} to begin with instead",
    )
    add("--wecom-webhook", default="", help="the bot's WeCom callback; none: nothing is delivered")
    add(
        "--wecom-file",
        type=Path,
        help="JSON of friends {name, external_userid, friends} and groups {name, owner, robots}",
    )
    add("--clock-file", type=Path, help="keep the clock's offset in seconds in this file")
    add("--cut-off", type=float, default=5.0, help="seconds a webhook has to answer")
    add("--redelivery", type=float, default=5.0, help="seconds from a delivery to the next")
    add("--allow-ip", action="append", default=[], help="admit only these callers (40164)")
    add("--open-platform", action="store_true", help="bound to an Open Platform account: unionids")
    return parser


def _add_customers(running: Running, file: Path) -> None:
    for person in json.loads(file.read_text(encoding="utf-8")):
        running.platform.customer(
            person["name"],
            openid=person.get("openid", ""),
            following=bool(person.get("following", False)),
        )


def _add_company(running: Running, file: Path) -> None:
    corp, given = running.platform.wecom, json.loads(file.read_text(encoding="utf-8"))
    for person in given.get("friends", ()):
        corp.add_friend(
            person["name"],
            *person.get("friends", ()),
            external_userid=person.get("external_userid", ""),
        )
    for group in given.get("groups", ()):
        corp.add_group(group["name"], group["owner"], robots=tuple(group.get("robots", ())))


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        running = start(
            host=given.host,
            port=given.port,
            webhook=given.webhook,
            app_id=given.app_id,
            app_secret=given.app_secret,
            token=given.token,
            aes_key=given.aes_key,
            mode=given.mode,
            account=given.account,
            account_name=given.name,
            customers=0 if given.customers_file else given.customers,
            clock_file=given.clock_file,
            cut_off=given.cut_off,
            redelivery_interval=given.redelivery,
            open_platform=given.open_platform,
            allowed_ips=frozenset(given.allow_ip),
            wecom=WeComSettings(
                given.wecom_webhook,
                cut_off=given.cut_off,
                redelivery_interval=given.redelivery,
            ),
        )
    except (ValueError, OSError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    if given.customers_file:
        _add_customers(running, given.customers_file)
    if given.wecom_file:
        _add_company(running, given.wecom_file)
    sys.stdout.write(_greeting(running))
    sys.stdout.flush()
    try:
        running.wait()
    except KeyboardInterrupt:
        running.stop()
    return 0


def _greeting(running: Running) -> str:
    settings = running.settings
    return (
        f"Phones     {running.url}/\n"
        f"API        {running.url}\n"
        f"Webhook    {settings.webhook}  ({settings.mode} mode, {settings.account} account)\n"
        f"AppID      {settings.app_id}\n"
        f"AppSecret  {settings.app_secret}\n"
        f"Token      {settings.token}\n"
        f"AESKey     {settings.aes_key}\n"
        f"{_company(running)}"
    )


def _company(running: Running) -> str:
    company = running.platform.wecom.settings
    return (
        f"\nWeCom      {running.wecom_url}/\n"
        f"API        {running.wecom_url}\n"
        f"Webhook    {company.webhook or '(none: see --wecom-webhook)'}\n"
        f"CorpID     {company.corp_id}\n"
        f"AgentId    {company.agent_id}\n"
        f"Secret     {company.secret}\n"
        f"Token      {company.token}\n"
        f"AESKey     {company.aes_key}\n"
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
