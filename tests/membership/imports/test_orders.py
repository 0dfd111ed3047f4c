"""Orders from files: as if posted one by one, twice the same, bad rows named and left out."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from membership import aggregates, customers, levels, orders, points, referral, rules
from membership.business_time import CHINA
from membership.imports import order_rows
from membership.imports.columns import read_header
from membership.imports.running import BATCH
from membership.imports.values import Row
from membership.order_values import OrderIn
from store.transactions import Store
from tests.membership.imports.files import NOW, contents, load, rejected, write
from tests.membership.rewards_shop import DAY, add_member

STATUSES = ["paid"] * 6 + ["refunded", "cancelled", "part_refunded", "pending"]
HEADER = "external_id,customer_external_id,paid_at,amount,status,refunded_amount\n"


def _customers(store: Store, count: int = 5) -> None:
    with store.session() as session:
        base = levels.load(session).base
        for number in range(count):
            add_member(
                session,
                external_id=f"C{number}",
                level_id=base.id if base else None,
                growth_offset=0,
            )


def _summary(store: Store, customer: str) -> aggregates.MemberSummary:
    with store.session() as session:
        found = customers.by_external_id(session, customer)
        assert found is not None
        return aggregates.summary(session, found.id)


def _history(count: int, seed: int = 7) -> str:
    random = Random(seed)
    rows = [HEADER]
    for number in range(count):
        amount = random.choice([0, 99, 9_900, 123_456, 50_000])
        status = random.choice(STATUSES)
        part = amount // 2 if status == "part_refunded" else 0
        day = random.randrange(400)
        paid_at = (NOW - day * DAY).strftime("%Y-%m-%d %H:%M")
        rows.append(
            f"A{number},C{random.randrange(5)},{paid_at},{amount / 100:.2f},{status},"
            f"{part / 100:.2f}\n"
        )
    return "".join(rows)


def test_a_batch_writes_what_single_posts_write(store: Store, tmp_path: Path) -> None:
    _customers(store)
    with store.session() as session:
        document = {
            "points_per_yuan": 2,
            "earning": [{"name": "周三", "percent": 300, "weekdays": [3]}],
        }
        rules.save(session, document, actor="staff:1", now=NOW - 200 * DAY)
    path = write(tmp_path / "o.csv", _history(120))
    load("orders", path, store, batch=1)
    singly = contents(store)

    for batch in (7, BATCH):
        _forget(store)
        load("orders", path, store, batch=batch)
        assert contents(store) == singly


def test_the_short_way_is_orders_post(store: Store, tmp_path: Path) -> None:
    _customers(store)
    path = write(tmp_path / "o.csv", _history(60, seed=11))
    load("orders", path, store)
    imported = contents(store)
    _forget(store)

    lines = path.read_text().splitlines()
    header = read_header("orders", lines[0].split(","))
    with store.session() as session:
        for number, line in enumerate(lines[1:], start=2):
            read = order_rows.read(Row(number, header.cells(line.split(","))), CHINA)
            member = customers.by_external_id(session, read.customer)
            assert member is not None
            orders.post(session, read.of_member(member.id), now=NOW)

    assert contents(store) == imported
    with store.session() as session:
        assert points.check(session) == []


def _forget(store: Store) -> None:
    """Undo all that orders did, so that they may be imported again."""
    tables = [
        "points_entry",
        "points_lot",
        "growth_entry",
        "member_event",
        "orders",
        "member_figures",
        "lifecycle_transition",
        "points_consumption",
        "points_debt",
    ]
    with store.session() as session:
        base = levels.load(session).base
        for name in tables:
            session.connection().exec_driver_sql(f"DELETE FROM {name}")
        session.connection().exec_driver_sql(
            "UPDATE points_account SET balance = 0, held = 0, debt = 0"
        )
        number = base.id if base else "NULL"
        session.connection().exec_driver_sql(
            f"UPDATE member SET growth = 0, level_id = {number}, level_since = NULL, "
            "level_until = NULL, level_period_from = NULL, level_notice_at = NULL"
        )


def test_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    _customers(store)
    path = write(tmp_path / "o.csv", _history(80))
    first = load("orders", path, store)
    before = contents(store)

    again = load("orders", path, store)

    assert (first.created, first.same) == (80, 0)
    assert (again.created, again.changed, again.same, again.rejected) == (0, 0, 80, 0)
    assert contents(store) == before


def test_a_later_file_tells_of_refunds(store: Store, tmp_path: Path) -> None:
    _customers(store)
    row = "A1,C1,2026-03-01,100.00,"
    load("orders", write(tmp_path / "o.csv", f"{HEADER}{row}paid,0\n"), store)

    report = load("orders", write(tmp_path / "p.csv", f"{HEADER}{row}部分退款,30.00\n"), store)

    assert report.changed == 1
    assert _summary(store, "C1").amount_sum == 7000
    with store.session() as session:
        member = customers.by_external_id(session, "C1")
        assert member is not None
        assert points.summary(session, member.id, now=NOW).balance == 70


def test_a_dry_run_tells_all_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    _customers(store)
    path = write(tmp_path / "o.csv", f"{_history(30)}X1,C1,2026-03-01,-5,paid,\n")
    before = contents(store)

    report = load("orders", path, store, dry_run=True)

    assert (report.created, report.rejected) == (30, 1)
    assert contents(store) == before
    assert load("orders", path, store).created == 30


def test_chinese_titles_states_and_money(store: Store, tmp_path: Path) -> None:
    _customers(store)
    text = (
        "订单号,会员编号,付款时间,实付金额,订单状态,退款金额\n"
        'A1,C1,2026/3/1 08:30,"￥1,234.50",交易成功,\n'
        "A2,C1,2026年3月2日,20元,已退款,\n"
        "A3,C1,2026-03-03T00:30:00+08:00,10.5,,0\n"
    )
    report = load("orders", write(tmp_path / "o.csv", text, "gb18030"), store)

    found = _summary(store, "C1")
    assert (report.created, report.rejected) == (3, 0)
    assert (found.order_count, found.amount_sum) == (2, 124_500)
    assert found.first_order_at is not None
    assert found.first_order_at.isoformat() == "2026-03-01T00:30:00+00:00"


def test_recommended_members_and_those_in_debt_go_the_long_way(
    store: Store, tmp_path: Path
) -> None:
    _customers(store, 3)
    with store.session() as session:
        numbers = [customers.by_external_id(session, f"C{n}") for n in range(3)]
        one, other, owing = (profile.id for profile in numbers if profile is not None)
        early = NOW - 30 * DAY
        referral.bind(session, other, referral.code_of(session, one, now=early), now=early)
        entry = points.earn(session, owing, 50, source="test", key="e", now=early)
        points.spend(session, owing, 50, source="test", key="s", now=early)
        points.claw_back(session, entry.id, 50, source="test", key="b", now=early)
    text = "A1,C1,2026-03-01,100,,\nA2,C2,2026-03-01,100,,\n"

    load("orders", write(tmp_path / "o.csv", HEADER + text), store)

    with store.session() as session:
        assert points.summary(session, one, now=NOW).balance == 100
        assert points.summary(session, other, now=NOW).balance == 150
        assert points.summary(session, owing, now=NOW).balance == 50
        assert points.check(session) == []


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("X1,C1,2026-03-01,-5,paid,", "amount", "不能小于 0.00 元"),
        ("X1,C1,2026-03-01,五块,paid,", "amount", "128.50"),
        ("X1,C1,2026-03-01,NaN,paid,", "amount", "128.50"),
        ("X1,C1,2026-03-01,1e400,paid,", "amount", "不能大于"),
        ("X1,C1,2026-03-01,1.234,paid,", "amount", "两位小数"),
        ("X1,C1,2026-03-01,5,paid,-1", "refunded_amount", "不能小于"),
        ("X1,C1,2026-03-01,5,paid,6", "refunded_amount", "不能大于 5.00 元"),
        ("X1,C1,2026-03-01,5,shipped,", "status", "可选"),
        ("X1,C1,昨天,5,paid,", "paid_at", "2026-03-08 14:30"),
        ("X1,C1,2026-02-30,5,paid,", "paid_at", "2026-03-08 14:30"),
        ("X1,C1,2026-03-01 25:00,5,paid,", "paid_at", "2026-03-08 14:30"),
        ("X1,C1,2099-01-01,5,paid,", "paid_at", "太晚"),
        ("X1,C1,0001-01-01,5,paid,", "paid_at", "太早"),
        ("X1,C1,,5,paid,", "paid_at", "不能为空"),
        ("X1,C99,2026-03-01,5,paid,", "customer_external_id", "顾客"),
        (",C1,2026-03-01,5,paid,", "external_id", "不能为空"),
        ("A0,C1,2026-03-01,6,paid,", "external_id", "第 2 行的「A0」重复"),
        ("A1,C1,2026-01-05,1e-99999999,paid,", "amount", "最多两位小数"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    store: Store, tmp_path: Path, row: str, column: str, words: str
) -> None:
    _customers(store)
    good = "A0,C0,2026-03-01,5,paid,\n"
    path = write(tmp_path / "o.csv", f"{HEADER}{good}{row}\nA2,C1,2026-03-01,8,paid,\n")

    report = load("orders", path, store)

    assert (report.created, report.rejected) == (2, 1)
    (left_out,) = rejected(path)
    assert (left_out["row"], left_out["column"]) == ("3", column)
    assert left_out["reason"].startswith(f"第 3 行「{column}」")
    assert words in left_out["reason"]
    assert _summary(store, "C1").amount_sum == 800


def test_a_field_of_ten_megabytes_is_left_out_and_the_rest_kept(
    store: Store, tmp_path: Path
) -> None:
    _customers(store)
    huge = "9" * 10_000_000
    rows = [
        "A0,C0,2026-03-01,5,paid,",
        f"A1,C1,2026-03-01,{huge},paid,",
        f'A2,C1,2026-03-01,"{huge}",paid,',
        "A3,C1,2026-03-01,7,paid,",
        'A4,C1,2026-03-01,"7,paid,',
    ]
    path = write(tmp_path / "o.csv", HEADER + "\n".join(rows) + "\n")

    report = load("orders", path, store)

    assert (report.rows, report.created, report.rejected) == (5, 2, 3)
    assert [row["row"] for row in rejected(path)][:2] == ["3", "4"]
    assert (tmp_path / "o.csv.rejected.csv").stat().st_size < 100_000


def test_an_order_of_another_customer_is_named_by_the_files_own_column(
    store: Store, tmp_path: Path
) -> None:
    _customers(store)
    line = "A1,C{},2026-01-05,10.00,paid,\n"
    load("orders", write(tmp_path / "o.csv", HEADER + line.format(1)), store)
    path = write(tmp_path / "other.csv", HEADER + line.format(2))
    load("orders", path, store)
    (row,) = rejected(path)
    assert row["column"] == "customer_external_id"
    assert row["reason"] == "第 2 行「customer_external_id」不对，这张订单是另一位顾客的。"


def test_corrected_rejects_can_be_imported_themselves(store: Store, tmp_path: Path) -> None:
    _customers(store)
    path = write(tmp_path / "o.csv", f"{HEADER}A1,C1,2026-03-01,5 yuan,paid,\n")
    left_out = load("orders", path, store).rejected_file
    assert left_out is not None
    text = left_out.read_text("utf-8-sig").replace("5 yuan,paid", "5,paid")

    report = load("orders", write(tmp_path / "again.csv", text), store)

    assert (report.created, report.rejected) == (1, 0)
    assert load("orders", write(path, f"{HEADER}A1,C1,2026-03-01,5,paid,\n"), store).same == 1
    assert not left_out.exists()


def test_progress_ends_at_the_number_of_rows(store: Store, tmp_path: Path) -> None:
    _customers(store)
    told: list[tuple[int, int]] = []
    path = write(tmp_path / "o.csv", _history(25))

    load("orders", path, store, batch=10, progress=lambda done, total: told.append((done, total)))

    assert told == [(10, 25), (20, 25), (25, 25)]


KILLED = """
import sys
from pathlib import Path
from store.transactions import Store
from tests.membership.imports.files import load
store = Store(sys.argv[1])
def tell(done, _):
    print(done, flush=True)
    if done >= 1000:
        sys.stdin.read()
load("orders", Path(sys.argv[2]), store, batch=20, progress=tell)
"""


def test_a_killed_import_goes_on_where_it_stopped(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    _customers(store)
    path = write(tmp_path / "o.csv", _history(2000))
    command = [sys.executable, "-c", KILLED, store_url, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 100:
                break
        time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    with store.session() as session:
        assert points.check(session) == []

    report = load("orders", path, store)

    assert report.created > 0
    assert report.same >= 100
    assert report.created + report.same == 2000
    with store.session() as session:
        assert points.check(session) == []
    resumed = contents(store)
    assert len(resumed["orders"]) == 2000
    assert load("orders", path, store).same == 2000
    assert contents(store) == resumed


def test_a_refund_heard_before_the_file_keeps_its_say(store: Store, tmp_path: Path) -> None:
    _customers(store)
    with store.session() as session:
        orders.post(session, OrderIn("A1", status="refunded"), now=NOW)

    text = f"{HEADER}A1,C1,2026-03-01,100,paid,\n"
    report = load("orders", write(tmp_path / "o.csv", text), store)

    assert report.changed == 1
    assert _summary(store, "C1").order_count == 0
