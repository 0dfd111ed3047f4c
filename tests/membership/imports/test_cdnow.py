"""A real shop's orders: imported twice with the same result, and then a night passes.

Every twelfth of its customers with each run of the tests; all 23,570 with their 69,659 orders as
a trial.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from membership import lifecycle, points, rfm_classes
from membership.figures_repository import FIGURES
from membership.models import Order
from store.statements import table
from store.transactions import Store
from tests.membership.imports.files import load, write

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "cdnow_orders.csv"
NOW = datetime(1998, 7, 1, tzinfo=UTC)
WHOLE = (23_570, 69_659)
SAMPLE = 12


@dataclass(frozen=True, slots=True)
class Shop:
    """Files of customers and of orders, and how many rows each has."""

    customers: Path
    orders: Path
    people: int
    bought: int


@pytest.fixture(params=[SAMPLE, pytest.param(1, marks=pytest.mark.trial)])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    """Every n-th customer with all their orders."""
    if not DATA.exists():
        pytest.skip("the CDNOW data is not beside the repository (../shared/data)")
    with DATA.open(newline="") as text:
        rows = [
            row for row in csv.DictReader(text) if int(row["customer_id"]) % request.param == 0
        ]
    customers = sorted({row["customer_id"] for row in rows})
    if request.param == 1:
        assert (len(customers), len(rows)) == WHOLE
    people = "".join(f"{number}\n" for number in customers)
    bought = "".join(
        f"{number},{row['customer_id']},{row['date']},{row['amount']}\n"
        for number, row in enumerate(rows)
    )
    header = "external_id,customer_external_id,paid_at,amount\n"
    return Shop(
        write(tmp_path / "customers.csv", f"external_id\n{people}"),
        write(tmp_path / "orders.csv", header + bought),
        len(customers),
        len(rows),
    )


def _sums(store: Store) -> tuple[Any, ...]:
    columns = FIGURES.c
    with store.reading() as session:
        ours = session.execute(
            select(
                func.count(),
                func.sum(columns.order_count),
                func.sum(columns.amount_sum),
                func.count(columns.median_gap),
                func.max(columns.updated_at),
            )
        ).one()
        theirs = session.execute(
            select(func.count(), func.sum(Order.amount)).select_from(table(Order))
        ).one()
    return (*ours, *theirs)


def test_a_real_shop_adds_up(store: Store, shop: Shop) -> None:
    assert load("customers", shop.customers, store, now=NOW).created == shop.people
    assert load("orders", shop.orders, store, now=NOW).created == shop.bought
    first = _sums(store)
    assert first[:2] == (shop.people, shop.bought)
    assert first[2] == first[6]

    later = NOW + timedelta(hours=1)
    assert load("customers", shop.customers, store, now=later).same == shop.people
    assert load("orders", shop.orders, store, now=later).same == shop.bought
    assert _sums(store) == first

    _classes_and_stages_add_up(store, shop.people)
    _a_night_touches_only_those_due(store, shop.people)
    with store.session() as session:
        assert points.check(session) == []


def _classes_and_stages_add_up(store: Store, people: int) -> None:
    with store.session() as session:
        classes = rfm_classes.counts(session, now=NOW)
        stages = lifecycle.counts(session, members=people)
    assert sum(classes.values()) == people
    assert sum(stages.values()) == people
    assert stages["prospect"] == 0
    assert min(classes["111"], classes["000"], stages["loyal"], stages["lost"]) > 0


def _a_night_touches_only_those_due(store: Store, people: int) -> None:
    night = NOW + timedelta(days=1)
    with store.session() as session:
        due = session.execute(
            select(func.count()).select_from(FIGURES).where(FIGURES.c.next_transition_at < night)
        ).scalar_one()
    written = Counter[str]()

    def count(_c: Any, _k: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        verb, name = statement.split(maxsplit=1)
        if verb in ("INSERT", "UPDATE", "DELETE"):
            into = name.removeprefix("INTO ").split(maxsplit=1)[0].strip('"`')
            written[into] += len(given) if many else 1

    event.listen(store.engine, "before_cursor_execute", count)
    with store.session() as session:
        done = lifecycle.run(session, now=night)
    event.remove(store.engine, "before_cursor_execute", count)

    moved = sum(done.transitions.values())
    assert 0 < due < people / 20
    assert done.touched == due
    assert written == {"member_figures": due, "lifecycle_transition": moved} | {
        name: count for name, count in written.items() if name == "rule_tag"
    }
    with store.session() as session:
        assert lifecycle.run(session, now=night).touched == 0
