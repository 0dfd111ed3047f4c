"""What the effect of a campaign is told by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.effect.statistics import Difference, Sample


@dataclass(frozen=True, slots=True)
class Span:
    """Members who entered the campaign from `since` (included) to `until` (not)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Arm:
    """One group: everybody assigned to it, whether a message reached them or not.

    `orders` are orders and `revenue` fen per member, paid within the goal window after entering
    and not refunded; `returned`, `unfollowed` and `complained` count members.
    """

    members: int
    returned: int
    orders: Sample
    revenue: Sample
    unfollowed: int
    complained: int

    @property
    def return_rate(self) -> float | None:
        return self.returned / self.members if self.members else None


NOBODY = Arm(0, 0, Sample(0, 0, 0), Sample(0, 0, 0), 0, 0)


@dataclass(frozen=True, slots=True)
class Costs:
    """What the campaign gave away: coupons given and used, fen taken off by them, points."""

    coupons: int = 0
    used: int = 0
    discount: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many deliveries of a state and a rule or reason there are."""

    state: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """A campaign's effect by intention to treat.

    `control` says who is compared with: the campaign's own holdout; the global one, where it has
    none of its own; or "" for nobody. `unripe` members entered, but their goal window is not over:
    they are in no figure. Differences are treated minus held out: of shares as shares, of orders
    per member, of revenue in fen per member.
    """

    campaign_id: int
    span: Span
    window: timedelta
    treated: Arm
    held: Arm
    control: str
    unripe: int
    return_rate: Difference | None
    orders: Difference | None
    revenue: Difference | None
    unfollows: Difference | None
    complaints: Difference | None
    costs: Costs
    outcomes: tuple[Outcome, ...]

    @property
    def extra_revenue(self) -> Difference | None:
        """Revenue in fen that there would not have been: the difference times the treated."""
        return None if self.revenue is None else self.revenue.times(self.treated.members)
