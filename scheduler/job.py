"""What a scheduled job is. Each file in scheduler/jobs/ declares one as `JOB`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from messaging.deliverer import Deliverer
from store.clock import Clock
from store.transactions import Store


@dataclass(frozen=True, slots=True)
class Worker:
    """What a job may use. `download(account, media_id)` fetches a file and its content type;
    `tools` holds what only some jobs need, by name."""

    store: Store
    clock: Clock
    timezone: ZoneInfo
    deliverer: Deliverer
    download: Callable[[str, str], tuple[bytes, str]]
    tools: Mapping[str, Any] = field(default_factory=dict)


Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, when it runs, and what it does for an instant.

    `when` is a cron line in the business time zone (minute hour day month weekday) or an interval.
    `run` returns what it did as counts, and may be run again for the same instant.
    """

    name: str
    when: str | timedelta
    run: Callable[[Worker, datetime], Counts]
    about: str
