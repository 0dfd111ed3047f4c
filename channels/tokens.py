"""The account's access token: fetched once for all who ask, renewed before it ends.

It comes from cgi-bin/stable_token, which gives the same token to every caller and leaves other
systems on the same AppID alone (…/Basic_Information/getStableAccessToken.html).
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from messaging.errors import AwayError, SendError
from store.clock import Clock
from store.ephemeral import Ephemeral

MARGIN = timedelta(minutes=5)
T = TypeVar("T")
Fetch = Callable[[bool], tuple[str, int]]


def read(answer: Mapping[str, Any]) -> tuple[str, int]:
    """The token of an answer and its seconds to live; `AwayError` for an answer without one."""
    try:
        return str(answer["access_token"]), int(answer.get("expires_in", 7200))
    except (KeyError, TypeError, ValueError):
        raise AwayError("no token in the answer") from None


class Tokens:
    """One account's token, shared by whoever shares `ephemeral`.

    `fetch(force)` asks the platform and returns the token with its seconds to live.
    """

    def __init__(self, name: str, fetch: Fetch, ephemeral: Ephemeral, clock: Clock) -> None:
        self._key = f"token:{name}"
        self._fetch = fetch
        self._ephemeral = ephemeral
        self._clock = clock

    def use(self, act: Callable[[str], T], stale_codes: Collection[int]) -> T:
        """`act` with the token; one that the platform refuses is renewed once, no more."""
        token = self.usable()
        try:
            return act(token)
        except SendError as error:
            if error.code not in stale_codes:
                raise
        return act(self.usable(stale=token))

    def usable(self, stale: str = "") -> str:
        """The token, or one other than `stale`. Without one nothing has been sent: whatever went
        wrong is an `AwayError`, or a `SendError` of the kind "account"."""
        try:
            return self.replace(stale) if stale else self.get()
        except SendError as error:
            if error.kind == "account":
                raise SendError(error.kind, error.code, "no token") from None
            raise AwayError("no token", error.code) from None

    def get(self) -> str:
        """The token in force, fetched by one caller while the others wait."""
        if token := self._known():
            return token
        with self._ephemeral.lock(self._key):
            return self._known() or self._renew(force=False)

    def replace(self, stale: str) -> str:
        """A token other than `stale`, which the platform has refused."""
        with self._ephemeral.lock(self._key):
            known = self._known()
            if known and known != stale:
                return known
            token = self._renew(force=False)
            return token if token != stale else self._renew(force=True)

    def _known(self) -> str:
        kept = self._ephemeral.get(self._key)
        if not kept:
            return ""
        token, until = json.loads(kept)
        return str(token) if self._clock.now().timestamp() < until else ""

    def _renew(self, *, force: bool) -> str:
        token, seconds = self._fetch(force)
        until = (self._clock.now() + timedelta(seconds=seconds) - MARGIN).timestamp()
        self._ephemeral.put(self._key, json.dumps([token, until]), max(seconds, 60))
        return token
