"""The house and a simulated WeChat, talking over real HTTP in this process."""

import threading
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

import simulator
from bootstrap import clock as clock_process
from bootstrap import parts
from bootstrap.app import assemble, close
from bootstrap.parts import Parts
from config import Settings, WeChatSettings, WeComSettings
from messaging import outbox
from messaging.values import Sending
from scheduler.job import Worker
from simulator.settings import (
    default_aes_key,
    default_app_id,
    default_app_secret,
    default_token,
)
from simulator.wecom.settings import WeComSettings as Company
from tests import patience
from tests.scenarios import house


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - inherited
        """Say nothing."""


class _Server(ThreadedWSGIServer):
    daemon_threads = False  # so that closing waits for what is being answered
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The platform hangs up when its time is over; that is no news."""


@dataclass
class Town:
    """A web process, a clock process's worker, and the platform between them and the phones."""

    built: Parts
    worker: Worker
    platform: simulator.Platform
    url: str

    def phone(self, name: str = "小林", *, following: bool = True) -> simulator.Phone:
        phone = self.platform.customer(name)
        if following:
            phone.follow()
            self.deliver()
        return phone

    def deliver(self) -> Counter[str]:
        """Send all that is due."""
        total: Counter[str] = Counter()
        while states := self.worker.deliverer.run():
            total += states
        return total

    def sendings(self) -> list[Sending]:
        """The outbox, oldest first."""
        with self.built.store.reading() as session:
            return list(reversed(outbox.sendings(session)))


class Opened:
    """A town that is running; close it at the end."""

    def __init__(self, database_url: str, folder: Path, **platform: Any) -> None:
        platform = {"cut_off": patience.SECONDS, "redelivery_interval": 0.6, **platform}
        self._server = _Server("127.0.0.1", 0, _not_yet, _Quiet)
        url = f"http://127.0.0.1:{self._server.server_port}"
        clock_file = folder / "clock"
        self._simulator = simulator.start(
            webhook=f"{url}/wechat",
            clock_file=clock_file,
            verify_at_start=False,
            wecom=Company(
                f"{url}/wecom",
                cut_off=patience.SECONDS,
                redelivery_interval=0.3,
                verify_at_start=False,
            ),
            **platform,
        )
        settings = _settings(database_url, self._simulator, clock_file, platform)
        self._built = replace(parts.build(settings), understanding=house.UNDERSTANDING)
        self._app = self._server.app = assemble(self._built)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        worker = clock_process.create_worker(self._built)
        self.town = Town(self._built, worker, self._simulator.platform, url)

    def close(self) -> None:
        self._simulator.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.town.worker.deliverer.close()
        close(self._app)


def _settings(
    database_url: str,
    running: simulator.Running,
    clock_file: Path,
    platform: dict[str, Any],
) -> Settings:
    company = running.platform.wecom.settings
    return replace(
        house.settings(database_url),
        clock_file=clock_file,
        spool=clock_file.parent / "spool",
        wechat=WeChatSettings(
            app_id=default_app_id(),
            app_secret=default_app_secret(),
            token=default_token(),
            aes_key=default_aes_key(),
            api_url=running.url,
            kind=platform.get("account", "service"),
        ),
        wecom=WeComSettings(
            company.corp_id,
            company.agent_id,
            company.secret,
            company.token,
            company.aes_key,
            running.wecom_url,
        ),
    )


def _not_yet(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("503 Service Unavailable", [])
    return []
