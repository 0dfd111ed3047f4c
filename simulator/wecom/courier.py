"""Delivers callbacks as WeCom does: cut off after 5 s, tried again until a 200."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from simulator.clock import VirtualClock
from simulator.crypto import DecryptError
from simulator.faults import FaultPlan, Rule
from simulator.http_client import Answer, NoAnswerError, exchange
from simulator.official.courier import (
    VERIFY_AT_LEAST_EVERY,
    VERIFY_EVERY,
    Outcome,
    Parcel,
)
from simulator.official.replies import Reply
from simulator.transcript import Transcript
from simulator.wecom import limits
from simulator.wecom.envelope import Wrapper
from simulator.wecom.settings import WeComSettings
from simulator.xml import XmlError

WORKERS = 32
NOT_CONFIGURED = Outcome(ok=False, reason="no webhook", attempts=0)


class Courier:
    """Posts parcels to the webhook, each in its own thread."""

    def __init__(
        self,
        settings: WeComSettings,
        clock: VirtualClock,
        faults: FaultPlan,
        transcript: Transcript,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._faults = faults
        self._transcript = transcript
        self._wrapper = Wrapper(settings)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="wecom-courier")
        self._stopping = threading.Event()
        self._idle = threading.Condition()
        self._under_way = 0

    def deliver(self, parcel: Parcel) -> "Future[Outcome]":
        """Start delivering; the future holds the outcome of the last attempt."""
        done: Future[Outcome] = Future()
        if not self._settings.webhook or self._stopping.is_set():
            done.set_result(NOT_CONFIGURED)
            return done
        with self._idle:
            self._under_way += 1
        future = self._pool.submit(self._carry, parcel)
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

    def _carry(self, parcel: Parcel) -> Outcome:
        struck = self._faults.strike("webhook", parcel.label, parcel.openid)
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

    def _attempts(self, parcel: Parcel, struck: list[Rule]) -> Outcome:
        cut_offs = [rule.seconds for rule in struck if rule.effect == "cut_off"]
        cut_off = min(cut_offs, default=self._settings.cut_off)
        names = tuple(rule.effect for rule in struck)
        outcome = NOT_CONFIGURED
        for attempt in range(1, limits.DELIVERIES + 1):
            started = time.monotonic()
            outcome = self._attempt(parcel, attempt, started + cut_off, names)
            if outcome.ok:
                break
            pause = started + self._settings.redelivery_interval - time.monotonic()
            if attempt < limits.DELIVERIES and self._stopping.wait(max(pause, 0)):
                break
        return outcome

    def _attempt(
        self, parcel: Parcel, attempt: int, deadline: float, faults: tuple[str, ...]
    ) -> Outcome:
        started, at = time.monotonic(), self._clock.now()
        envelope = self._wrapper.wrap(parcel.inner, at)
        answer: Answer | None = None
        try:
            answer = exchange("POST", self._address(envelope.query), envelope.body, deadline)
            outcome = self._judge(answer, attempt)
        except NoAnswerError as error:
            outcome = Outcome(ok=False, reason=error.reason, attempts=attempt)
        self._transcript.record(
            "webhook",
            at=at,
            method="POST",
            path=parcel.label,
            openid=parcel.openid,
            request=parcel.inner,
            response=answer.body if answer else "",
            status=answer.status if answer else None,
            code=answer.status if answer else None,
            attempt=attempt,
            duration=(time.monotonic() - started) * 1_000,
            outcome=outcome.reason or ("reply" if outcome.reply else "no reply"),
            faults=faults,
        )
        return outcome

    def _judge(self, answer: Answer, attempt: int) -> Outcome:
        if answer.status != 200:
            return Outcome(ok=False, reason=f"HTTP {answer.status}", attempts=attempt)
        try:
            text = self._wrapper.opened(answer.body)
        except (DecryptError, XmlError):
            return Outcome(ok=True, reason="unreadable reply", attempts=attempt)
        reply = Reply("text", {"text": text}, text) if text else None
        return Outcome(ok=True, reply=reply, attempts=attempt)

    def _address(self, query: str) -> str:
        joint = "&" if "?" in self._settings.webhook else "?"
        return f"{self._settings.webhook}{joint}{query}"

    def verify(self) -> bool:
        """The GET that proves the address: True when the decrypted echostr came within 1 s."""
        at, started = self._clock.now(), time.monotonic()
        query, echo = self._wrapper.verification(at)
        answer: Answer | None = None
        try:
            answer = exchange("GET", self._address(query), None, started + limits.ECHO_SECONDS)
            proved = answer.status == 200 and answer.body == echo
            outcome = "verified" if proved else "wrong echostr"
        except NoAnswerError as error:
            proved, outcome = False, error.reason
        self._transcript.record(
            "webhook",
            at=at,
            method="GET",
            path="wecom verification",
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
