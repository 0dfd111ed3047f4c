"""Sending pictures of ours: the platform's id is put in at the last moment, since it dies in days.

A message may wait for the customer, or for its time, longer than a platform keeps a picture.
"""

import threading
from collections.abc import Mapping, Sequence
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


class MassSender(Protocol):
    def to_list(
        self, openids: Sequence[str], payload: Mapping[str, Any], client_id: str
    ) -> str: ...

    def to_all(self, payload: Mapping[str, Any], client_id: str, tag: str = "") -> str: ...


class Lender:
    """Knows the ids of our pictures at one account's platform, and lends what it lacks."""

    def __init__(self, store: Store, account: str, upload: Upload, clock: Clock) -> None:
        self._store = store
        self._account = account
        self._upload = upload
        self._clock = clock
        self._lending = threading.Lock()

    def shown(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """The payload with the platform's id of its picture, if it is one of ours.

        Lends the picture first where the platform has none that lasts; raise `SendError`.
        """
        for digest in shelf.named([payload]):
            return {**payload, "media_id": self._held(digest) or self._lend(digest)}
        return payload

    def _held(self, digest: str) -> str:
        with self._store.reading() as session:
            held = shelf.lent_to(session, self._account, digest)
        lasts = held is not None and held.until - SAFE > self._clock.now()
        return held.media_id if held is not None and lasts else ""

    def _lend(self, digest: str) -> str:
        """One thread uploads; those that waited for it find what it has lent."""
        with self._lending:
            return self._held(digest) or self._upload_now(digest)

    def _upload_now(self, digest: str) -> str:
        with self._store.reading() as session:
            picture = shelf.get(session, digest)
        if picture is None:
            raise SendError("content", detail="the picture is gone")
        now = self._clock.now()
        try:
            return lending.lend(self._store, self._upload, picture, self._account, now=now)
        except LendingError as error:
            cause = error.__cause__
            raise cause if isinstance(cause, SendError) else SendError("content") from None


class ShowingSender:
    """A sender of one account that knows our pictures by their digest."""

    def __init__(self, sender: Sender, lender: Lender) -> None:
        self._sender = sender
        self._lender = lender

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        """Send; raise `SendError`, also for a picture that the platform does not take."""
        return self._sender.send(external_id, self._lender.shown(payload))


class ShowingMassSender:
    """The mass sends of one account, which know our pictures by their digest."""

    def __init__(self, sender: MassSender, lender: Lender) -> None:
        self._sender = sender
        self._lender = lender

    def to_list(self, openids: Sequence[str], payload: Mapping[str, Any], client_id: str) -> str:
        """Send to a list; raise `SendError`."""
        return self._sender.to_list(openids, self._lender.shown(payload), client_id)

    def to_all(self, payload: Mapping[str, Any], client_id: str, tag: str = "") -> str:
        """Send to all followers, or to those with a tag; raise `SendError`."""
        return self._sender.to_all(self._lender.shown(payload), client_id, tag)
