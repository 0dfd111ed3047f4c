"""Tables to take away, as CSV or XLSX, in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

FORMATS = ("csv", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def sheet(
    form: str, head: Sequence[str], lines: Iterable[Sequence[object]], name: str
) -> Response:
    """A file of this name, `form` one of `FORMATS`."""
    response = _xlsx(head, lines) if form == "xlsx" else _csv(head, lines)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _csv(head: Sequence[str], lines: Iterable[Sequence[object]]) -> Response:
    """Spreadsheets open it as UTF-8 by its mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([[_safe(cell) for cell in line] for line in lines])
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv")


def _xlsx(head: Sequence[str], lines: Iterable[Sequence[object]]) -> Response:
    from openpyxl import Workbook  # a quarter of a second, for those who ask

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(head))
    for line in lines:
        sheet.append([_clean(cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return Response(out.getvalue(), mimetype=_XLSX)


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _clean(cell: object) -> object:
    """Text that would be a formula is quoted; what XML cannot hold is left out."""
    return _safe(cell.translate(_CONTROL)) if isinstance(cell, str) else cell
