"""A real shop's 69,659 orders: imported twice with the same result, and then a night passes."""

import csv
from collections import Counter
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
CUSTOMERS, ORDERS = 23_570, 69_659


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    if not DATA.exists():
        pytest.skip("the CDNOW data is not beside the repository (../shared/data)")
    with DATA.open(newline="") as text:
        rows = list(csv.DictReader(text))
    customers = sorted({row["customer_id"] for row in rows})
    people = "".join(f"{number}\n" for number in customers)
    bought = "".join(
        f"{number},{row['customer_id']},{row['date']},{row['amount']}\n"
        for number, row in enumerate(rows)
    )
    return (
        write(tmp_path / "customers.csv", f"external_id\n{people}"),
        write(
            tmp_path / "orders.csv", f"external_id,customer_external_id,paid_at,amount\n{bought}"
        ),
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


def test_a_real_shop_adds_up(store: Store, files: tuple[Path, Path]) -> None:
    people, bought = files
    assert load("customers", people, store, now=NOW).created == CUSTOMERS
    assert load("orders", bought, store, now=NOW).created == ORDERS
    first = _sums(store)
    assert first[:2] == (CUSTOMERS, ORDERS)
    assert first[2] == first[6]

    later = NOW + timedelta(hours=1)
    assert load("customers", people, store, now=later).same == CUSTOMERS
    assert load("orders", bought, store, now=later).same == ORDERS
    assert _sums(store) == first

    _classes_and_stages_add_up(store)
    _a_night_touches_only_those_due(store)
    with store.session() as session:
        assert points.check(session) == []


def _classes_and_stages_add_up(store: Store) -> None:
    with store.session() as session:
        classes = rfm_classes.counts(session, now=NOW)
        stages = lifecycle.counts(session, members=CUSTOMERS)
    assert sum(classes.values()) == CUSTOMERS
    assert sum(stages.values()) == CUSTOMERS
    assert stages["prospect"] == 0
    assert min(classes["111"], classes["000"], stages["loyal"], stages["lost"]) > 0


def _a_night_touches_only_those_due(store: Store) -> None:
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

    assert 0 < due < CUSTOMERS / 20
    assert done.touched == due
    assert written["member_figures"] == due
    with store.session() as session:
        assert lifecycle.run(session, now=night).touched == 0
