"""The book of a fund (*sổ quỹ*) for one month, as a paper to be signed and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from application.documents.paper import SHORT_BLANK, Grid, Paper, Signature, Words
from application.documents.support_list import money
from application.documents.wording import Setting, said, short_day
from application.export_sheet import Head, Notice, Sheet
from application.fund.desk import Book, BookLine
from domain.kernel import FieldClass

HEADS = (
    "Ngày",
    "Số phiếu",
    "Nội dung",
    "Người nộp, nhận",
    "Mục đích",
    "Thu (đồng)",
    "Chi (đồng)",
    "Tồn (đồng)",
)
KEYS = ("day", "voucher", "about", "party", "purpose", "received_vnd", "spent_vnd", "balance_vnd")
LEVEL = "Nội bộ Hội"


def fund_book(book: Book, setting: Setting) -> Paper:
    """Return the book as a paper."""
    sums = (money(book.received_vnd), money(book.spent_vnd), money(book.closing_vnd))
    rows = (
        ("", "", "Số dư đầu tháng", "", "", "", "", money(book.opening_vnd)),
        *(_written(line, book) for line in book.lines),
        ("", "", "Cộng, số dư cuối tháng", "", "", *sums),
    )
    kept = "; ".join(
        f"{name_of(purpose, book)}: {money(after)} đồng" for purpose, _, after in book.by_purpose
    )
    return Paper(
        code="so-quy",
        head=setting.head(f"{SHORT_BLANK}/{SHORT_BLANK}"),
        footer=setting.footer(book.state.code, book.state.version),
        title="SỔ QUỸ",
        about=f"Tháng {book.first.month} năm {book.first.year}{_standing(book)}",
        level=LEVEL,
        scope="Văn phòng, Thường trực, Ban kiểm tra của Hội",
        blocks=(
            Grid(HEADS, rows, (9, 11, 24, 16, 12, 10, 10, 11)),
            Words(f"Tồn cuối tháng theo mục đích: {kept}."),
        ),
        signatures=(
            Signature("NGƯỜI GIỮ SỔ"),
            Signature("ĐẠI DIỆN ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu nếu có)"),
        ),
        is_wide=True,
        shows=FieldClass.IDENTITY,
    )


def fund_sheet(book: Book, unit: str) -> Sheet:
    """Return the book as a table; amounts stay numbers."""
    notices = (
        Notice("Đơn vị", "unit", unit),
        Notice("Tháng", "month", f"{book.first:%Y-%m}{_standing(book)}"),
        Notice("Số dư đầu tháng (đồng)", "opening_vnd", str(book.opening_vnd)),
        Notice("Số dư cuối tháng (đồng)", "closing_vnd", str(book.closing_vnd)),
        Notice("Mức độ bảo mật", "level", LEVEL),
    )
    heads = tuple(Head(label, key) for label, key in zip(HEADS, KEYS, strict=True))
    return Sheet("Sổ quỹ", notices, heads, _rows(book))


def name_of(purpose: int | None, book: Book) -> str:
    """Return what a purpose is called."""
    return "Chung" if purpose is None else book.purposes.get(purpose, "") or f"Mục đích {purpose}"


def _standing(book: Book) -> str:
    return " (đã khóa)" if book.is_closed else " (chưa khóa)"


def _rows(book: Book) -> Iterator[tuple[str | int, ...]]:
    for line in book.lines:
        yield (*_words(line, book), line.received_vnd or 0, line.spent_vnd or 0, line.after_vnd)


def _words(line: BookLine, book: Book) -> tuple[str, ...]:
    row, voucher = line.row, line.voucher
    about = said(voucher.about) if voucher else ""
    return (
        short_day(row.on),
        row.voucher_no,
        f"{'Đảo: ' if row.is_reversal else ''}{row.kind.vi}{f'. {about}' if about else ''}",
        (said(voucher.name) or voucher.party.vi) if voucher else "",
        name_of(row.purpose, book),
    )


def _written(line: BookLine, book: Book) -> tuple[str, ...]:
    amounts = (line.received_vnd, line.spent_vnd, line.after_vnd)
    return (*_words(line, book), *("" if one is None else money(one) for one in amounts))
