"""The book of a fund as a paper and as a table; each making is one entry of the access log, with the digest."""

from __future__ import annotations

from application.documents.fund_book import fund_book, fund_sheet
from application.documents.printing import PaperFormat, Printed, made, setting_of
from application.export import Kept, Spreadsheets
from application.fund.desk import OpenBook, open_book
from application.work import Work
from domain.export import ExportFormat
from domain.kernel import FieldClass


def print_book(question: OpenBook, work: Work, kind: PaperFormat | None = None) -> Printed:
    """Return the book of a month on paper."""
    book = open_book(question, work)
    paper = fund_book(book, setting_of(book.state.unit, work))
    return made(paper, kind, f"{book.state.code}-{book.first:%Y-%m}", [book.history[0].position], work)


def book_table(question: OpenBook, work: Work) -> tuple[str, Kept]:
    """Return the book of a month as an XLSX file, with its name."""
    book = open_book(question, work)
    sheet = fund_sheet(book, setting_of(book.state.unit, work).unit)
    file = work.view(Spreadsheets).written(sheet, ExportFormat.XLSX, work.now())  # type: ignore[type-abstract]
    work.gave_out([book.history[0].position], file.digest, FieldClass.IDENTITY)
    return f"so-quy-{book.first:%Y-%m}.xlsx", file
