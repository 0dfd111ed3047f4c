"""Call quotas for each path: by the day (45009) and by the minute (45011)."""

from collections import defaultdict

from simulator.clock import VirtualClock
from simulator.official import limits
from simulator.official.errors import ApiError

# The platform's day and month turn at midnight in China.
CHINA_OFFSET = 8 * limits.HOUR


def day_of(moment: float) -> int:
    return int((moment + CHINA_OFFSET) // limits.DAY)


class Quotas:
    """Counts calls; the caller holds the account's lock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.a_day: dict[str, int] = dict(limits.CALLS_A_DAY)
        self.a_minute: dict[str, int] = dict(limits.CALLS_A_MINUTE)
        self._days: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._minutes: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._cleared: list[float] = []

    def set(self, path: str, *, day: int | None = None, minute: int | None = None) -> None:
        """Change the limits of one path; None leaves that limit as it is."""
        if day is not None:
            self.a_day[path] = day
        if minute is not None:
            self.a_minute[path] = minute

    def count(self, path: str) -> None:
        now = self._clock.now()
        today, this_minute = (path, day_of(now)), (path, int(now // limits.MINUTE))
        if self._minutes[this_minute] >= self.a_minute.get(path, 1 << 60):
            raise ApiError(45011)
        if self._days[today] >= self.a_day.get(path, 1 << 60):
            raise ApiError(45009)
        self._minutes[this_minute] += 1
        self._days[today] += 1
        if len(self._minutes) > 1_000:
            self._forget(now)

    def _forget(self, now: float) -> None:
        minute, day = int(now // limits.MINUTE), day_of(now)
        for key in [key for key in self._minutes if key[1] != minute]:
            del self._minutes[key]
        for key in [key for key in self._days if key[1] != day]:
            del self._days[key]

    def used_today(self) -> dict[str, int]:
        today = day_of(self._clock.now())
        return {path: used for (path, day), used in self._days.items() if day == today}

    def clear(self) -> None:
        """clear_quota: 48006 past ten times in thirty days."""
        now = self._clock.now()
        self._cleared = [at for at in self._cleared if now - at < 30 * limits.DAY]
        if len(self._cleared) >= limits.CLEARED_A_MONTH:
            raise ApiError(48006)
        self._cleared.append(now)
        self._days.clear()
        self._minutes.clear()
