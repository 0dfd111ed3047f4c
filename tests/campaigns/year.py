"""A shop living through its days: members, jobs at their hours, and what reached each phone."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from lunar_python import Solar

from bootstrap import gates
from campaigns import service
from campaigns.models import Delivery
from membership.business_time import start_of
from messaging.deliverer import Deliverer
from messaging.models import Contact, Outbox
from messaging.reach.values import FREQUENCY_CAP
from scheduler.job import Worker
from scheduler.jobs import birthday, campaigns, lifecycle, winback
from store.clock import ManualClock
from store.transactions import Store
from tests.campaigns.people import ACCOUNT, SHANGHAI, buys, campaign, member
from tests.scenarios import house
from tests.scenarios.posting import Account

HOUR = timedelta(hours=1)
Birthday = tuple[str, int, int]


@dataclass
class Phones:
    """Stands for the platform: takes every message, and remembers who got what when."""

    clock: ManualClock
    got: list[tuple[str, str, datetime]] = field(default_factory=list)

    def send(self, external_id: str, payload: Mapping[str, Any]) -> str:
        self.got.append((external_id, str(payload["text"]), self.clock.now()))
        return str(len(self.got))


class Shop:
    """The house with campaigns that are on, and members with these birthdays."""

    def __init__(self, url: str, first: date, birthdays: Sequence[Birthday]) -> None:
        self.clock = ManualClock(start_of(first, SHANGHAI))
        self.store = Store(url)
        self._built = house.build(url, Account(), self.clock)
        self.phones = Phones(self.clock)
        deliverer = Deliverer(
            self.store,
            {ACCOUNT: self.phones},
            self.clock,
            SHANGHAI,
            name="year",
            gates=gates.all_gates(self._built),
        )
        unused: Any = None
        self.worker = Worker(self.store, self.clock, SHANGHAI, deliverer, unused)
        self._chance = random.Random(20251122)
        self.members = self._people(birthdays)

    def _people(self, birthdays: Sequence[Birthday]) -> dict[int, Birthday]:
        now = self.clock.now()
        with self.store.session() as session:
            campaign(session, "festival", steps=[{"text": "节日快乐"}])
            campaign(session, "anniversary", steps=[{"text": "周年快乐"}])
            campaign(session, "repurchase", steps=[{"text": "该来了"}])
            return {
                member(
                    session,
                    f"会员{number}",
                    birthday=birthday,
                    joined_at=now - timedelta(days=self._chance.randint(30, 2000)),
                ): birthday
                for number, birthday in enumerate(birthdays)
            }

    def live(self, day: date, hours: Sequence[int]) -> None:
        """One day: some buy, everybody has written lately, the jobs run, messages leave."""
        midnight = start_of(day, SHANGHAI)
        self._customers_come(midnight)
        for hour in hours:
            self.clock.set(midnight + hour * HOUR)
            self._work(hour)
            while self.worker.deliverer.run(limit=500):
                pass

    def _customers_come(self, midnight: datetime) -> None:
        window = {"message_left": 5, "message_until": midnight + timedelta(hours=36)}
        with self.store.session() as session:
            session.execute(sa.update(Contact).values(**window))
            for one in self._chance.sample(sorted(self.members), len(self.members) // 80):
                buys(session, one, midnight + HOUR)

    def _work(self, hour: int) -> None:
        now = self.clock.now()
        if hour == 3:
            lifecycle.run(self.worker, now)
        if hour == 9:
            birthday.JOB.run(self.worker, now)
        if hour == 10:
            winback.JOB.run(self.worker, now)
        campaigns.JOB.run(self.worker, now)

    def close(self) -> None:
        self.worker.deliverer.close()
        self.store.close()
        self._built.store.close()

    def greetings(self) -> dict[int, list[date]]:
        """The days on which each member was wished a happy birthday."""
        found: dict[int, list[date]] = {one: [] for one in self.members}
        for external_id, text, at in self.phones.got:
            if "生日快乐" in text:
                found[int(external_id.removeprefix("o_"))].append(at.astimezone(SHANGHAI).date())
        return found

    def birthdays_kept_back(self) -> set[int]:
        """Members whose greeting the caps did not let through on the day."""
        statement = (
            sa.select(Delivery.member_id)
            .outerjoin(Outbox, Outbox.id == Delivery.outbox_id)
            .where(
                Delivery.campaign_id == 1,
                sa.or_(Delivery.rule == FREQUENCY_CAP, Outbox.state == "blocked"),
            )
        )
        with self.store.reading() as session:
            assert service.get(session, 1).kind == "birthday"
            return set(session.scalars(statement))


def days_kept(birthday: Birthday, days: Sequence[date]) -> list[date]:
    """Those of the days on which a birthday is kept, told from the almanac day by day."""
    return [day for day in days if _is_kept(birthday, day)]


def _is_kept(birthday: Birthday, day: date) -> bool:
    calendar, month, number = birthday
    tomorrow = day + timedelta(days=1)
    if calendar == "solar":
        is_last = (day.month, day.day) == (2, 28) and tomorrow.month == 3
        return (day.month, day.day) == (month, number) or (is_last and (month, number) == (2, 29))
    (shown_month, shown_day), (next_month, _) = _lunar(day), _lunar(tomorrow)
    if shown_month != month:
        return False
    return shown_day == number or (next_month != month and number > shown_day)


@cache
def _lunar(day: date) -> tuple[int, int]:
    """Month (negative in a leap month) and day of the lunar calendar."""
    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return found.getMonth(), found.getDay()


def quiet(at: datetime) -> bool:
    """Whether it was quiet in the shop: from nine in the evening until nine in the morning."""
    shown = at.astimezone(SHANGHAI).time()
    return shown >= time(21) or shown < time(9)


def broken_caps(got: Sequence[tuple[str, str, datetime]]) -> list[tuple[str, datetime]]:
    """Messages that came within 24 hours of another, or as the fourth within 7 days."""
    mine: dict[str, list[datetime]] = {}
    broken = []
    for external_id, _, at in sorted(got, key=lambda one: one[2]):
        earlier = mine.setdefault(external_id, [])
        day = [one for one in earlier if one > at - timedelta(hours=24)]
        week = [one for one in earlier if one > at - timedelta(days=7)]
        if day or len(week) >= 3:
            broken.append((external_id, at))
        earlier.append(at)
    return broken


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
