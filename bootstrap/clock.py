"""The clock process: all jobs over the real store and the real channels."""

import signal
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from bootstrap import broadcasting, discovery, gates, language_model, parts, reach, wecom
from bootstrap.followers import pages
from bootstrap.labour import Labour, process_name
from bootstrap.menus import publishers
from bootstrap.parts import Parts
from bootstrap.pictures import showing, uploads
from bot.library import Library
from channels.connection import Connection, Files
from channels.wechat.client import WeChatApi
from channels.wechat.outgoing import WeChatSender
from messaging.deliverer import Deliverer
from messaging.errors import SendError
from messaging.reach.periods import CHINA
from messaging.throttle import Throttle
from scheduler import clock, jobs
from scheduler.clock import Hands, JobClock
from scheduler.job import Job, Worker
from scheduler.lease import Lease
from scheduler.threads import Threads
from store import revision
from store.clock import Clock, SystemClock
from store.errors import is_unavailable
from surveys.links import Links
from tickets.media import MediaLostError

ON_CELERY: dict[str, Any] = {"parallel": 2, "repeat_below": timedelta(seconds=1)}
"""Two tasks send at the same time; no other holds a worker's process for long."""


def main() -> None:
    """Run until the process is asked to stop, then finish what is being done."""
    built = parts.build(parts.settings())
    must_be_ready(built)
    labour = Labour(built, all_jobs(), create_worker(built))
    time = SystemClock()
    lease = Lease(built.store, time, labour.name)
    hands = _hands(built.settings.broker_url, labour)
    running = clock.start(JobClock(labour.jobs.values(), labour.worker, lease, hands, time))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    running.shutdown(wait=True)
    labour.stop()
    hands.close()
    lease.release()
    labour.close()


def _hands(broker_url: str, labour: Labour) -> Hands:
    if not broker_url:
        return Threads(labour.runs, len(labour.jobs))
    from scheduler import engine

    return engine.Workers(engine.create(broker_url))


def for_workers() -> tuple[str, Callable[[], Labour]]:
    """For a Celery worker: its broker, and what makes each of its processes able to work."""
    settings = parts.settings()
    if not settings.broker_url:
        raise SystemExit("changke: BROKER_URL is missing: a Celery worker takes its tasks there.")

    def make() -> Labour:
        built = parts.build(settings)
        return Labour(built, all_jobs(), create_worker(built))

    return settings.broker_url, make


def must_be_ready(built: Parts) -> None:
    """End the process with one sentence if the database cannot be used."""
    try:
        current = revision.is_current(built.store.engine)
    except Exception as error:
        if not is_unavailable(error):
            raise
        raise SystemExit("changke: the database cannot be reached; see DATABASE_URL.") from None
    if not current:
        raise SystemExit("changke: the database wants `flask --app wsgi db upgrade` first.")


def all_jobs() -> list[Job]:
    """The `JOB` of every file in scheduler/jobs/."""
    return [module.JOB for module in discovery.modules(jobs)]


def create_worker(built: Parts, at: Clock | None = None) -> Worker:
    """What the jobs of this process use; with `at` they live at that clock's time."""
    settings, time = built.settings, at or built.clock
    accounts, company = apis(built), wecom.api(built)
    menus = settings.wechat is not None and parts.has_menus(settings.wechat)
    official = Connection(
        senders={
            account: WeChatSender(api, menus=menus, templates=reach.templates(settings))
            for account, api in accounts.items()
        },
        files=accounts,
    )
    found = official | wecom.connection(built, company) | parts.connection(built, time)
    reach.note_accounts(built, time.now())
    asked = gates.all_gates(built)
    lent = uploads(accounts) | wecom.uploads(built, company)
    deliverer = Deliverer(
        built.store,
        showing(found.senders, lent, built.store, time),
        time,
        CHINA,
        name=process_name(),
        gates=asked,
        throttle=Throttle(built.ephemeral, SystemClock()),
        ways=found.ways,
    )
    tools = {
        "assistant": language_model.assistant(settings),
        "library": Library(),
        "survey_links": Links(settings.secret_key, settings.public_url),
        "picture_uploads": lent,
        "followers": pages(accounts),
        "menus": publishers(accounts),
        "announcements": broadcasting.performer(built, accounts, company, time),
        "wecom": wecom.puller(built, company, partial(parts.pipeline, built), process_name()),
        "mass": reach.mass_deliverer(built, accounts, time, process_name(), asked),
    }
    return Worker(
        built.store,
        time,
        settings.timezone,
        deliverer,
        partial(_download, found.files),
        tools=tools,
        **(ON_CELERY if settings.broker_url else {}),
    )


def apis(built: Parts) -> dict[str, WeChatApi]:
    """The configured accounts."""
    account = built.settings.wechat
    if account is None:
        return {}
    api = WeChatApi(
        account.app_id, account.app_secret, account.api_url, built.ephemeral, built.clock
    )
    return {f"wechat:{account.app_id}": api}


def _download(accounts: Mapping[str, Files], account: str, media_id: str) -> tuple[bytes, str]:
    if account not in accounts:
        raise MediaLostError
    try:
        return accounts[account].download(media_id)
    except SendError as error:
        if error.kind == "content":
            raise MediaLostError from None
        raise
