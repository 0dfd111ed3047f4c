"""Fills an empty database with the demo shop: people, two years of orders, talk and tickets."""

import csv
import heapq
import random
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from bootstrap.demo import people, talk, wecom
from bootstrap.demo.people import Person
from config import Settings
from knowledge.editing import EntryDraft, save_entry
from membership import coupon_templates, coupons, customers, gifts, lifecycle, points
from membership.imports import run_import
from membership.models import Member, Order, PointsEntry
from membership.privacy import Privacy
from messaging import contacts
from messaging.models import Inbox
from store.columns import Model
from store.statements import count
from store.transactions import Store
from tickets import ending, service, staff, work
from tickets.models import Ticket

STAFF = "demo"
COLLEAGUES = (
    ("xiaomei", "小美", "agent"),
    ("ajie", "阿杰", "agent"),
    ("lan", "兰姐", "supervisor"),
)
TALKING = 60
COMPLAINING = 100
"""Numbers the message of a complaint, above those of talk."""
SETTLED, OPEN = 14, 5
REFUNDED, RATED = 0.03, 0.7
ORDER_COLUMNS = (
    "external_id",
    "customer_external_id",
    "paid_at",
    "amount",
    "status",
    "refunded_amount",
)
COUNTED: dict[str, type[Model]] = {
    "顾客": Member,
    "订单": Order,
    "积分记录": PointsEntry,
    "消息": Inbox,
    "工单": Ticket,
}


def fill(store: Store, settings: Settings, password: str, *, now: datetime) -> str:
    """Fill an empty store, once; return a line on what is there."""
    with store.reading() as session:
        is_new = not staff.any_exists(session)
    if is_new:
        _fill(store, settings, password, now)
    with store.reading() as session:
        counted = [f"{count(session, model):,} {name}" for name, model in COUNTED.items()]
    return "  示例店  demo shop " + " · ".join(counted)


def _fill(store: Store, settings: Settings, password: str, now: datetime) -> None:
    everybody = list(people.everybody(now))
    with store.session() as session:
        members = _customers(session, everybody, settings, now)
    _orders(store, everybody, settings, now)
    with store.session() as session:
        while points.expire(session, now=now):
            pass
        lifecycle.run(session, now=now)
        _rewards(session, everybody, members, settings, now)
        _knowledge(session, now)
        talking = _contacts(session, everybody, members, settings)
        wecom.fill(session, everybody, members, settings, now=now)
        _talk(session, talking, now)
        _tickets(session, talking, _staff(session, password, now), now)


def _customers(
    session: Session, everybody: list[Person], settings: Settings, now: datetime
) -> dict[int, int]:
    privacy = Privacy.from_key(settings.data_key)
    return {
        person.number: customers.post(
            session, person.customer, now=now, privacy=privacy, timezone=settings.timezone
        ).member_id
        for person in everybody
    }


def _orders(store: Store, everybody: list[Person], settings: Settings, now: datetime) -> None:
    """Import all orders, a few of them refunded, then let points expire and stages settle."""
    rng = random.Random(people.SEED)  # noqa: S311 - made up
    streams = [_purchases(person, now) for person in everybody]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        with file.open("w", newline="") as opened:
            rows = csv.writer(opened)
            rows.writerow(ORDER_COLUMNS)
            for number, (at, who, fen) in enumerate(heapq.merge(*streams)):
                yuan = f"{fen / 100:.2f}"
                back = yuan if rng.random() < REFUNDED else "0"
                status = "refunded" if back == yuan else "paid"
                name = f"D{at:%y%m%d}{number:05}"
                rows.writerow([name, who, at.isoformat(), yuan, status, back])
        privacy = Privacy.from_key(settings.data_key)
        run_import("orders", file, store, now=now, privacy=privacy, timezone=settings.timezone)


def _purchases(person: Person, now: datetime) -> Iterator[tuple[datetime, str, int]]:
    for at, fen in people.orders_of(person, now):
        yield at, person.customer.external_id, fen


def _rewards(
    session: Session,
    everybody: list[Person],
    members: Mapping[int, int],
    settings: Settings,
    now: datetime,
) -> None:
    for template in talk.COUPONS:
        coupon_templates.save(session, template, now=now)
    for gift in talk.GIFTS:
        gifts.save(session, gift, now=now)
    for person in everybody[::3]:
        coupons.issue(
            session,
            "return20",
            members[person.number],
            source="demo",
            key=f"return:{person.number}",
            now=now - timedelta(days=person.number % 20),
            timezone=settings.timezone,
        )


def _knowledge(session: Session, now: datetime) -> None:
    for question, variants, answer in talk.FAQS:
        draft = EntryDraft(question=question, variants=variants, answer=answer)
        save_entry(session, draft, actor="demo", now=now)


def _contacts(
    session: Session,
    everybody: list[Person],
    members: Mapping[int, int],
    settings: Settings,
) -> list[tuple[Person, int]]:
    """The customers who follow the account, with their contacts."""
    account = f"wechat:{settings.wechat.app_id}" if settings.wechat else "wechat:demo"
    made = []
    for person in everybody[:TALKING]:
        contact = contacts.ensure(session, account, person.openid, now=person.joined)
        contacts.follow(session, contact.id, scene="store-1", now=person.joined)
        customers.attach(
            session, members[person.number], contact.id, now=person.joined, actor="demo"
        )
        made.append((person, contact.id))
    return made


def _talk(session: Session, talking: list[tuple[Person, int]], now: datetime) -> None:
    rng = random.Random(people.SEED)  # noqa: S311 - made up
    for person, contact_id in talking:
        for number in range(rng.randint(1, 6)):
            at = now - (now - person.joined) * rng.uniform(0.02, 0.98)
            said, answer = rng.choice(talk.TALKS)
            session.add(_message(person, contact_id, number, said, answer, at))


def _message(
    person: Person, contact_id: int, number: int, said: str, answer: str, at: datetime
) -> Inbox:
    reply = answer.format(points=person.spends // 40)
    return Inbox(
        account="demo",
        dedupe_key=f"{person.openid}:{number}",
        contact_id=contact_id,
        kind="text",
        text=said,
        content={},
        occurred_at=at,
        received_at=at,
        state="handled",
        reply={"type": "text", "text": reply},
    )


def _staff(session: Session, password: str, now: datetime) -> list[int]:
    """The demo account and three colleagues, whose passwords nobody knows."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    staff.add(session, STAFF, role="admin", password=password, display_name="店长", now=now)
    return [
        staff.add(
            session,
            name,
            role=role,
            password=secrets.token_hex(),
            display_name=shown,
            hasher=cheap,
            now=now,
        ).id
        for name, shown, role in COLLEAGUES
    ]


def _tickets(
    session: Session, talking: list[tuple[Person, int]], colleagues: list[int], now: datetime
) -> None:
    rng = random.Random(people.SEED)  # noqa: S311 - made up
    for number in range(SETTLED + OPEN):
        settled = number < SETTLED
        days = rng.uniform(3, 80) if settled else rng.uniform(0.05, 0.9)
        at = now - timedelta(days=days)
        said, category = talk.COMPLAINTS[number % len(talk.COMPLAINTS)]
        person, contact_id = talking[people.PHONES + number if settled else number - SETTLED + 3]
        session.add(_message(person, contact_id, COMPLAINING, said, talk.SORRY, at))
        ticket = service.open(
            session, contact_id=contact_id, description=said, category=category, now=at
        )
        if settled:
            _settle(session, ticket.id, rng, colleagues, at)


def _settle(
    session: Session, ticket_id: int, rng: random.Random, colleagues: list[int], at: datetime
) -> None:
    outcome, cause, told = rng.choice(talk.OUTCOMES)
    who = rng.choice(colleagues)
    work.claim(session, ticket_id, who, now=at + timedelta(minutes=rng.randint(2, 40)))
    done = at + timedelta(hours=rng.uniform(0.6, 30))
    ending.resolve(
        session, ticket_id, who, cause=cause, outcome=outcome, resolution=told, now=done
    )
    if rng.random() < RATED:
        score = rng.choice((3, 4, 5, 5, 5))
        service.rate(session, ticket_id, score, now=done + timedelta(minutes=9))


def phones(now: datetime) -> list[dict[str, Any]]:
    """The customers whose phones the simulated WeChat shows; the last has not followed yet."""
    chatting = [person for person in people.everybody(now) if person.chats]
    known = [
        {"name": person.customer.name, "openid": person.openid, "following": True}
        for person in chatting
    ]
    return [*known, {"name": "新顾客", "openid": "oDemoNewcomer", "following": False}]
