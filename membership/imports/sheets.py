"""Rows out of a csv or xlsx file, one at a time, whatever the file's encoding."""

import codecs
import csv
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Literal
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from membership.imports.values import FileRefusedError

LONGEST_FIELD = 100_000
LONGEST_LINE = 1_000_000
CHUNK = 1 << 20
_NEXT = "the line after"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Text that is no row: a field of megabytes, or a quote that does not close.

    `column` is the field's place from 1, None where the line is too long without such a field.
    """

    first_line: int
    last_line: int
    problem: Literal["long", "quote", "long or quote"]
    column: int | None


Values = list[str] | Unreadable


@contextmanager
def open_rows(path: Path) -> Iterator[tuple[int, Iterator[Values]]]:
    """Open a file: about how many rows it has, and its rows as texts.

    Raises `FileRefusedError` when it is neither csv nor xlsx, or in no known encoding.
    """
    if not path.is_file():
        raise FileRefusedError(f"找不到文件 {path.name}。")
    with path.open("rb") as raw:
        start = raw.read(4)
    if start == b"PK\x03\x04":
        with _workbook(path) as opened:
            yield opened
    else:
        encoding, lines = _encoding(path)
        with path.open(encoding=encoding, newline="") as text:
            yield lines, _csv_rows(text)


def _encoding(path: Path) -> tuple[str, int]:
    """The encoding, and the number of lines: one pass over the bytes in bounded memory."""
    with path.open("rb") as raw:
        start = raw.read(4)
    found = next((name for bom, name in _BOMS if start.startswith(bom)), _wide(start))
    for name in (found,) if found else ("utf-8", "gb18030"):
        if (lines := _lines_if_decodable(path, name)) is not None:
            return name, lines
    raise FileRefusedError(f"{path.name} 的编码无法识别，请另存为 UTF-8 的 csv 再导入。")


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of a header in English is zero."""
    if len(start) == 4 and start[1] == start[3] == 0 and start[0] and start[2]:
        return "utf-16-le"
    if len(start) == 4 and start[0] == start[2] == 0 and start[1] and start[3]:
        return "utf-16-be"
    return None


def _lines_if_decodable(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    try:
        with path.open("rb") as raw:
            while chunk := raw.read(CHUNK):
                lines += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return lines


def _csv_rows(text: IO[str]) -> Iterator[Values]:
    first = next(_Lines(text), "")
    text.seek(0)
    lines, delimiter = _Lines(text), _delimiter(first)
    reader = csv.reader(lines, delimiter=delimiter)
    previous = csv.field_size_limit()
    while True:
        began = reader.line_num + 1
        lines.taken.clear()
        csv.field_size_limit(LONGEST_FIELD)
        try:
            values: Values = next(reader)
            if (column := _unclosed(lines.taken, delimiter)) is not None:
                values = Unreadable(began, reader.line_num, "quote", column)
        except StopIteration:
            return
        except csv.Error:
            values = _too_long(lines.taken, delimiter, began, reader.line_num)
        finally:
            csv.field_size_limit(previous)
        yield values


class _Lines:
    """Lines, an overlong one cut so that its field is too long for certain.

    `taken` are those given since it was last emptied, at most `LONGEST_LINE` characters of each.
    """

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.taken.append(line)
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            return f"{'x' * (LONGEST_FIELD + 1)}\n"
        return line


def _unclosed(taken: list[str], delimiter: str) -> int | None:
    """The column whose quote is still open when the file ends: it would swallow another line."""
    if sum(line.count('"') for line in taken) % 2 == 0:
        return None
    csv.field_size_limit(2 * LONGEST_FIELD)
    fields = next(csv.reader([*taken, _NEXT], delimiter=delimiter))
    return len(fields) if fields and fields[-1].endswith(_NEXT) else None


def _too_long(taken: list[str], delimiter: str, began: int, ended: int) -> Unreadable:
    csv.field_size_limit(sum(map(len, taken)) + len(taken))
    fields = next(csv.reader(taken, delimiter=delimiter))
    for column, field in enumerate(fields, start=1):
        if len(field) > LONGEST_FIELD:
            over_lines = "\n" in field.rstrip("\r\n")
            return Unreadable(began, ended, "long or quote" if over_lines else "long", column)
    return Unreadable(began, ended, "long", None)


def _delimiter(header: str) -> str:
    return max(",\t;", key=header.count)


@contextmanager
def _workbook(path: Path) -> Iterator[tuple[int, Iterator[Values]]]:
    """Open the first sheet; by its content, for a workbook may have been named .csv."""
    with path.open("rb") as raw, _opened(raw, path.name) as opened:
        yield opened


@contextmanager
def _opened(raw: IO[bytes], name: str) -> Iterator[tuple[int, Iterator[Values]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileRefusedError(f"{name} 不是能打开的 xlsx 文件。") from error
    try:
        sheet = book.worksheets[0]
        rows = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        yield sheet.max_row or 0, rows
    finally:
        book.close()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)
