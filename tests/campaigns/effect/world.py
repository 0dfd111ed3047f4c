"""Simulated customers who were reached for or held out, with an effect that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from campaigns import holdout
from campaigns.models import Campaign, CampaignVersion, Delivery
from campaigns.values import HOLDOUT
from membership.models import Coupon, Order
from messaging.models import Contact
from store.statements import Db, insert, table
from tickets.models import Ticket

START = datetime(2026, 3, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
GOAL = timedelta(days=14)
DAY = timedelta(days=1)


def campaign(db: Db, key: str = "spring", *, kind: str = "festival", goal_days: int = 14) -> int:
    """A campaign that is on, with nothing but a goal window."""
    values = {"key": key, "name": key, "kind": kind, "state": "on", "version": 1, "salt": key}
    times = {"created_at": START, "updated_at": START, "created_by": "test"}
    number = insert(db, table(Campaign), {**values, **times})
    document = {"name": key, "kind": kind, "goal": {"days": goal_days}}
    version = {"campaign_id": number, "version": 1, "document": document}
    insert(db, table(CampaignVersion), {**version, "created_at": START, "created_by": "test"})
    return number


def delivery(
    campaign_id: int,
    member_id: int,
    *,
    arm: str = "treated",
    at: datetime = START,
    step: int = 0,
    **more: Any,
) -> dict[str, Any]:
    state = "planned" if arm == "treated" else "held_out"
    return {
        "campaign_id": campaign_id,
        "version": 1,
        "occasion": "2026",
        "step": step,
        "member_id": member_id,
        "arm": arm,
        "state": state,
        "rule": None,
        "gift": None,
        "facts": {},
        "began_at": at,
        "entered_at": at,
        "due_at": at,
        "until": at + DAY,
        **more,
    }


def order(
    member_id: int, at: datetime, amount: int = 10_000, *, status: str = "paid", refunded: int = 0
) -> dict[str, Any]:
    return {
        "member_id": member_id,
        "status": status,
        "amount": amount,
        "refunded_amount": refunded,
        "paid_at": at,
        "created_at": at,
        "updated_at": at,
    }


def put(db: Db, deliveries: Sequence[Mapping[str, Any]] = (), orders: Sequence[Any] = ()) -> None:
    """Write the rows, orders with numbers of their own."""
    if deliveries:
        db.execute(sa.insert(table(Delivery)), list(deliveries))
    if orders:
        first = db.execute(sa.select(sa.func.coalesce(sa.func.max(Order.id), 0))).scalar_one()
        rows = [{**row, "external_id": f"o{first + n}"} for n, row in enumerate(orders, start=1)]
        db.execute(sa.insert(table(Order)), rows)


def left(db: Db, member_id: int, at: datetime) -> None:
    """The member's one contact stops following."""
    row = {"account": "wechat:wx1", "external_id": f"o-{member_id}", "member_id": member_id}
    times = {"created_at": START, "unfollowed_at": at, "subscribed": False, "blocked": False}
    insert(db, table(Contact), {**row, **times})


def complains(db: Db, member_id: int, at: datetime) -> None:
    row: dict[str, Any] = {"member_id": member_id, "contact_id": 1, "kind": "complaint"}
    given = {"opened_at": at, "last_at": at, "subject": "", "description": "", "state": "open"}
    insert(db, table(Ticket), {**_ticket_defaults(), **row, **given})


def coupon(db: Db, member_id: int, code: str, *, discount: int) -> None:
    row = {"code": code, "template_id": 1, "member_id": member_id, "name": "券", "terms": {}}
    times = {"issued_at": START, "starts_at": START, "expires_at": END}
    more = {"state": "used", "source": "campaign", "source_key": code, "discount": discount}
    insert(db, table(Coupon), {**row, **times, **more})


def _ticket_defaults() -> dict[str, Any]:
    wanted = {}
    for column in table(Ticket).columns:
        if column.nullable or column.primary_key or column.server_default is not None:
            continue
        if column.default is None:
            wanted[column.name] = _EMPTY.get(column.type.python_type, 0)
    return wanted


_EMPTY: dict[type, Any] = {str: "", bool: False, int: 0, datetime: START, list: [], dict: {}}


@dataclass(frozen=True)
class Shop:
    """Customers of whom a share buys within the goal window, and what they spend.

    `lift` is added to that share among the treated: the planted effect. Half of the treated
    cannot be reached, so the effect on all of them is half of what a message does.
    """

    random: np.random.Generator
    members: int = 1000
    held_out: int = 25
    share: float = 0.2
    lift: float = 0.04
    steps: int = 1

    @property
    def spent(self) -> float:
        """What a purchase is worth on average, in fen."""
        return float(np.exp(9 + 0.6**2 / 2))

    def fill(self, db: Db, campaign_id: int, first_member: int) -> None:
        ids = range(first_member, first_member + self.members)
        arms = [self._arm(campaign_id, member) for member in ids]
        held = np.array([arm == HOLDOUT for arm in arms])
        reached = ~held & (self.random.random(self.members) < 0.5)
        chance = self.share + np.where(reached, 2 * self.lift, 0)
        buys = self.random.random(self.members) < chance
        entered = self.random.integers(0, 30, self.members)
        deliveries, orders = [], []
        for at, member in enumerate(ids):
            day = START + int(entered[at]) * DAY
            deliveries += [
                delivery(campaign_id, member, arm=arms[at], at=day + step * 3 * DAY, step=step)
                for step in range(self.steps)
            ]
            if buys[at]:
                orders.append(order(member, day + DAY, int(self.random.lognormal(9, 0.6))))
            if self.random.random() < 0.3:
                orders.append(order(member, day - DAY, 5_000))
                orders.append(order(member, day + GOAL, 5_000))
        put(db, deliveries, orders)

    def _arm(self, campaign_id: int, member_id: int) -> str:
        """The group that the product itself would put the member into."""
        return holdout.arm(
            member_id,
            global_salt="",
            global_percent=0,
            salt=f"salt {campaign_id}",
            percent=self.held_out,
        )
