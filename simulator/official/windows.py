"""What an account may send to one customer now: the allowances the customer's acts opened."""

from dataclasses import dataclass

from simulator.official import limits
from simulator.official.errors import ApiError


@dataclass
class Allowance:
    """`left` of `total` messages until `expires_at` (virtual seconds)."""

    act: limits.Act
    total: int
    left: int
    expires_at: float


class Window:
    """One customer's allowances, at most one of each kind."""

    def __init__(self) -> None:
        self._open: dict[limits.Act, Allowance] = {}

    def open(self, act: limits.Act, now: float) -> None:
        count, seconds = limits.ALLOWANCES[act]
        self._open[act] = Allowance(act, count, count, now + seconds)

    def close(self) -> None:
        self._open.clear()

    def live(self, now: float) -> list[Allowance]:
        """Unexpired allowances, the one that ends first at the front; used-up ones included."""
        lasting = [one for one in self._open.values() if one.expires_at > now]
        return sorted(lasting, key=lambda one: one.expires_at)

    def left(self, now: float) -> int:
        return sum(one.left for one in self.live(now))

    def spend(self, now: float) -> None:
        """Use one message: 45015 when no window is open, 45047 when all are used up."""
        live = self.live(now)
        if not live:
            raise ApiError(45015)
        for allowance in live:
            if allowance.left:
                allowance.left -= 1
                return
        raise ApiError(45047)
