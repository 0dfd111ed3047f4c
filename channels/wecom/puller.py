"""Pulls the messages of 微信客服, of which a callback only says that there are some.

Each page is handed on message by message, and only then does the cursor move over it. Whoever dies
in between leaves the cursor where it was: the page comes again, and what was kept is known by its
key. So nothing is lost and nothing is answered twice. Source: 微信客服, 接收消息和事件.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from channels.wecom import repository
from channels.wecom.inbound import CUSTOMER, of_message
from channels.wecom.repository import Inlet
from messaging import contacts
from messaging.errors import SendError
from messaging.inbound import Inbound
from store.clock import Clock
from store.transactions import Store

log = logging.getLogger(__name__)
PAGE = 200
HELD = timedelta(seconds=30)
AT_LEAST_EVERY = timedelta(minutes=1)
"""An inlet is looked at even without a callback: one may have been lost while we were down."""

BAD_TOKEN = 95007
Receive = Callable[[Inbound], None]


class Api(Protocol):
    def call(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]: ...


class KfPuller:
    """One worker of the inlets of one company; any number may run against the same store.

    `receive` keeps a message in a transaction of its own, and raises when it could not.
    """

    def __init__(
        self, api: Api, store: Store, account: str, receive: Receive, clock: Clock, *, name: str
    ) -> None:
        self._api = api
        self._store = store
        self._account = account
        self._receive = receive
        self._clock = clock
        self._name = name
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Begin no other page: what is left comes with the next pull of whoever is there."""
        self._stopping.set()

    def run(self) -> Counter[str]:
        """Pull what is due; count messages and the calls that failed."""
        counts: Counter[str] = Counter()
        not_since = self._clock.now() - AT_LEAST_EVERY
        with self._store.reading() as session:
            due = repository.due(session, self._account, not_since)
        for inlet_id in due:
            if self._stopping.is_set():
                break
            try:
                self._pull(inlet_id, counts)
            except SendError as error:
                log.warning("pulling failed", extra={"kind": error.kind, "code": error.code})
                counts["failed"] += 1
        return counts

    def _pull(self, inlet_id: int, counts: Counter[str]) -> None:
        inlet = self._hold(inlet_id)
        held = inlet
        try:
            while inlet is not None:
                answer = self._page(inlet)
                counts["messages"] += self._keep(inlet, answer)
                if not answer.get("has_more"):
                    with self._store.session() as session:
                        repository.served(session, inlet, self._name, self._clock.now())
                    return
                inlet = None if self._stopping.is_set() else self._hold(inlet_id)
        finally:
            if held is not None:
                with self._store.session() as session:
                    repository.let_go(session, held, self._name)

    def _hold(self, inlet_id: int) -> Inlet | None:
        now = self._clock.now()
        with self._store.session() as session:
            return repository.hold(session, inlet_id, self._name, now, now + HELD)

    def _page(self, inlet: Inlet) -> dict[str, Any]:
        """The next page; a token that is too old is left out, which the platform allows."""
        asked = {"open_kfid": inlet.open_kfid, "cursor": inlet.cursor, "limit": PAGE}
        if not inlet.token:
            return self._api.call("kf/sync_msg", asked)
        try:
            return self._api.call("kf/sync_msg", {**asked, "token": inlet.token})
        except SendError as error:
            if error.code != BAD_TOKEN:
                raise
        return self._api.call("kf/sync_msg", asked)

    def _keep(self, inlet: Inlet, answer: Mapping[str, Any]) -> int:
        messages = [one for one in answer.get("msg_list", ()) if isinstance(one, Mapping)]
        self._note(inlet, messages)
        now = self._clock.now()
        for message in messages:
            self._receive(of_message(self._account, message, now))
        cursor = str(answer.get("next_cursor") or inlet.cursor)
        with self._store.session() as session:
            repository.advance(session, inlet, self._name, cursor)
        return len(messages)

    def _note(self, inlet: Inlet, messages: Sequence[Mapping[str, Any]]) -> None:
        """By which account they write; who had left and writes again is back."""
        written = [one for one in messages if one.get("origin") == CUSTOMER]
        chats = {str(one.get("external_userid", ""))[:64]: inlet.open_kfid for one in written}
        if chats:
            with self._store.session() as session:
                repository.note_chats(session, self._account, chats)
                contacts.came_back(session, self._account, list(chats))
