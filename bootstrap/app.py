"""The web process: WeChat's callback in front, Flask behind it."""

import os
import sys
from collections.abc import Callable, Iterable
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, redirect

import api
import console
from bootstrap import commands, health, logs, notice_page, parts, wecom
from bootstrap.labour import process_name
from bootstrap.leaving import Leaving
from bootstrap.parts import Parts
from bootstrap.wecom_door import Awakening, Door
from bot.spool import Spool
from bot.webhook import Conversation, Webhook
from channels.wechat.callback import WeChatChannel
from config import Settings
from console.public import form as public_form
from messaging.channel import Channel
from store.clock import SystemClock
from store.listening import Live
from surveys.links import Links

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
DOORS = "doors"
SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter from one that waits.

A customer's turn gives it away at each of its dozens of calls into the database, and waited the
default 5 ms to have it back whenever a page was being drawn: 0.36 s beside three of them.
"""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; a wrong setting ends the process with one sentence."""
    sys.setswitchinterval(SWITCH_SECONDS)
    app = assemble(parts.build(settings or parts.settings()))
    Finalize(None, close, (app,), exitpriority=1)
    return app


def close(app: Flask) -> None:
    """End what works on threads of its own, then let the database go.

    It runs when the process that built the application ends, under any server.
    """
    for door in app.extensions[DOORS].values():
        if isinstance(door, Door):
            door.close()
    app.extensions[console.EXTENSION].live.close()
    app.extensions["parts"].store.close()


def assemble(built: Parts) -> Flask:
    """The Flask application over parts that exist."""
    app = Flask("changke", root_path=os.fspath(Path(__file__).parent), static_folder=None)
    app.secret_key = built.settings.secret_key
    app.extensions["parts"] = built
    app.register_blueprint(health.blueprint(built.store, SystemClock()))
    app.add_url_rule("/", view_func=lambda: redirect("/console/"), endpoint="front")
    _install_console(app, built)
    app.register_blueprint(_api(built))
    app.register_blueprint(_survey_form(built))
    app.register_blueprint(notice_page.create(built))
    commands.install(app)
    doors = app.extensions[DOORS] = _doors(built)
    plain = {**doors, **console.doors(app)}
    app.wsgi_app = _in_front(plain, app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.after_request(_stamp)
    return app


def _install_console(app: Flask, built: Parts) -> None:
    settings = built.settings
    desk = console.Desk(
        store=built.store,
        clock=built.clock,
        timezone=settings.timezone,
        live=Live(built.store, leaving=Leaving()),
        privacy=built.privacy,
        secure_cookies=settings.public_url.startswith("https:"),
        demo_login=settings.demo_login,
    )
    console.install(app, desk)


def _api(built: Parts) -> Blueprint:
    settings = built.settings
    return api.blueprint(
        api.Api(
            store=built.store,
            clock=built.clock,
            timezone=settings.timezone,
            privacy=built.privacy,
            account=f"wechat:{settings.wechat.app_id}" if settings.wechat else "",
            public_url=settings.public_url,
        )
    )


def _survey_form(built: Parts) -> Blueprint:
    links = Links(built.settings.secret_key, built.settings.public_url)
    return public_form.blueprint(public_form.FormDoor(built.store, built.clock, links))


def _doors(built: Parts) -> dict[str, Wsgi]:
    """The platforms' callback addresses that are configured."""
    account, company = built.settings.wechat, wecom.channel(built)
    callbacks = parts.connection(built, built.clock).callbacks
    if account is None and company is None and not callbacks:
        return {}
    conversation = parts.pipeline(built)
    doors: dict[str, Wsgi] = {
        address: _webhook(built, found, conversation, address.strip("/"))
        for address, found in callbacks.items()
    }
    if account is not None:
        channel = WeChatChannel(
            account.app_id, account.token, account.aes_key, menus=parts.has_menus(account)
        )
        doors["/wechat"] = _webhook(built, channel, conversation, "")
    if company is not None:
        webhook = _webhook(built, company, Awakening(conversation), "wecom")
        puller = wecom.puller(
            built, wecom.api(built), lambda: conversation, f"web:{process_name()}"[-64:]
        )
        doors["/wecom"] = webhook if puller is None else Door(webhook, puller)
    return doors


def _webhook(built: Parts, channel: Channel, turns: Conversation, spool: str) -> Webhook:
    kept = Spool(built.settings.spool / spool)
    return Webhook(channel, turns, built.store, built.clock, health.meter, kept)


def _in_front(doors: dict[str, Wsgi], behind: Wsgi) -> Wsgi:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        logs.new_request()
        return doors.get(environ["PATH_INFO"], behind)(environ, start_response)

    return application


def _stamp(response: Any) -> Any:
    response.headers["X-Request-Id"] = logs.REQUEST.get()
    return response
