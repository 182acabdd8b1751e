"""Spreadsheets, text and JSON lines, written row by row: memory does not grow with the table.

The same content at the same moment gives the same bytes.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from application.export_sheet import Cell, Sheet
from domain.export import ExportFormat, harmless
from infrastructure.documents.spool import Spool
from infrastructure.work import PgWork

SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How workbooks are written: in memory, and every text as text, whatever it looks like."""
_WIDTH = 18
_BOM = b"\xef\xbb\xbf"
_ROWS_TOGETHER = 200


class SheetFiles:
    """Keeps `application.export.Spreadsheets`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def written(self, sheet: Sheet, kind: ExportFormat, at: datetime) -> Spool:
        """Return the file, sealed."""
        spool = Spool()
        match kind:
            case ExportFormat.XLSX:
                _write_book(spool, sheet, at)
            case ExportFormat.CSV | ExportFormat.CSV_PLAIN:
                _write_text(spool, sheet, bom=kind is ExportFormat.CSV)
            case ExportFormat.JSONL:
                _write_lines(spool, sheet)
        return spool.sealed()


def _write_text(spool: Spool, sheet: Sheet, *, bom: bool) -> None:
    """Write UTF-8; Excel reads the Vietnamese letters by the byte order mark; every text is quoted."""
    if bom:
        spool.write(_BOM)
    above = [(cell_text(f"{one.label}: {one.said}"),) for one in sheet.notices]
    heads = [cell_text(head.label) for head in sheet.heads]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in _all((*above, (), heads), ([_cell(one) for one in row] for row in sheet.rows)):
        writer.writerow(row)
        spool.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()


def _write_lines(spool: Spool, sheet: Sheet) -> None:
    """Write one JSON object a line: what stands above the table first, then the rows; an erased one says when."""
    keys = [head.key for head in sheet.heads]

    def line(said: object) -> bytes:
        return json.dumps(said, ensure_ascii=False).encode() + b"\n"

    spool.write(line({"about": {one.key: one.said for one in sheet.notices}}))
    for row in sheet.rows:
        tombstone = len(row) < len(keys)
        spool.write(
            line({keys[0]: row[0], "erased": row[1]} if tombstone else dict(zip(keys, row, strict=True)))
        )


def _all(above: Iterable[Iterable[Cell]], rows: Iterable[Iterable[Cell]]) -> Iterator[Iterable[Cell]]:
    yield from above
    yield from rows


# -- workbooks ---------------------------------------------------------------------------------------------------------

_SHEET = "xl/worksheets/sheet1.xml"
_END_OF_ROWS = b"</sheetData>"


def _write_book(spool: Spool, sheet: Sheet, at: datetime) -> None:
    """Write a workbook of one page; every text is written as text, whatever it looks like.

    The library makes the workbook with what stands above the table; the rows are put into its page on the way out,
    because the library would keep them in memory or, in the clear, on a disk.
    """
    with (
        zipfile.ZipFile(io.BytesIO(_frame(sheet, at))) as frame,
        zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for part in frame.infolist():
            kept = zipfile.ZipInfo(part.filename, part.date_time)
            kept.compress_type = zipfile.ZIP_DEFLATED
            with book.open(kept, "w", force_zip64=part.filename == _SHEET) as out:
                if part.filename != _SHEET:
                    out.write(frame.read(part))
                    continue
                before, _, after = frame.read(part).partition(_END_OF_ROWS)
                out.write(re.sub(rb'<dimension ref="[^"]*"/>', b"", before))
                for rows in _together(_row_xml(sheet)):
                    out.write(rows.encode())
                out.write(_END_OF_ROWS + after)


def _frame(sheet: Sheet, at: datetime) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, dict(SAFE))
    book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None, microsecond=0)})
    page = book.add_worksheet(sheet.title)
    strong = book.add_format({"bold": True})
    wrapped = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    first = _first(sheet)
    above = [f"{one.label}: {one.said}" for one in sheet.notices]
    for number, notice in enumerate(above):
        page.write_string(number, 0, cell_text(notice), strong if number < 2 else None)
    for column, head in enumerate(sheet.heads):
        page.write_string(first, column, cell_text(head.label), wrapped)
    page.set_column(0, len(sheet.heads) - 1, _WIDTH)
    page.freeze_panes(first + 1, 1)
    page.set_landscape()
    page.repeat_rows(first)
    page.set_header(f"&L{above[0]}")
    book.close()
    return made.getvalue()


def _first(sheet: Sheet) -> int:
    """Return the number of the row with the heads, from 0."""
    return len(sheet.notices) + 1


def _row_xml(sheet: Sheet) -> Iterator[str]:
    columns = [xl_col_to_name(number) for number in range(len(sheet.heads))]
    for number, row in enumerate(sheet.rows, _first(sheet) + 2):
        cells = "".join(
            _cell_xml(f"{column}{number}", one) for column, one in zip(columns, row, strict=False)
        )
        yield f'<row r="{number}">{cells}</row>'


def _cell_xml(place: str, value: Cell) -> str:
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = html.escape(_NOT_IN_XML.sub("", _MEANS_A_LETTER.sub("_x005F_x", cell_text(value))), quote=False)
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""


_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not know."""
_MEANS_A_LETTER = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
"""What a workbook would read as a letter by its number."""


def _together(rows: Iterator[str]) -> Iterator[str]:
    some: list[str] = []
    for row in rows:
        some.append(row)
        if len(some) == _ROWS_TOGETHER:
            yield "".join(some)
            some.clear()
    yield "".join(some)


def _cell(value: Cell) -> Cell:
    return value if isinstance(value, int) else cell_text(value)


_LONGEST = 32_767
"""Characters that one cell of a workbook holds."""


def cell_text(value: str) -> str:
    """Return a text as a cell may hold it: never a formula, never longer than a cell."""
    return harmless(value)[:_LONGEST]
