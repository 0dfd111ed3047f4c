"""What an account of either platform has, whatever it can do."""

import threading
from dataclasses import dataclass

from simulator.clock import VirtualClock
from simulator.courier import Courier, Webhook
from simulator.faults import FaultPlan
from simulator.feed import Feed
from simulator.jobs import Jobs
from simulator.transcript import Transcript


@dataclass(frozen=True)
class World:
    """What the platforms share."""

    clock: VirtualClock
    feed: Feed
    transcript: Transcript
    faults: FaultPlan


class Account:
    """An account with a webhook and jobs of its own; `lock` guards all of its state."""

    def __init__(self, world: World, webhook: Webhook, *, couriers: int, job_delay: float) -> None:
        self.clock = world.clock
        self.feed = world.feed
        self.transcript = world.transcript
        self.faults = world.faults
        self.lock = threading.RLock()
        self.base_url = ""
        self.courier = Courier(webhook, self.clock, self.faults, self.transcript, couriers)
        self.jobs = Jobs(job_delay)

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no job and no delivery is under way."""
        return self.jobs.wait_idle(timeout) and self.courier.wait_idle(timeout)

    def stop(self) -> None:
        self.jobs.stop()
        self.courier.stop()
