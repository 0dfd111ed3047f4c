"""Three hundred made-up customers of a made-up bakery, the same at every start."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from membership.birthdays import Birthday
from membership.customer_values import CustomerIn

CUSTOMERS = 300
PHONES = 8
SEED = 20260601
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = (
    "雨桐",
    "子涵",
    "梓萱",
    "浩然",
    "思远",
    "佳怡",
    "志强",
    "丽华",
    "建国",
    "晓燕",
    "文静",
    "俊杰",
    "婷婷",
    "明哲",
    "欣妍",
    "宇航",
    "美玲",
    "海波",
    "诗雅",
    "天佑",
    "小芳",
    "国栋",
    "雪梅",
    "嘉豪",
    "静怡",
    "立新",
    "春燕",
    "一鸣",
    "可馨",
    "少华",
    "秀英",
    "泽宇",
    "若曦",
    "博文",
    "慧敏",
    "长青",
)
TAGS = ("爱吃酥皮", "常买生日蛋糕", "办公室下午茶", "带孩子来", "无糖", "自提", "企业订购")


@dataclass(frozen=True, slots=True)
class Person:
    """One customer: who, since when, how often they buy (mean gap in days) and until when."""

    number: int
    customer: CustomerIn
    joined: datetime
    gap: float
    stops: datetime | None
    spends: int
    openid: str

    @property
    def chats(self) -> bool:
        """Whether the simulated WeChat has a phone for them."""
        return self.number < PHONES


def everybody(now: datetime) -> Iterator[Person]:
    """The customers, as they are at `now`."""
    rng = random.Random(SEED)  # noqa: S311 - made up, and the same every time
    names: set[str] = set()
    for number in range(CUSTOMERS):
        name = _name(rng, names)
        joined = now - timedelta(days=rng.randint(5, 730), minutes=rng.randint(0, 600))
        gap = rng.choice((12, 16, 21, 28, 35, 45, 60, 90))
        left = rng.random() < 0.35
        yield Person(
            number=number,
            customer=_customer(rng, number, name, joined),
            joined=joined,
            gap=gap,
            stops=joined + (now - joined) * rng.uniform(0.2, 0.8) if left else None,
            spends=rng.choice((1800, 2600, 3800, 5200, 8800)),
            openid=f"oDemo{number:04}changke",
        )


def _name(rng: random.Random, taken: set[str]) -> str:
    while (name := rng.choice(SURNAMES) + rng.choice(GIVEN)) in taken:
        pass
    taken.add(name)
    return name


def _customer(rng: random.Random, number: int, name: str, joined: datetime) -> CustomerIn:
    born = date(rng.randint(1965, 2006), 1, 1) + timedelta(days=rng.randint(0, 364))
    calendar = "lunar" if rng.random() < 0.25 and born.day < 30 else "solar"
    return CustomerIn(
        external_id=f"V{10001 + number}",
        name=name,
        phone=f"1{rng.choice((38, 39, 50, 58, 86, 99))}{rng.randrange(10**8):08}",
        gender=rng.choice(("female", "female", "male")),
        birthday=Birthday(calendar, born.month, born.day, born.year),
        joined_at=joined,
        tags=tuple(rng.sample(TAGS, rng.choice((0, 0, 1, 1, 2)))),
    )


def orders_of(person: Person, now: datetime) -> Iterator[tuple[datetime, int]]:
    """When they bought, and for how much (fen), oldest first."""
    rng = random.Random(SEED + person.number)  # noqa: S311 - made up
    at, until = person.joined, min(person.stops or now, now)
    while (bought := _in_opening_hours(rng, at)) < until:
        yield bought, max(600, int(rng.gauss(person.spends, person.spends / 3)) // 10 * 10)
        at += timedelta(days=max(1.0, rng.gauss(person.gap, person.gap / 4)))


def _in_opening_hours(rng: random.Random, at: datetime) -> datetime:
    """Some minute of that day between 8:00 and 21:30 in China."""
    morning = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return morning + timedelta(minutes=rng.randrange(810))
