"""How WeCom's callbacks and pulled messages come to the conversation."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from sqlalchemy import Connection

from bot.pipeline import Answered, Pipeline
from bot.promise import Promise
from channels.wecom import repository
from channels.wecom.inbound import WAKE_UP
from messaging.inbound import Inbound
from store.errors import is_unavailable
from store.transactions import Store, session_on

log = logging.getLogger(__name__)
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
MOST = 255


class Reception:
    """Hands pulled messages to the conversation; all answers go out as messages of their own."""

    def __init__(self, store: Store, pipeline: Callable[[], Pipeline]) -> None:
        self._store = store
        self._make = pipeline
        self._pipeline: Pipeline | None = None

    def receive(self, inbound: Inbound) -> None:
        """Keep and answer it, once. It raises when the database is away; of a turn that failed the
        customer gets an honest sentence."""
        self._pipeline = self._pipeline or self._make()
        conversation, promise = self._pipeline, Promise()
        promise.give_up()
        try:
            self._store.submit(
                lambda connection: conversation.process(connection, inbound, promise, menus=True)
            ).result()
        except Exception as error:
            if is_unavailable(error):
                raise
            reason = f"{type(error).__name__}: {error}"
            self._store.submit(
                lambda connection: conversation.apologise(connection, inbound, reason, promise)
            ).result()


class Awakening:
    """The conversation behind the callback; it notes wake-ups as it keeps them."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def process(
        self, connection: Connection, inbound: Inbound, promise: Promise, *, menus: bool
    ) -> Answered:
        answered = self._pipeline.process(connection, inbound, promise, menus=menus)
        if inbound.event == WAKE_UP and not answered.repeated:
            _wake(connection, inbound.account, inbound.fields or {})
        return answered

    def apologise(
        self, connection: Connection, inbound: Inbound, error: str, promise: Promise
    ) -> Answered:
        return self._pipeline.apologise(connection, inbound, error, promise)


class Puller(Protocol):
    def run(self) -> object:
        """Pull what is due."""

    def stop(self) -> None:
        """End soon, and begin nothing more."""


class Door:
    """The callback's address: once it has answered, what it told of is pulled at once.

    The clock pulls as well, for the case that this process dies before.
    """

    def __init__(self, webhook: Wsgi, puller: Puller) -> None:
        self._webhook = webhook
        self._puller = puller
        self._closing = threading.Event()
        self._called = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self._webhook(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST":
            self._start()
            self._called.set()
        return answer

    def close(self) -> None:
        """Pull nothing more, and wait for what is being pulled: it uses the store."""
        with self._starting:
            self._closing.set()
        self._puller.stop()
        self._called.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="wecom", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._called.wait()
            self._called.clear()
            try:
                self._puller.run()
            except Exception:
                log.exception("pulling messages failed; the clock will try again")


def _wake(connection: Connection, account: str, fields: Mapping[str, Any]) -> None:
    open_kfid, token = (fields.get(name) for name in ("OpenKfId", "Token"))
    if not isinstance(open_kfid, str) or not 0 < len(open_kfid) <= 64:
        log.warning("a wake-up names no account")
        return
    known = token if isinstance(token, str) and len(token) <= MOST else ""
    with session_on(connection) as session:
        repository.wake(session, account, open_kfid, known)
        session.commit()
