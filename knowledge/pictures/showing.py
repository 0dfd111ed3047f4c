"""Sending pictures of ours: the platform's id is put in at the last moment, since it dies in days.

A message may wait for the customer, or for its time, longer than a platform keeps a picture.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from knowledge.pictures import lending, shelf
from knowledge.pictures.lending import LendingError, Upload
from messaging.errors import SendError
from store.clock import Clock
from store.transactions import Store

SAFE = timedelta(hours=1)
"""A loan that ends sooner is renewed before it is used."""


class Sender(Protocol):
    def send(self, external_id: str, payload: Mapping[str, Any]) -> str: ...


class ShowingSender:
    """A sender of one account that knows our pictures by their digest."""

    def __init__(
        self, sender: Sender, store: Store, account: str, upload: Upload, clock: Clock
    ) -> None:
        self._sender = sender
        self._store = store
        self._account = account
        self._upload = upload
        self._clock = clock

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        """Lend the picture first where the platform has none that lasts; raise `SendError`."""
        for digest in shelf.named([payload]):
            payload = {**payload, "media_id": self._media_id(digest)}
        return self._sender.send(external_id, payload)

    def _media_id(self, digest: str) -> str:
        now = self._clock.now()
        with self._store.reading() as session:
            held = shelf.lent(session).get((self._account, digest))
            picture = shelf.get(session, digest)
        if held is not None and held.until - SAFE > now:
            return held.media_id
        if picture is None:
            raise SendError("content", detail="the picture is gone")
        try:
            return lending.lend(self._store, self._upload, picture, self._account, now=now)
        except LendingError as error:
            cause = error.__cause__
            raise cause if isinstance(cause, SendError) else SendError("content") from None
