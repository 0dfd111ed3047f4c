"""Delivers to a webhook as the platforms do: cut off, redelivered, sometimes twice at once."""

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from simulator.clock import VirtualClock
from simulator.faults import FaultPlan, Rule
from simulator.http_client import Answer, NoAnswerError, exchange
from simulator.parcels import Envelope, Outcome, Parcel
from simulator.transcript import Transcript

REVERSE_PATIENCE = 5.0
VERIFY_EVERY = 0.5
VERIFY_AT_LEAST_EVERY = 5.0
NOT_CONFIGURED = Outcome(ok=False, reason="no webhook", attempts=0)


class Webhook(Protocol):
    """The address a platform delivers to, and its manners; times are real seconds."""

    address: str
    challenge: str
    """What the verification is called in the transcript."""
    cut_off: float
    echo_within: float
    deliveries: int
    redelivery_interval: float

    def wrap(self, parcel: Parcel, now: float) -> Envelope: ...

    def verification(self, now: float) -> tuple[str, str]:
        """The query string of the GET, and the echo that must come back."""

    def judge(self, answer: Answer, parcel: Parcel, attempt: int) -> tuple[Outcome, bool]:
        """What became of a parcel by this answer, and whether the platform would try again."""

    def proves(self, answer: Answer, echo: str) -> bool: ...


@dataclass
class _Held:
    """A parcel that may wait for others to overtake it; `number` is its place in their order."""

    number: int
    turn: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)


class Courier:
    """Posts parcels to the webhook, each in its own thread."""

    def __init__(
        self,
        webhook: Webhook,
        clock: VirtualClock,
        faults: FaultPlan,
        transcript: Transcript,
        workers: int,
    ) -> None:
        self._webhook = webhook
        self._clock = clock
        self._faults = faults
        self._transcript = transcript
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="courier")
        self._stopping = threading.Event()
        self._idle = threading.Condition()
        self._under_way = 0
        self._held: list[_Held] = []
        self._numbers = itertools.count()

    def deliver(
        self, parcel: Parcel, then: Callable[[Outcome], None] | None = None
    ) -> "Future[Outcome]":
        """Start delivering; the future holds the outcome of the last attempt.

        `then` is called with it before the delivery counts as finished.
        """
        with self._idle:
            self._under_way += 1
            number = next(self._numbers)

        def carry() -> Outcome:
            outcome = self._carry(parcel, number) if self._webhook.address else NOT_CONFIGURED
            if then is not None:
                then(outcome)
            return outcome

        try:
            future = self._pool.submit(carry)
        except RuntimeError:
            # Stopped in the meantime: nobody is there to deliver it.
            future = Future()
            future.set_result(Outcome(ok=False, reason="stopped", attempts=0))
        future.add_done_callback(lambda _: self._arrived())
        return future

    def _arrived(self) -> None:
        with self._idle:
            self._under_way -= 1
            self._idle.notify_all()

    def wait_idle(self, timeout: float) -> bool:
        with self._idle:
            return self._idle.wait_for(lambda: self._under_way == 0, timeout)

    def stop(self) -> None:
        self._stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _carry(self, parcel: Parcel, number: int) -> Outcome:
        struck = self._faults.strike("webhook", parcel.label, parcel.openid)
        held = _Held(number)
        self._await_turn(held, struck)
        try:
            return self._copies(parcel, struck)
        finally:
            held.done.set()

    def _copies(self, parcel: Parcel, struck: list[Rule]) -> Outcome:
        """Deliver a parcel, and its duplicates at the same time."""
        copies = max((rule.count for rule in struck if rule.effect == "duplicate"), default=1)
        extra = [
            threading.Thread(target=self._attempts, args=(parcel, struck), daemon=True)
            for _ in range(copies - 1)
        ]
        for thread in extra:
            thread.start()
        outcome = self._attempts(parcel, struck)
        for thread in extra:
            thread.join()
        return outcome

    def _await_turn(self, mine: "_Held", struck: list[Rule]) -> None:
        """Hold parcels under a `reverse` rule until enough wait, then let the last go first."""
        wanted = max((rule.count for rule in struck if rule.effect == "reverse"), default=0)
        if not wanted:
            return
        with self._idle:
            self._held.append(mine)
            held = self._held
            complete = len(held) >= wanted
            if complete:
                self._held = []
        if complete:
            self._release(held)
        mine.turn.wait(REVERSE_PATIENCE)

    def _release(self, held: list["_Held"]) -> None:
        def one_after_another() -> None:
            for one in sorted(held, key=lambda one: one.number, reverse=True):
                one.turn.set()
                one.done.wait(REVERSE_PATIENCE)

        threading.Thread(target=one_after_another, daemon=True).start()

    def _attempts(self, parcel: Parcel, struck: list[Rule]) -> Outcome:
        names = tuple(rule.effect for rule in struck)
        outcome = Outcome(ok=False, reason="never sent", attempts=0)
        for attempt in range(1, self._webhook.deliveries + 1):
            started = time.monotonic()
            outcome, again = self._attempt(parcel, attempt, self._cut_off(struck, attempt), names)
            if not again or attempt == self._webhook.deliveries:
                break
            pause = started + self._webhook.redelivery_interval - time.monotonic()
            if self._stopping.wait(max(pause, 0)):
                break
        return outcome

    def _cut_off(self, struck: list[Rule], attempt: int) -> float:
        """The seconds that this attempt may take."""
        early = [one for one in struck if one.effect == "cut_off" and attempt <= one.count]
        return min((rule.seconds for rule in early), default=self._webhook.cut_off)

    def _attempt(
        self, parcel: Parcel, attempt: int, seconds: float, faults: tuple[str, ...]
    ) -> tuple[Outcome, bool]:
        """One delivery, and whether the platform would try again."""
        started, at = time.monotonic(), self._clock.now()
        envelope = self._webhook.wrap(parcel, at)
        answer: Answer | None = None
        again = False
        try:
            answer = exchange("POST", self._address(envelope.query), envelope.body, seconds)
            outcome, again = self._webhook.judge(answer, parcel, attempt)
        except NoAnswerError as error:
            outcome, again = Outcome(ok=False, reason=error.reason, attempts=attempt), True
        response = answer.body if answer else ""
        if outcome.reply is not None and outcome.reply.raw != response:
            response = outcome.reply.raw
        self._transcript.record(
            "webhook",
            at=at,
            method="POST",
            path=parcel.label,
            openid=parcel.openid,
            request=parcel.inner,
            response=response,
            status=answer.status if answer else None,
            code=answer.status if answer else None,
            attempt=attempt,
            duration=(time.monotonic() - started) * 1_000,
            outcome=outcome.reason or ("reply" if outcome.reply else "no reply"),
            faults=faults,
        )
        return outcome, again

    def _address(self, query: str) -> str:
        joint = "&" if "?" in self._webhook.address else "?"
        return f"{self._webhook.address}{joint}{query}"

    def verify(self) -> bool:
        """The GET that proves the address: True when the echo came back in time."""
        at, started = self._clock.now(), time.monotonic()
        query, echo = self._webhook.verification(at)
        answer: Answer | None = None
        try:
            answer = exchange("GET", self._address(query), None, self._webhook.echo_within)
            proved = answer.status == 200 and self._webhook.proves(answer, echo)
            outcome = "verified" if proved else "wrong echostr"
        except NoAnswerError as error:
            proved, outcome = False, error.reason
        self._transcript.record(
            "webhook",
            at=at,
            method="GET",
            path=self._webhook.challenge,
            response=answer.body if answer else "",
            status=answer.status if answer else None,
            code=answer.status if answer else None,
            duration=(time.monotonic() - started) * 1_000,
            outcome=outcome,
        )
        return proved

    def verify_until_proved(self) -> None:
        """Try the verification again and again until the bot is up or the platform stops."""
        pause = VERIFY_EVERY
        while not self._stopping.is_set() and not self.verify():
            self._stopping.wait(pause)
            pause = min(pause * 1.5, VERIFY_AT_LEAST_EVERY)
