"""What is taken away as a table: no formula, no whole phone, and it opens."""

import csv
import io

import pytest
from openpyxl import load_workbook

from console import sheets

SAID = [
    *("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠1"),
    *("\x00=1", "\x0b=1", "\uffff=1", "a\uffff\ufffeb\x01", "打 13800001111 给我", "好"),
]


def _read(form: str, content: bytes) -> list[list[object]]:
    if form == "xlsx":
        return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]
    return [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize("form", sheets.FORMATS)
def test_no_cell_is_a_formula_not_even_in_the_head(form: str) -> None:
    made = sheets.sheet(form, SAID, [SAID, SAID], "t")
    rows = _read(form, made.get_data())

    assert len(rows) == 3
    for row in rows:
        assert len(row) == len(SAID)
        assert {str(cell)[0] for cell in row[:14]} == {"'"}
        assert row[14:] == ["ab", "打 138****1111 给我", "好"]
