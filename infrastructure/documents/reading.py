"""Reads a spreadsheet or a table of text from standard input and writes its cells as JSON; a process of its own.

A file comes from anywhere: it may unfold to more than the machine holds. So it is opened here, under limits of memory
and time that the system keeps, and a crash ends this process alone. Nothing of a file is run: of formulas the value is
read.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 200
MOST_SHEETS = 40
MOST_UNFOLDED = 160 * 1024 * 1024
"""Bytes of all parts of a workbook together."""
MOST_RATIO = 250
"""How much smaller a part of more than a megabyte may lie in the file than it unfolds to."""
LONGEST_CELL = 32_767
"""Characters that one cell of a workbook holds."""
MEMORY = 1536 * 1024 * 1024
SECONDS = 30
TOO_LARGE, NOT_READ = 3, 4
"""How the process ends when it says no."""
_MANY_EMPTY = 60_000
"""Empty rows in a row after which nothing more is looked for."""


def main() -> int:
    """Read, write, and return the exit code."""
    _limit()
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    try:
        sheets = list(sheets_of(content))
    except _TooLarge:
        return TOO_LARGE
    except Exception:  # whatever a strange file makes a reader say, it is not read; nothing of it is shown
        return NOT_READ
    json.dump(sheets, sys.stdout, ensure_ascii=True, separators=(",", ":"))
    return 0


class _TooLarge(Exception):
    pass


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; those of rows and sizes stay
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        resource.setrlimit(what, (most, most))


def sheets_of(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield each sheet: its name and its rows from the first on, merged cells filled in."""
    if content[:4] == b"PK\x03\x04" or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        yield from _workbook(content)
        return
    for name, text in _texts(content):
        yield {"name": name, "rows": list(_csv(text))}


# -- workbooks -----------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineWorkbook

    if content[:2] == b"PK":
        _unfolds_to_little(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    formulas = _formulas(content) if content[:2] == b"PK" else {}
    for name in book.sheet_names[:MOST_SHEETS]:
        sheet = book.get_sheet_by_name(name)
        yield {"name": name, "rows": _filled(sheet), "formulas": formulas.get(name, [])}


_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>\s*<(?:\w+:)?f\b")


def _formulas(content: bytes) -> dict[str, list[tuple[int, int]]]:
    """Return the places, row and column from nought, of the cells of each sheet of an .xlsx that a formula fills."""
    found: dict[str, list[tuple[int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
            return {}
        relations = _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {_attribute(one, b"Id"): _attribute(one, b"Target") for one in relations}
        for sheet in _SHEET.findall(archive.read("xl/workbook.xml")):
            target = targets.get(_attribute(sheet, b"id"), "").removeprefix("/xl/")
            if f"xl/{target}" in parts:
                cells = _FORMULA.findall(archive.read(f"xl/{target}"))
                found[_attribute(sheet, b"name")] = [
                    (int(row) - 1, _column(letters)) for letters, row in cells
                ]
    return found


def _attribute(tag: bytes, name: bytes) -> str:
    value = re.search(rb"[\s:]" + name + rb"=\"([^\"]*)\"", tag)
    return html.unescape(value[1].decode()) if value else ""


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at - 1


def _unfolds_to_little(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > 2000 or sum(part.file_size for part in parts) > MOST_UNFOLDED:
            raise _TooLarge
        for part in parts:
            if part.file_size > 1 << 20 and part.file_size > MOST_RATIO * max(1, part.compress_size):
                raise _TooLarge


def _filled(sheet: Any) -> list[list[Any]]:
    top, left = sheet.start or (0, 0)
    rows: list[list[Any]] = [[] for _ in range(top)]
    blank = 0
    for cells in sheet.iter_rows():
        row = [None] * left + [_cell(cell) for cell in cells]
        while row and row[-1] in (None, ""):
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise _TooLarge
        blank = 0 if row else blank + 1
        if blank > _MANY_EMPTY:
            break
        rows.append(row)
        if len(rows) - blank > MOST_ROWS + 60:
            raise _TooLarge
    while rows and not rows[-1]:
        rows.pop()
    for (first, from_column), (last, to_column) in sheet.merged_cell_ranges or ():
        _fill(rows, first, from_column, last, to_column)
    return rows


def _fill(rows: list[list[Any]], first: int, left: int, last: int, right: int) -> None:
    """Write what stands in a merged cell into those that it covers downwards; across it stays where it is."""
    if first >= len(rows) or left >= len(rows[first]) or left != right:
        return
    value = rows[first][left]
    for at in range(first + 1, min(last + 1, len(rows))):
        row = rows[at]
        row.extend([None] * (left + 1 - len(row)))
        if row[left] in (None, ""):
            row[left] = value


def _cell(cell: Any) -> Any:
    match cell:
        case datetime():
            return {"m": cell.isoformat()}
        case date():
            return {"d": cell.isoformat()}
        case time():
            return {"t": cell.isoformat()}
        case timedelta():
            return {"s": cell.total_seconds()}
        case str():
            return cell[:LONGEST_CELL]
        case _:
            return cell


# -- tables of text ------------------------------------------------------------------------------------------------


def _texts(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text under each way of writing letters that it may be in, the surest first."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield "csv", content.decode("utf-16")
        return
    if b"\0" in content:
        raise ValueError("no text")
    try:
        yield "csv", content.decode("utf-8-sig")
        return
    except UnicodeDecodeError:
        pass  # letters of before Unicode, then
    yield "csv (Windows-1258)", content.decode("cp1258", errors="replace")
    yield "csv (TCVN3)", content.decode("latin-1")


def _csv(text: str) -> Iterator[list[Any]]:
    csv.field_size_limit(LONGEST_CELL * 4)
    sample = text[:65536].splitlines()[:60]
    delimiter = max(",;\t", key=lambda mark: sum(min(line.count(mark), 30) for line in sample))
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
        if number > MOST_ROWS + 60 or len(row) > MOST_COLUMNS:
            raise _TooLarge
        yield [cell[:LONGEST_CELL] or None for cell in row]


if __name__ == "__main__":
    raise SystemExit(main())
