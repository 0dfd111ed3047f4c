"""One file imported by two processes at once: nothing twice, nobody refused."""

from pathlib import Path
from typing import Any

import pytest

from membership import points
from membership.imports import ImportReport
from store.transactions import Store
from tests import patience
from tests.faults.together import together
from tests.membership.imports.files import contents, load, write

pytestmark = pytest.mark.races

ROWS = 300
BATCH = 30
CUSTOMERS = "external_id,name,phone,tags\n"
ORDERS = "external_id,customer_external_id,paid_at,amount,status,refunded_amount\n"


def _import(url: str, kind: Any, path: Path) -> ImportReport:
    """Be one of several processes that import the same file."""
    patience.stretch()
    store = Store(url)
    report = load(kind, path, store, batch=BATCH)
    store.close()
    return report


def _people(reverse: bool) -> str:
    rows = [f"C{number},客人{number},138{number:08},老客\n" for number in range(ROWS)]
    return CUSTOMERS + "".join(reversed(rows) if reverse else rows)


def _orders(reverse: bool) -> str:
    rows = [f"A{number},C{number % 50},2026-03-01,100.00,paid,0\n" for number in range(ROWS)]
    return ORDERS + "".join(reversed(rows) if reverse else rows)


@pytest.mark.parametrize("reverse", [False, True])
def test_customers_come_once(
    store: Store, store_url: str, tmp_path: Path, *, reverse: bool
) -> None:
    one = write(tmp_path / "one.csv", _people(reverse=False))
    other = write(tmp_path / "other.csv", _people(reverse=reverse))

    reports = together(
        (_import, (store_url, "customers", one)), (_import, (store_url, "customers", other))
    )

    assert sum(report.created for report in reports) == ROWS
    assert [report.rows - report.rejected for report in reports] == [ROWS, ROWS]
    found = contents(store)
    assert [len(found[name]) for name in ("member", "points_account")] == [ROWS, ROWS]


@pytest.mark.parametrize("reverse", [False, True])
def test_orders_come_once(store: Store, store_url: str, tmp_path: Path, *, reverse: bool) -> None:
    load("customers", write(tmp_path / "people.csv", _people(reverse=False)), store)
    one = write(tmp_path / "one.csv", _orders(reverse=False))
    other = write(tmp_path / "other.csv", _orders(reverse=reverse))

    reports = together(
        (_import, (store_url, "orders", one)), (_import, (store_url, "orders", other))
    )

    assert sum(report.created for report in reports) == ROWS
    assert [report.rows - report.rejected for report in reports] == [ROWS, ROWS]
    found = contents(store)
    assert [len(found[name]) for name in ("orders", "points_entry")] == [ROWS, ROWS]
    with store.reading() as session:
        assert points.check(session) == []


def test_the_very_same_file_with_rows_left_out(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "one.csv", f"{_people(reverse=False)}X1,无号,123,\n")

    reports = together(*[(_import, (store_url, "customers", path))] * 2)

    assert [report.rejected for report in reports] == [1, 1]
    assert (tmp_path / "one.csv.rejected.csv").read_text(encoding="utf-8-sig").count("X1") == 1
    assert [file.name for file in tmp_path.glob("*.part")] == []
