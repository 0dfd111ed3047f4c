"""Submits mass sends: gather, claim, commit, call with no transaction open, record.

Unlike a single message, a submission whose answer was lost is made again: its key lets the
platform answer with what it made of the first.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from messaging import fates
from messaging.errors import SendError
from messaging.gates import Gate
from messaging.reach import gathering, mass
from messaging.reach.mass_values import MassClaim
from messaging.reach.values import QUOTA_USED
from messaging.values import Result
from store.clock import Clock
from store.transactions import Store

log = logging.getLogger(__name__)
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 900))
NO_MASS_QUOTA = 45028


class MassSender(Protocol):
    """The mass sends of one account; both raise `SendError` and return the platform's number."""

    def to_list(self, openids: Sequence[str], payload: Mapping[str, Any], client_id: str) -> str:
        """Send to a list; the same `client_id` is the same call."""

    def to_all(self, payload: Mapping[str, Any], client_id: str, tag: str = "") -> str:
        """Send to all followers, or to those with a tag."""


class MassDeliverer:
    """One worker of the mass sends; any number may run against the same store."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, MassSender],
        clock: Clock,
        timezone: ZoneInfo,
        *,
        name: str,
        gates: Sequence[Gate] = (),
    ) -> None:
        self._store = store
        self._senders = senders
        self._clock = clock
        self._timezone = timezone
        self._name = name
        self._gates = gates

    def run(self, *, limit: int = 20) -> Counter[str]:
        """Gather and submit what is due; count rows gathered and sends by how they ended."""
        if not self._senders:
            return Counter()
        now, accounts = self._clock.now(), list(self._senders)
        counts = self._store.work(
            lambda session: gathering.gather(session, accounts, self._gates, now=now)
        )
        claims = self._store.work(
            lambda session: mass.claim(session, accounts, self._name, limit, now=now)
        )
        for claim in claims:
            counts[self._submit(claim)] += 1
        return counts

    def _submit(self, claim: MassClaim) -> str:
        outcome = self._outcome(claim)
        now = self._clock.now()
        self._store.work(lambda session: mass.record(session, claim, outcome, now=now))
        if outcome.state != "accepted":
            log.warning(
                "mass send not submitted",
                extra={"mass": claim.id, "state": outcome.state, "reason": outcome.reason},
            )
        return outcome.state

    def _outcome(self, claim: MassClaim) -> Result:
        sender = self._senders[claim.account]
        try:
            if claim.audience == "list":
                number = sender.to_list(claim.openids, claim.payload, claim.client_id)
            else:
                number = sender.to_all(claim.payload, claim.client_id, claim.tag)
        except SendError as error:
            return self._failed(claim, error)
        except Exception:
            log.exception("submitting failed in an unforeseen way", extra={"mass": claim.id})
            return Result("unknown", reason="unforeseen")
        return Result("accepted", platform_id=number)

    def _failed(self, claim: MassClaim, error: SendError) -> Result:
        now = self._clock.now()
        if error.code == NO_MASS_QUOTA:
            return Result("failed", error.code, QUOTA_USED)
        if error.kind == "quota":
            return Result(
                "failed", error.code, "quota", due_at=fates.next_day(now, self._timezone)
            )
        later = fates.again(error, claim.attempts, now=now, backoff=BACKOFF, repeatable=True)
        if later is not None:
            due_at, counts = later.due_at, later.counts
            return Result("queued", error.code, later.reason, due_at=due_at, counts=counts)
        state = "unknown" if error.kind == "unknown" else "failed"
        return Result(state, error.code, error.detail or error.kind)
