"""What cannot be read in a csv is named by its column and its lines."""

from pathlib import Path

import openpyxl
import pytest

from membership.imports import sheets
from membership.imports.columns import Header
from membership.imports.sheets import Unreadable, Values
from membership.imports.wording import unreadable

HEADER = Header(("external_id", None, "name"), {"external_id": "编号", "name": "姓名"})


def rows(tmp_path: Path, text: str) -> list[Values]:
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with sheets.open_rows(path) as (_, found):
        return list(found)


@pytest.mark.parametrize("ending", ["\n", ",more\n"])
def test_a_cell_of_megabytes_is_named_by_its_column(tmp_path: Path, ending: str) -> None:
    found = rows(tmp_path, f"a,b,c\n1,2,{'x' * 10_000_000}{ending}4,5,6\n")
    assert found[1:] == [Unreadable(2, 2, "long", 3), ["4", "5", "6"]]


def test_a_line_too_long_of_many_short_cells_has_no_such_column(tmp_path: Path) -> None:
    found = rows(tmp_path, f"a,b,c\n{'1,' * 600_000}\n4,5,6\n")
    assert found[1:] == [Unreadable(2, 2, "long", None), ["4", "5", "6"]]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n4,5,6\n"])
def test_a_quote_open_at_the_end_is_named_as_such(tmp_path: Path, end: str) -> None:
    (_, found) = rows(tmp_path, f'a,b,c\n1,"2,3{end}')
    assert isinstance(found, Unreadable)
    assert (found.first_line, found.problem, found.column) == (2, "quote", 2)


def test_a_quote_that_swallows_the_file_is_suspected(tmp_path: Path) -> None:
    found = rows(tmp_path, 'a,b,c\n1,"2,3\n' + "7,8,9\n" * 30_000)[1]
    assert isinstance(found, Unreadable)
    assert (found.problem, found.column) == ("long or quote", 2)


def test_quotes_that_close_and_quotes_that_mean_inches_are_read(tmp_path: Path) -> None:
    found = rows(tmp_path, 'a,b,c\n1,"2\n2",5" 管\n4,"他说""好""",6')
    assert found[1:] == [["1", "2\n2", '5" 管'], ["4", '他说"好"', "6"]]


def test_the_sentence_names_the_column_as_the_file_does() -> None:
    assert HEADER.title(2) == "第 2 列"
    said = unreadable(7, HEADER.title(3), Unreadable(9, 12, "quote", 3))
    assert said == "第 7 行「姓名」的引号没有成对（文件第 9 至 12 行），请补上后一个引号。"
    assert "最多 100000 字" in unreadable(7, "姓名", Unreadable(9, 9, "long", 3))
    assert unreadable(7, "", Unreadable(9, 9, "long", None)).startswith(
        "第 7 行（文件第 9 至 9 行）"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_an_encoding_is_known_with_or_without_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes("external_id,name\nC1,王小明\n".encode(encoding))
    with sheets.open_rows(path) as (_, found):
        assert list(found) == [["external_id", "name"], ["C1", "王小明"]]


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["external_id", "name"])
    book.active.append([12345, "王小明"])
    book.save(tmp_path / "rows.xlsx")
    path = (tmp_path / "rows.xlsx").rename(tmp_path / "rows.csv")
    with sheets.open_rows(path) as (_, found):
        assert list(found) == [["external_id", "name"], ["12345", "王小明"]]
