"""Tables and charts of a paper as a workbook in memory: a first page with head and words, one page for each table."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from application.documents.paper import (
    COPIES,
    LEVEL,
    MOTTO,
    SCOPE,
    STATE,
    TO,
    Block,
    Chart,
    Entry,
    Grid,
    Paper,
    Section,
    Ticks,
    Words,
)
from infrastructure.documents.characters import printable
from infrastructure.documents.spreadsheets import SAFE, cell_text

_WIDTH, _WORDS_WIDTH = 110, 96
"""Widths in characters: of a table together, and of the page of words."""
_LINE_HEIGHT, _OF_WIDTH = 15, 0.9
"""Points of one line; and what part of a column's width, which counts narrow digits, holds letters."""
_COUNT = re.compile(r"-?\d{1,3}(\.\d{3})*")
"""A count as papers write it: a dot between thousands."""


def as_workbook(paper: Paper, at: datetime) -> bytes:
    """Return a paper as a workbook; the same paper at the same moment gives the same bytes.

    Every text is written as text, whatever it looks like; a count is written as a number, so that it can be added up.
    """
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, dict(SAFE))
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": paper.title, "created": moment})
    _Book(book, paper).write()
    book.close()
    return made.getvalue()


class _Book:
    """The pages of one workbook while they are written."""

    def __init__(self, book: xlsxwriter.Workbook, paper: Paper) -> None:
        self._book, self._paper = book, paper
        self._bold: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._above: Format = book.add_format({"bold": True})
        self._plain: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self._number: Format = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._first = self._page("Báo cáo")
        self._first.set_column(0, 0, _WORDS_WIDTH)
        self._row, self._tables = 0, 0
        self._heading = ""

    def write(self) -> None:
        """Write all of it."""
        paper, head = self._paper, self._paper.head
        for line in (head.above, head.writer, head.number, STATE, MOTTO, head.place_and_day):
            self._say(line)
        self._say(paper.title, bold=True)
        self._say(paper.about, bold=True)
        self._say(f"{LEVEL}{paper.level}" if paper.level else "")
        self._say(f"{SCOPE}{paper.scope}" if paper.level else "")
        self._say(f"{TO}{paper.addressee}" if paper.addressee else "")
        for block in (*paper.blocks, *paper.annexes):
            self._block(block)
        for line in (COPIES, *paper.copies) if paper.copies else ():
            self._say(line)
        for one in paper.signatures:
            self._say(" ".join(said for said in (one.role, one.name) if said))
        for line in (*paper.notes, paper.footer):
            self._say(line)

    def _page(self, name: str) -> Worksheet:
        page = self._book.add_worksheet(name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L{self._paper.footer[:200].replace('&', '&&')}&R&P")
        return page

    def _say(self, text: str, *, bold: bool = False) -> None:
        if text:
            _make_room(self._first, self._row, [text], [_WORDS_WIDTH])
            self._first.write_string(self._row, 0, _text(text), self._bold if bold else self._plain)
            self._row += 1

    def _block(self, block: Block) -> None:
        match block:
            case Section(text):
                self._heading = text
                self._say(text, bold=True)
            case Words(text):
                self._say(text)
            case Entry(label, value):
                self._say(f"{label}: {value}")
            case Ticks(label, options):
                self._say(f"{label}: {', '.join(text for text, on in options if on)}")
            case Grid(heads, rows, widths, _):
                self._table(heads, rows, widths)
            case Chart():
                self._chart(block)

    def _sheet(self) -> Worksheet:
        self._tables += 1
        name = f"Bảng {self._tables}"
        self._say(f"→ {name}")
        return self._page(name)

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        page, total = self._sheet(), sum(widths)
        columns = [max(6, _WIDTH * share // total) for share in widths]
        page.write_string(0, 0, _text(self._heading), self._above)
        _make_room(page, 2, heads, columns)
        for column, (head, width) in enumerate(zip(heads, columns, strict=True)):
            page.set_column(column, column, width)
            page.write_string(2, column, _text(head), self._bold)
        for number, row in enumerate(rows, 3):
            _make_room(page, number, row, columns)
            for column, said in enumerate(row):
                self._cell(page, number, column, said)
        page.freeze_panes(3, 0)
        page.repeat_rows(2)

    def _cell(self, page: Worksheet, row: int, column: int, said: str) -> None:
        if _COUNT.fullmatch(said):
            page.write_number(row, column, int(said.replace(".", "")), self._number)
        else:
            page.write_string(row, column, _text(said), self._plain)

    def _chart(self, chart: Chart) -> None:
        page, last = self._sheet(), len(chart.bars)
        page.write_string(0, 0, _text(chart.caption), self._above)
        page.set_column(0, 0, 60)
        for row, bar in enumerate(chart.bars, 1):
            _make_room(page, row, [bar.label], [60])
            page.write_string(row, 0, _text(bar.label), self._plain)
            page.write_number(row, 1, bar.percent)
            page.write_string(row, 2, _text(bar.said))
        drawn = self._book.add_chart({"type": "bar"})
        drawn.add_series(
            {
                "categories": [page.get_name(), 1, 0, last, 0],
                "values": [page.get_name(), 1, 1, last, 1],
                "fill": {"color": "#5A5A5A"},
            }
        )
        drawn.set_title({"name": _text(chart.caption)[:200]})
        drawn.set_legend({"none": True})
        drawn.set_y_axis({"reverse": True})
        drawn.set_size({"width": 900, "height": 120 + 24 * last})
        page.insert_chart(last + 2, 0, drawn)


def _make_room(page: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    """Make a row as high as its longest text needs: not every program does so when it opens a workbook."""
    lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
    if lines > 1:
        page.set_row(row, lines * _LINE_HEIGHT)


def _lines(text: str, width: int) -> int:
    r"""Return on how many lines a text stands.

    >>> _lines("một dòng", 20), _lines("hai\ndòng", 20), _lines("chữ " * 10, 20)
    (1, 2, 3)
    """
    return sum(max(1, ceil(len(line) / (width * _OF_WIDTH))) for line in text.split("\n"))


def _text(value: str) -> str:
    return cell_text(printable(value))
