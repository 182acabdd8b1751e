"""A report says the same in every form, with nothing in it and with an annex of three hundred pages."""

from __future__ import annotations

import re
import time
import zipfile
from collections import Counter
from io import BytesIO

import pytest
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from application.documents.paper import Paper, as_text
from domain.report.codes import ReportKind
from infrastructure.documents.docx import as_docx
from infrastructure.documents.pdf import as_pdf
from infrastructure.documents.workbook import as_workbook
from tests.documents.reading import docx_words, page_words, pdf_pages, pdf_words, words_of
from tests.documents.reports import AT, paper
from tests.documents.test_papers import HOSTILE, sheet

PAGES, LINES = 300, 3_700
"""An annex of so many pages, and the lines that fill them."""


def said(made: Paper) -> Counter[str]:
    return Counter(words_of(as_text(made).replace(" | ", " ")))


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("kind", ReportKind)
def test_page_pdf_and_docx_say_the_same(kind: ReportKind, empty: bool) -> None:
    made = paper(kind, empty=empty)
    expected = said(made)
    assert Counter(docx_words(as_docx(made, AT), made.footer)) == expected
    assert Counter(page_words(sheet(made))) == expected
    assert not expected - Counter(pdf_words(as_pdf(made, AT), made.footer))


def test_the_workbook_has_each_table_with_numbers_that_add_up() -> None:
    made = paper(ReportKind.MID_YEAR, lines=12)
    book = CalamineWorkbook.from_filelike(BytesIO(as_workbook(made, AT)))
    pages = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    words = Counter(words_of("\n".join(str(row[0]) for row in pages["Báo cáo"])))
    for one in ("07/BC-HBVQTE", "Phạm", "ĐÁNH", "GIẢI", "Mẫu"):
        assert words[one], one
    activities = next(rows for rows in pages.values() if rows[2][:2] == ["STT", "Ngày"]) if pages else []
    assert len(activities) - 3 == 12
    children = [row[6] for row in activities[3:] if isinstance(row[6], float)]
    assert sum(children) == sum(range(5, 12)), "numbers, not texts; a handful is not said"
    assert ["Hội viên phát triển thêm", "ít nhất 200 hội viên"] in [
        row[:2] for rows in pages.values() for row in rows
    ]


def test_a_row_of_the_workbook_is_as_high_as_its_text() -> None:
    """A program that does not make room by itself would draw one line over the next."""
    made = as_workbook(paper(ReportKind.YEAR_END, lines=3), AT)
    first = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()
    with zipfile.ZipFile(BytesIO(made)) as archive:
        drawn = archive.read("xl/worksheets/sheet1.xml").decode()
    high = {
        int(row): float(points) for row, points in re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', drawn)
    }
    long = {row: str(said[0]) for row, said in enumerate(first, 1) if len(str(said[0])) > 96}
    assert len(long) >= 3
    assert {row for row, text in long.items() if high.get(row, 0) < 15 * (len(text) // 96 + 1)} == set()


def test_a_report_with_nothing_recorded_says_so_and_is_whole() -> None:
    made = paper(ReportKind.YEAR_END, empty=True)
    text = as_text(made)
    assert "không có việc nào được ghi vào sổ" in text and "Kỳ này chưa có." in text
    assert "Không có việc nào cần giải trình" in text and "ĐÁNH GIÁ CHUNG" not in text
    assert "I. KẾT QUẢ BẰNG SỐ" in text and "None" not in text
    pdf = PdfDocument(as_pdf(made, AT))
    assert len(pdf) <= 5
    assert "PHỤ LỤC 1" in list(pdf_pages(pdf))[-1]


def test_recommendations_children_and_closed_periods_stand_apart_from_the_measures() -> None:
    text = as_text(paper(ReportKind.YEAR_END))
    for line in (
        "Tất cả | 9 | 6 | 66 % | 4 | 45 | 1",
        "Giới tính | Nữ | 31",
        "Mục vào sổ không kịp thời | 12",
        "01/01/2024 – 31/03/2024 | Cuộc truyền thông trực tiếp | 11 | 9 | -2",
    ):
        assert line in text, line
    hidden = [line for line in text.splitlines() if line.startswith("Nhóm trẻ em có hoàn cảnh đặc biệt |")]
    assert [line.rpartition(" | ")[2] for line in hidden] == ["giữ kín"], (
        "what its release hides, and no nought"
    )
    names = [line.partition(". ")[2] for line in text.splitlines() if line[:1] in "IVX" and ". " in line]
    assert (
        names.index("KẾT QUẢ BẰNG SỐ")
        < names.index("KIẾN NGHỊ VÀ TRẢ LỜI")
        < names.index("VIỆC CẦN GIẢI TRÌNH")
    )
    assert "PHƯƠNG HƯỚNG, NHIỆM VỤ" in names, "no part is left out, however many there are"


def test_footer_position_and_rules_stand_on_each_page() -> None:
    made = paper(ReportKind.MID_YEAR, lines=60)
    pages = list(pdf_pages(PdfDocument(as_pdf(made, AT))))
    assert len(pages) > 6
    for number, text in enumerate(pages, 1):
        assert "mốc sổ sự kiện q1w2e3r4 · quy tắc dieu-92/2026-4" in text.replace("\r\n", " "), number


def test_the_same_report_gives_the_same_bytes() -> None:
    for write in (as_pdf, as_docx, as_workbook):
        assert write(paper(ReportKind.ARTICLE_92), AT) == write(paper(ReportKind.ARTICLE_92), AT)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_becomes_code(words: str) -> None:
    made = paper(ReportKind.MID_YEAR, lines=2, words=words)
    assert as_pdf(made, AT).startswith(b"%PDF-")
    read = CalamineWorkbook.from_filelike(BytesIO(as_workbook(made, AT)))
    assert read.sheet_names[0] == "Báo cáo"
    assert as_docx(made, AT).startswith(b"PK")


def an_annex_of(lines: int) -> int:
    """Write a report with so many activities in every form; return its pages, after reading the last line again."""
    made = paper(ReportKind.YEAR_END, lines=lines)
    pdf = PdfDocument(as_pdf(made, AT))
    text = "\n".join(pdf_pages(pdf)).replace("\r", "")
    assert all(f"\n{number}\n" in text or f"{number} " in text for number in (1, lines // 2, lines))
    assert text.count("PHỤ LỤC 1") == 1
    rows = CalamineWorkbook.from_filelike(BytesIO(as_workbook(made, AT)))
    assert max(len(rows.get_sheet_by_name(name).to_python()) for name in rows.sheet_names) == lines + 3
    assert f">{lines}<".encode() in _document(as_docx(made, AT))
    return len(pdf)


def _document(made: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(made)) as archive:
        return archive.read("word/document.xml")


def test_an_annex_of_a_few_pages_comes_out_whole() -> None:
    assert 20 <= an_annex_of(LINES // 20) <= 30


@pytest.mark.long
def test_an_annex_of_three_hundred_pages_comes_out_whole() -> None:
    begun = time.monotonic()
    pages = an_annex_of(LINES)
    assert pages >= PAGES
    print(f"{pages} pages, {time.monotonic() - begun:.1f} s for PDF, DOCX and workbook")
