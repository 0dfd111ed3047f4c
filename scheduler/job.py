"""What a scheduled job is. Each file in scheduler/jobs/ declares one as `JOB`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Any, Literal
from zoneinfo import ZoneInfo

from messaging.deliverer import Deliverer
from store.clock import Clock
from store.transactions import Store


@dataclass(frozen=True, slots=True)
class Shard:
    """Which part of a job's work is meant: number `number` (from 0) of `of`."""

    number: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Worker:
    """What a job may use. `download(account, media_id)` fetches a file and its content type;
    `tools` holds what only some jobs need, by name.

    `parallel` is how many tasks of one job may usefully run at the same time, `shard` the part
    that this one is to do. A job of a shorter interval than `repeat_below` does its work many
    times in one run, until its slice of time is over. `stopping` is set when the process wants to
    end.
    """

    store: Store
    clock: Clock
    timezone: ZoneInfo
    deliverer: Deliverer
    download: Callable[[str, str], tuple[bytes, str]]
    tools: Mapping[str, Any] = field(default_factory=dict)
    parallel: int = 1
    repeat_below: timedelta = timedelta(seconds=10)
    shard: Shard = field(default_factory=Shard)
    stopping: Event = field(default_factory=Event)


RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
Counts = Mapping[str, int]
When = str | timedelta
Shards = int | Callable[[Worker, datetime], int]


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, when it runs, and what it does for an instant.

    `when` is a cron line in the business time zone (minute hour day month weekday, 0 and 7 are
    Sunday) or an interval. `run` returns what it did as counts, and may be run again for the
    same instant. A job with `shards` runs once for each, `worker.shard` saying for which.

    What was missed, because no clock ran at its hour, is made up for once if it is not older than
    `grace` (`catch_up` "once"), or left out ("skip"). A run that failed is tried again after each
    of `retries`, unless the job's next time has come; an interval's next run comes anyway.
    """

    name: str
    when: When
    run: Callable[[Worker, datetime], Counts]
    about: str
    shards: Shards = 1
    catch_up: Literal["once", "skip"] = "once"
    grace: timedelta = timedelta(days=1)
    retries: Sequence[timedelta] = RETRIES

    def again_after(self, attempts: int) -> timedelta | None:
        """How long after its failure a run of so many attempts is tried again; none for never."""
        if isinstance(self.when, timedelta) or attempts > len(self.retries):
            return None
        return self.retries[attempts - 1]
