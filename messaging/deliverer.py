"""Sends what is in the outbox: claim, commit, send with no transaction open, record.

A row is claimed before it is sent. Whoever dies in between leaves it inflight, and it becomes
`unknown`: a person decides, since it may have arrived.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from messaging.errors import SendError
from messaging.repository import claims
from messaging.values import Claim
from store.clock import Clock
from store.transactions import Store, session_on

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
FRESH = LEASE / 2
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300))


class Sender(Protocol):
    """One account of one channel."""

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        """Send and return the platform's message id, or ""; raise `SendError`."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a claimed row."""

    state: str
    code: int | None = None
    reason: str | None = None
    platform_id: str | None = None
    due_at: datetime | None = None


class Deliverer:
    """One worker of the outbox; any number may run against the same store."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        clock: Clock,
        timezone: ZoneInfo,
        *,
        name: str,
        threads: int = 4,
    ) -> None:
        self._store = store
        self._senders = senders
        self._clock = clock
        self._timezone = timezone
        self._name = name
        self._pool = ThreadPoolExecutor(threads, "deliver")
        self._paused: dict[str, datetime] = {}

    def run(self, *, limit: int = 100) -> Counter[str]:
        """Send what is due, at most `limit` rows; return how many ended in each state."""
        now = self._clock.now()
        self._paused = {account: until for account, until in self._paused.items() if until > now}
        accounts = [account for account in self._senders if account not in self._paused]
        taken, refused = self._transact(
            lambda session: claims.take(session, accounts, self._name, limit, now, LEASE)
        )
        states = Counter({state: count for state, count in refused.items() if count})
        states.update(self._pool.map(lambda claim: self._deliver(claim, now + FRESH), taken))
        return states

    def close(self) -> None:
        """Wait for what is being sent."""
        self._pool.shutdown(wait=True)

    def _transact(self, work: Callable[[Any], Any]) -> Any:
        def run(connection: Connection) -> Any:
            with session_on(connection) as session:
                result = work(session)
                session.commit()
                return result

        return self._store.transact(run)

    def _deliver(self, claim: Claim, until: datetime) -> str:
        """Send and record; a claim that waited too long for its turn goes back unsent."""
        if self._clock.now() < until:
            result = self._send(claim)
        else:
            result = Result("queued", reason="late", due_at=self._clock.now())
        now = self._clock.now()
        self._transact(lambda session: claims.record(session, claim, result, now))
        if result.state != "accepted":
            log.warning(
                "not delivered",
                extra={"outbox": claim.id, "state": result.state, "reason": result.reason},
            )
        return result.state

    def _send(self, claim: Claim) -> Result:
        try:
            platform_id = self._senders[claim.account].send(claim.external_id, claim.payload)
        except SendError as error:
            return self._failed(claim, error)
        except Exception:
            log.exception("sending failed in an unforeseen way", extra={"outbox": claim.id})
            return Result("unknown", reason="unforeseen")
        return Result("accepted", platform_id=platform_id or None)

    def _failed(self, claim: Claim, error: SendError) -> Result:
        now = self._clock.now()
        if error.kind == "unknown":
            return Result("unknown", error.code, error.detail[:200] or "unknown")
        if error.kind == "quota":
            self._paused[claim.account] = tomorrow = _next_day(now, self._timezone)
            return Result("queued", error.code, "quota", due_at=tomorrow)
        if error.kind == "retry" and claim.attempts <= len(BACKOFF):
            return Result("queued", error.code, "retry", due_at=now + BACKOFF[claim.attempts - 1])
        return Result("failed", error.code, error.kind)


def _next_day(now: datetime, timezone: ZoneInfo) -> datetime:
    local = now.astimezone(timezone)
    midnight = local.replace(hour=0, minute=0, second=30, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(now.tzinfo)
