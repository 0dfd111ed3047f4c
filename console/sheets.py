"""Tables to take away, as CSV or XLSX, in which no cell is a formula or shows a whole phone."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from console.phones import masked

FORMATS = ("csv", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


def sheet(
    form: str, head: Sequence[str], lines: Iterable[Sequence[object]], name: str
) -> Response:
    """A file of this name, `form` one of `FORMATS`."""
    rows = ([_safe(cell) for cell in line] for line in (head, *lines))
    response = _xlsx(rows) if form == "xlsx" else _csv(rows)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _csv(rows: Iterable[Sequence[object]]) -> Response:
    """Spreadsheets open it as UTF-8 by its mark."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv")


def _xlsx(rows: Iterable[Sequence[object]]) -> Response:
    from openpyxl import Workbook  # a quarter of a second, for those who ask

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return Response(out.getvalue(), mimetype=_XLSX)


def _safe(cell: object) -> object:
    """Text that would be a formula is quoted; what XML cannot hold is left out."""
    if not isinstance(cell, str):
        return cell
    text = masked(cell.translate(_NOT_IN_XML))
    return f"'{text}" if text.startswith(_FORMULA) else text
