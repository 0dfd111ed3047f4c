"""A platform under fire, an outbox full of pushes, and the processes that send them and die."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

import simulator
from bootstrap import clock as clock_process
from bootstrap import parts
from config import load
from messaging import outbox
from messaging.models import Contact, Outbox, OutboxAccount
from messaging.values import NewMessage
from simulator.settings import (
    default_aes_key,
    default_app_id,
    default_app_secret,
    default_token,
)
from store.clock import OffsetClock
from store.transactions import Store

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret for tests only"
ACCOUNT = f"wechat:{default_app_id()}"
AUTHOR = "campaign:7"
SEND = "/cgi-bin/message/custom/send"
SHANGHAI = ZoneInfo("Asia/Shanghai")
PAYLOAD = {"type": "text", "text": "生日快乐！送您一张 20 元券～"}
OPEN = ("queued", "inflight")
ENDS = {"accepted", "failed", "unknown", "blocked"}


class Fire:
    """`count` customers, each with one push due, at ten in the morning."""

    def __init__(self, database_url: str, folder: Path, count: int, **environ: str) -> None:
        self.folder = folder
        self.store = Store(database_url)
        self.running = simulator.start(
            webhook="http://127.0.0.1:9/wechat",
            clock_file=folder / "clock",
            verify_at_start=False,
        )
        self.platform = self.running.platform
        self.environ = {
            "DATABASE_URL": database_url,
            "SECRET_KEY": SECRET,
            "DATA_KEY": SECRET,
            "CLOCK_FILE": str(folder / "clock"),
            "SPOOL_FOLDER": str(folder / "spool"),
            "LOG_LEVEL": "ERROR",
            "WECHAT_APP_ID": default_app_id(),
            "WECHAT_APP_SECRET": default_app_secret(),
            "WECHAT_TOKEN": default_token(),
            "WECHAT_AES_KEY": default_aes_key(),
            "WECHAT_API_URL": self.running.url,
            **environ,
        }
        self.clock = OffsetClock(folder / "clock")
        self.move_to(hour=10)
        self.openids = [f"o_{number:06}" for number in range(count)]
        self.processes: list[subprocess.Popen[bytes]] = []
        self.chance = random.Random(20_261_122)
        self._gather()

    def move_to(self, *, hour: int, days: int = 0) -> None:
        """Go to an hour of the shop's day, `days` from now."""
        local = self.clock.now().astimezone(SHANGHAI) + timedelta(days=days)
        moment = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        self.platform.clock.set(moment.astimezone(UTC))

    def _gather(self) -> None:
        """Everybody wrote a minute ago; some have left since, some nobody knows any more."""
        now = self.clock.now()
        account = self.platform.official
        with account.lock:
            for number, openid in enumerate(self.openids):
                if number % 97 == 13:
                    continue
                person = account.customers.create(openid, openid)
                person.following = True
                person.window.open("message", account.clock.now())
        window = {"message_left": 5, "message_until": now + timedelta(hours=47)}
        contacts = [
            {
                "account": ACCOUNT,
                "external_id": openid,
                "subscribed": number % 89 != 7,
                "created_at": now,
                **window,
            }
            for number, openid in enumerate(self.openids)
        ]
        with self.store.session() as session:
            session.execute(sa.insert(Contact), contacts)
        with self.store.session() as session:
            known = session.execute(sa.select(Contact.external_id, Contact.id)).all()
            pushes = [
                NewMessage(contact_id, ACCOUNT, PAYLOAD, "marketing", AUTHOR, f"fire:{openid}")
                for openid, contact_id in known
            ]
            outbox.queue_many(session, pushes, now=now)

    def light(self) -> None:
        """Everything that goes wrong, a few times in a hundred."""
        add = self.platform.faults.add
        add("reset_after", path=SEND, probability=0.01, times=None)
        add("reset_before", path=SEND, probability=0.005, times=None)
        add("bad_gateway", path=SEND, probability=0.005, times=None, accepted=True)
        add("bad_gateway", path=SEND, probability=0.005, times=None)
        add("garbage", path=SEND, probability=0.003, times=None, accepted=True)
        add("errcode", path=SEND, probability=0.01, times=None, code=-1)
        add("expire_tokens", path=SEND, probability=0.002, times=None)
        self.platform.official.quotas.set(SEND, day=len(self.openids) * 2 // 3)

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """A process of the house, with its children in a group of their own."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **self.environ},
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        self.processes = [one for one in self.processes if one.poll() is None] + [process]
        return process

    def deliver(self) -> None:
        """Send what is due, in this process, which nobody kills."""
        built = parts.build(load(self.environ))
        worker = clock_process.create_worker(built)
        while any(worker.deliverer.drain(seconds=10).values()):
            pass
        worker.deliverer.close()
        built.store.close()

    def log(self) -> str:
        """What the processes wrote."""
        return (self.folder / "log").read_text()[-4_000:]

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """-9 for it and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def states(self) -> Counter[str]:
        with self.store.reading() as session:
            return Counter(outbox.progress(session, AUTHOR))

    def open(self) -> int:
        states = self.states()
        return sum(states[state] for state in OPEN)

    def wait_until(self, enough: Any, seconds: float) -> bool:
        """Wait for it, going to the next morning when the day's quota is used up."""
        deadline = time.monotonic() + seconds
        while not enough():
            if time.monotonic() > deadline:
                return False
            if self._is_paused():
                time.sleep(1)
                self.move_to(hour=10, days=1)
            time.sleep(0.05)
        return True

    def _is_paused(self) -> bool:
        with self.store.reading() as session:
            until = session.scalars(sa.select(OutboxAccount.paused_until)).one_or_none()
        return until is not None and until > self.clock.now() + timedelta(hours=1)

    def seen(self) -> int:
        """How many pushes are on phones."""
        return sum(self._received().values())

    def _received(self) -> Counter[str]:
        account = self.platform.official
        with account.lock:
            return Counter(
                {
                    person.openid: count
                    for person in account.customers
                    if (count := sum(bubble.origin == "custom" for bubble in person.bubbles))
                }
            )

    def ledger(self) -> dict[str, Any]:
        """Our word on each push, by openid."""
        statement = sa.select(
            Contact.external_id, Outbox.state, Outbox.reason, Outbox.code, Outbox.attempts
        ).join(Contact, Contact.id == Outbox.contact_id)
        with self.store.reading() as session:
            return {row.external_id: row for row in session.execute(statement)}

    def prove(self) -> Counter[str]:
        """Nobody got it twice, everything ended, and phones and transcript agree with us."""
        ledger, received = self.ledger(), self._received()
        assert len(ledger) == len(self.openids)
        assert set(received.values()) <= {1}, "nobody gets a push twice"
        states = Counter(row.state for row in ledger.values())
        assert set(states) <= ENDS, states
        for openid, row in ledger.items():
            count = received[openid]
            if row.state == "accepted":
                assert count == 1, (openid, row)
            elif row.state in {"failed", "blocked"}:
                assert count == 0, (openid, row)
            assert (row.reason is None) == (row.state == "accepted"), (openid, row)
        self._agree_with_the_transcript(ledger, received)
        return states

    def _agree_with_the_transcript(self, ledger: dict[str, Any], received: Counter[str]) -> None:
        """A call's answer is either `code` 0, or an errcode, or it was lost on the way."""
        calls = self.platform.transcript.calls(SEND)
        well = Counter(entry.openid for entry in calls if entry.code == 0)
        lost = {entry.openid for entry in calls if entry.code is None}
        accepted = {openid for openid, row in ledger.items() if row.state == "accepted"}
        assert set(well.values()) <= {1}
        assert accepted <= set(well), "nothing is accepted that the platform did not accept"
        rest = set(well) - accepted
        assert {ledger[openid].state for openid in rest} <= {"unknown"}, "its sender had died"
        assert set(well) <= set(received), "what the platform took is on the phones"
        assert set(received) <= set(well) | lost, "nothing is on a phone that was not asked for"

    def close(self) -> None:
        for process in list(self.processes):
            self.kill(process)
        self.running.stop()
        self.store.close()
