"""Customers from files: any encoding, twice the same, bound to their contacts."""

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from membership import birthdays, customers
from membership.birthdays import Birthday
from membership.business_time import CHINA
from membership.customer_values import CustomerIn
from membership.imports import FileRefusedError
from membership.imports.customer_rows import CustomerRow
from messaging import contacts
from store.transactions import Store
from tests.membership.imports.files import (
    ACCOUNT,
    NOW,
    PRIVACY,
    contents,
    load,
    rejected,
    write,
)

HEADER = "external_id,name,phone,gender,birthday,birthday_calendar,joined_at,openid,tags\n"
LIN = "C1,林晓,13800001111,female,1990-08-15,lunar,2024-05-01 10:00,o-lin,老顾客;爱喝茶\n"
WANG = "C2,王强,+86 139-0000-2222,男,1988/2/29,公历,2023年6月1日,,\n"


def test_a_customer_comes_with_all_that_is_told(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", HEADER + LIN + WANG)

    report = load("customers", path, store)

    assert (report.rows, report.created, report.rejected) == (2, 2, 0)
    assert report.rejected_file is None
    with store.session() as session:
        lin = customers.by_external_id(session, "C1")
        assert lin is not None
        assert (lin.name, lin.phone_hint, lin.gender) == ("林晓", "138****1111", "female")
        assert lin.birthday == Birthday("lunar", 8, 15, 1990)
        assert lin.joined_at == datetime(2024, 5, 1, 2, tzinfo=UTC)
        assert lin.tags == ("老顾客", "爱喝茶")
        assert [p.id for p in customers.by_phone(session, "13800001111", privacy=PRIVACY)] == [
            lin.id
        ]
        contact = contacts.find(session, ACCOUNT, "o-lin")
        assert contact is not None
        assert contact.member_id == lin.id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_common_encoding_and_chinese_titles(
    store: Store, tmp_path: Path, encoding: str
) -> None:
    text = "会员编号,姓名,手机号,性别,生日\r\nC1,欧阳𠮷祥,13800001111,女,8月15日\r\n"
    load("customers", write(tmp_path / "c.csv", text, encoding), store)

    with store.session() as session:
        found = customers.by_external_id(session, "C1")
    assert found is not None
    assert (found.name, found.gender) == ("欧阳𠮷祥", "female")
    assert found.birthday == Birthday("solar", 8, 15)


def test_a_workbook_gives_the_same(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["external_id", "姓名", "手机号", "生日", "入会时间"])
    sheet.append(["C1", "林晓", 13800001111, datetime(1990, 8, 15), datetime(2024, 5, 1, 10)])  # noqa: DTZ001
    sheet.append(["C2", None, None, None, None])
    book.save(tmp_path / "c.xlsx")

    assert load("customers", tmp_path / "c.xlsx", store).created == 2
    with store.session() as session:
        found = customers.by_external_id(session, "C1")
    assert found is not None
    assert (found.phone_hint, found.birthday) == ("138****1111", Birthday("solar", 8, 15, 1990))
    assert found.joined_at == datetime(2024, 5, 1, 2, tzinfo=UTC)


def test_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", HEADER + LIN + WANG)
    load("customers", path, store)
    before = contents(store)

    report = load("customers", path, store)

    assert (report.created, report.changed, report.same) == (0, 0, 2)
    assert contents(store) == before


def test_a_changed_row_changes_its_member_and_an_empty_cell_says_nothing(
    store: Store, tmp_path: Path
) -> None:
    load("customers", write(tmp_path / "c.csv", HEADER + LIN + WANG), store)
    later = "external_id,name,phone,tags\nC1,林晓晓,,新品试吃\nC2,王强,,\n"

    report = load("customers", write(tmp_path / "d.csv", later), store)

    assert (report.changed, report.same) == (1, 1)
    with store.session() as session:
        found = customers.by_external_id(session, "C1")
    assert found is not None
    assert (found.name, found.phone_hint) == ("林晓晓", "138****1111")
    assert found.tags == ("老顾客", "爱喝茶", "新品试吃")


def test_a_batch_writes_what_single_posts_write(store: Store, tmp_path: Path) -> None:
    load("customers", write(tmp_path / "c.csv", HEADER + LIN + WANG + "C3,,,,,,,,\n"), store)
    batched = contents(store)
    rows = [
        CustomerRow(
            2,
            CustomerIn(
                "C1",
                "林晓",
                "13800001111",
                "female",
                birthdays.parse("1990-08-15", "lunar", now=NOW, timezone=CHINA),
                datetime(2024, 5, 1, 2, tzinfo=UTC),
                ("老顾客", "爱喝茶"),
            ),
            "o-lin",
        ),
        CustomerRow(
            3,
            CustomerIn(
                "C2",
                "王强",
                "13900002222",
                "male",
                Birthday("solar", 2, 29, 1988),
                datetime(2023, 5, 31, 16, tzinfo=UTC),
            ),
            "",
        ),
        CustomerRow(4, CustomerIn("C3"), ""),
    ]
    with store.session() as session:
        for model in contents(store):
            session.connection().exec_driver_sql(f"DELETE FROM {model}")
    with store.session() as session:
        for row in rows:
            posted = customers.post(session, row.customer, now=NOW, privacy=PRIVACY)
            if row.openid:
                contact = contacts.ensure(session, ACCOUNT, row.openid, now=NOW)
                customers.attach(session, posted.member_id, contact.id, now=NOW, actor="import")

    assert contents(store) == batched


def test_an_openid_of_somebody_else_is_refused_and_nothing_half_done(
    store: Store, tmp_path: Path
) -> None:
    load("customers", write(tmp_path / "c.csv", HEADER + LIN), store)
    path = write(tmp_path / "d.csv", "external_id,openid\nC9,o-lin\nC8,o-new\nC7,o-new\n")

    report = load("customers", path, store)

    assert (report.created, report.rejected) == (1, 2)
    reasons = [row["reason"] for row in rejected(path)]
    assert reasons == [f"第 {row} 行「openid」已经属于别的会员。" for row in (2, 4)]
    with store.session() as session:
        assert customers.by_external_id(session, "C9") is None
        assert customers.by_external_id(session, "C7") is None
        assert customers.by_external_id(session, "C8") is not None


def test_without_an_account_an_openid_is_refused(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", "external_id,openid\nC1,o-lin\nC2,\n")

    report = load("customers", path, store, account=None)

    assert (report.created, report.rejected) == (1, 1)
    assert "WECHAT_APP_ID" in rejected(path)[0]["reason"]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",无名,,,,,,,", "external_id", "不能为空"),
        ("C1,x,12345,,,,,,", "phone", "手机号"),
        ("C1,x,,妖,,,,,", "gender", "可选"),
        ("C1,x,,,1990-13-40,,,,", "birthday", "大于 12"),
        ("C1,x,,,2090-01-01,,,,", "birthday", "太晚"),
        ("C1,x,,,1990-01-01,阿拉伯历,,,", "birthday_calendar", "可选"),
        ("C1,x,,,,,3024-01-01,,", "joined_at", "太晚"),
        ("C1,x,,,,,0001-01-01,,", "joined_at", "太早"),
        (f"C1,{'名' * 70},,,,,,,", "name", "太长"),
        (f"{'9' * 65},x,,,,,,,", "external_id", "太长"),
        ("C1,x,,,,,,,,多", "第 10 列", "多出来"),
        (f"C1,x,,,,,,,{'a' * 33}", "tags", "太长"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    store: Store, tmp_path: Path, row: str, column: str, words: str
) -> None:
    path = write(tmp_path / "c.csv", f"{HEADER}{WANG}{row}\n")

    report = load("customers", path, store)

    assert (report.created, report.rejected) == (1, 1)
    (left_out,) = rejected(path)
    assert left_out["row"] == "3"
    assert left_out["reason"].startswith("第 3 行")
    assert column in left_out["reason"]
    assert words in left_out["reason"]
    with store.reading() as session:
        assert customers.by_external_id(session, "C1") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空"),
        ("external_id,name,zodiac\nC1,x,狮子\n", "zodiac"),
        ("name,phone\nx,13800001111\n", "external_id"),
        ("external_id,编号\nC1,C2\n", "重复"),
    ],
)
def test_a_wrong_header_refuses_the_file(
    store: Store, tmp_path: Path, text: str, words: str
) -> None:
    before = contents(store)
    with pytest.raises(FileRefusedError, match=words):
        load("customers", write(tmp_path / "c.csv", text), store)

    assert contents(store) == before


def test_what_is_no_table_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\x81\xff\xff\x80\n\xfe")
    for name in ("broken.xlsx", "picture.csv", "nowhere.csv"):
        with pytest.raises(FileRefusedError, match=name):
            load("customers", tmp_path / name, store)
