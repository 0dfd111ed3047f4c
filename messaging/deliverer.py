"""Sends what is in the outbox: claim, commit, send with no transaction open, record.

A row is claimed before it is sent. Whoever dies in between leaves it inflight, and it becomes
`unknown`: a person decides, since it may have arrived.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messaging import fates
from messaging.errors import SendError
from messaging.flow import Flow, Outcome
from messaging.gates import Gate
from messaging.repository import claims, results, sending
from messaging.repository.claims import Taken
from messaging.throttle import Throttle
from messaging.values import AccountLimits, Claim, Result
from store.clock import Clock
from store.errors import is_unavailable
from store.transactions import Store

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
FRESH = LEASE / 2
BATCH = 256
AHEAD_SECONDS = 0.1
"""While draining, as many rows are claimed at once as are sent in so long, at most `BATCH`: they
end `unknown` when the process is killed."""
PATIENCE = (0.2, 1.0, 5.0, 10.0)
"""Seconds between attempts to record a result while the database is away."""
TOKENS_SECONDS = 0.05


class Sender(Protocol):
    """One account of one channel."""

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        """Send and return the platform's message id, or ""; raise `SendError`."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look into the outbox: what it gave, and whether more may go once there are tokens."""

    taken: Taken
    throttled: bool


class Deliverer:
    """One worker of the outbox; any number may run against the same store.

    `timezone` is where the platforms' day ends, when a used-up quota is full again. `ways` are the
    (account, channel) that go out otherwise than by the account's sender.
    """

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        clock: Clock,
        timezone: ZoneInfo,
        *,
        name: str,
        threads: int = 4,
        gates: Sequence[Gate] = (),
        throttle: Throttle | None = None,
        ways: Mapping[tuple[str, str], Sender] | None = None,
    ) -> None:
        self._store = store
        self._senders = senders
        self._ways = ways or {}
        self._clock = clock
        self._timezone = timezone
        self._name = name
        self._threads = threads
        self._gates = gates
        self._throttle = throttle
        self._pool = ThreadPoolExecutor(threads, "deliver")
        self._paused: dict[str, datetime] = {}
        self._stopping = threading.Event()

    def run(self, *, limit: int = 100) -> Counter[str]:
        """Send what is due, at most `limit` rows; return how many ended in each state."""
        return self._work(lambda flow, states: self._once(flow, states, limit))

    def drain(self, *, seconds: float) -> Counter[str]:
        """Send until nothing is due any more, and begin nothing new after so many seconds."""
        until = time.monotonic() + seconds
        return self._work(lambda flow, states: self._on(flow, states, until))

    def stop(self) -> None:
        """Send nothing more: what is claimed but not begun goes back."""
        self._stopping.set()

    def close(self) -> None:
        """Wait for what is being sent."""
        self.stop()
        self._pool.shutdown(wait=True)

    def _work(self, work: Callable[[Flow, Counter[str]], None]) -> Counter[str]:
        states: Counter[str] = Counter()
        flow = Flow(self._pool, self._threads, self._deliver)
        try:
            work(flow, states)
        finally:
            finished, unsent = flow.end()
            late = self._late()
            self._record([*finished, *((claim, late) for claim in unsent)], states)
        return states

    def _once(self, flow: Flow, states: Counter[str], limit: int) -> None:
        self._look(flow, states, limit)
        while flow.out:
            self._record(flow.collect(), states)

    def _on(self, flow: Flow, states: Counter[str], until: float) -> None:
        began, some = time.monotonic(), 2 * self._threads
        size, low = some, some // 2
        while True:
            goes_on = time.monotonic() < until and not self._stopping.is_set()
            if goes_on and flow.out <= low:
                look = self._look(flow, states, size)
                low = size // 2 if look.taken.looked else 0
                if not look.taken.looked and not flow.out:
                    if not look.throttled:
                        return
                    time.sleep(TOKENS_SECONDS)
            if flow.out:
                self._record(flow.collect(), states)
                rate = states.total() / (time.monotonic() - began)
                size = max(some, min(BATCH, int(rate * AHEAD_SECONDS)))
            elif not goes_on:
                return

    def _look(self, flow: Flow, states: Counter[str], limit: int) -> _Look:
        """Claim what may go now and let it be sent."""
        now = self._clock.now()
        wanted, limits = self._wanted(limit, now)
        taken = self._store.work(
            lambda session: claims.take(session, wanted, self._name, now, LEASE, self._gates)
        )
        self._return_tokens(wanted, limits, taken)
        flow.put(taken.claims)
        states.update(taken.ended)
        return _Look(taken, any(count < limit for count in wanted.values()))

    def _wanted(self, limit: int, now: datetime) -> tuple[dict[str, int], list[AccountLimits]]:
        """How many rows of each account that is not paused."""
        with self._store.reading() as session:
            known = sending.limits(session)
        paused = dict(self._paused)
        for each in known.values():
            if each.paused_until is not None:
                paused[each.account] = max(each.paused_until, paused.get(each.account, now))
        wanted = {name: limit for name in self._senders if paused.get(name, now) <= now}
        if self._throttle is None:
            return wanted, []
        limits = [known[name] for name in wanted if name in known]
        for each in limits:
            wanted[each.account] = self._throttle.take(each, limit)
        return wanted, limits

    def _return_tokens(
        self, wanted: Mapping[str, int], limits: Sequence[AccountLimits], taken: Taken
    ) -> None:
        if self._throttle is None or not limits:
            return
        going = Counter(claim.account for claim in taken.claims)
        for each in limits:
            self._throttle.give_back(each, wanted[each.account] - going[each.account])

    def _deliver(self, claim: Claim) -> Result:
        """Send; a claim that waited too long for its turn goes back unsent."""
        now = self._clock.now()
        if self._paused.get(claim.account, now) > now:
            return Result("queued", reason=fates.QUOTA, due_at=now, counts=False)
        if self._stopping.is_set() or now >= claim.claimed_at + FRESH:
            return self._late()
        try:
            sender = self._ways.get((claim.account, claim.channel), self._senders[claim.account])
            platform_id = sender.send(claim.external_id, claim.payload)
        except SendError as error:
            result = fates.of(claim, error, now=self._clock.now(), timezone=self._timezone)
            if result.reason in fates.OF_ACCOUNT and result.due_at is not None:
                self._paused[claim.account] = result.due_at
            return result
        except Exception:
            log.exception("sending failed in an unforeseen way", extra={"outbox": claim.id})
            return Result("unknown", reason="unforeseen")
        return Result("accepted", platform_id=platform_id or None)

    def _late(self) -> Result:
        return Result("queued", reason="late", due_at=self._clock.now(), counts=False)

    def _record(self, outcomes: Sequence[Outcome], states: Counter[str]) -> None:
        """Write the results together; raise what was no result of sending afterwards."""
        sent = [(claim, one) for claim, one in outcomes if isinstance(one, Result)]
        if sent:
            self._patiently(lambda session: self._write(session, sent))
        for claim, result in sent:
            states[result.state] += 1
            if result.state != "accepted":
                log.warning(
                    "not delivered",
                    extra={"outbox": claim.id, "state": result.state, "reason": result.reason},
                )
        for _, one in outcomes:
            if not isinstance(one, Result):
                raise one

    def _write(self, session: Session, sent: Sequence[tuple[Claim, Result]]) -> None:
        now = self._clock.now()
        results.record(session, sent, now)
        for claim, result in sent:
            until = result.due_at or now
            if result.reason in fates.OF_ACCOUNT and until > now:
                sending.pause(session, claim.account, until, result.reason or "")

    def _patiently(self, work: Callable[[Session], None]) -> None:
        """A result that cannot be recorded is lost, so the database gets time to come back."""
        for seconds in PATIENCE:
            try:
                return self._store.work(work)
            except Exception as error:
                if not is_unavailable(error):
                    raise
            time.sleep(seconds)
        return self._store.work(work)
