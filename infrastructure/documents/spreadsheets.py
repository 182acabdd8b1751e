"""Spreadsheets in memory: XLSX and CSV, without a temporary file, the same bytes for the same content and moment."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import xlsxwriter

from application.export_sheet import Cell, Sheet
from domain.export import ExportFormat, harmless
from infrastructure.work import PgWork

_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH = 18


class XlsxSheets:
    """Keeps `application.export.Spreadsheets`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def written(self, sheet: Sheet, kind: ExportFormat, at: datetime) -> bytes:
        """Return the file's bytes."""
        return as_xlsx(sheet, at) if kind is ExportFormat.XLSX else as_csv(sheet)


def as_csv(sheet: Sheet) -> bytes:
    """Return UTF-8 with a byte order mark, so that spreadsheets read the Vietnamese letters; every text quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows((_cell(notice),) for notice in sheet.notices)
    writer.writerow(())
    writer.writerow([_cell(head) for head in sheet.heads])
    writer.writerows([_cell(one) for one in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(sheet: Sheet, at: datetime) -> bytes:
    """Return a workbook with one sheet; every text is written as text, whatever it looks like."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, dict(_SAFE))
    book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None, microsecond=0)})
    page = book.add_worksheet(sheet.title)
    strong = book.add_format({"bold": True})
    wrapped = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    first = len(sheet.notices) + 1
    for number, notice in enumerate(sheet.notices):
        page.write_string(number, 0, _text(notice), strong if number < 2 else None)
    for column, head in enumerate(sheet.heads):
        page.write_string(first, column, _text(head), wrapped)
    for number, row in enumerate(sheet.rows, first + 1):
        for column, one in enumerate(row):
            if isinstance(one, int):
                page.write_number(number, column, one)
            else:
                page.write_string(number, column, _text(one))
    page.set_column(0, len(sheet.heads) - 1, _WIDTH)
    page.freeze_panes(first + 1, 1)
    page.set_landscape()
    page.repeat_rows(first)
    page.set_header(f"&L{sheet.notices[0]}")
    book.close()
    return made.getvalue()


def _cell(value: Cell) -> Cell:
    return value if isinstance(value, int) else _text(value)


_LONGEST = 32_767
"""Characters that one cell of a workbook holds."""


def _text(value: str) -> str:
    return harmless(value)[:_LONGEST]
