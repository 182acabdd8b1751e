"""DOCX in memory, built in code: no template file, so nothing of a record is ever read as a template."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from application.documents.paper import (
    COPIES,
    LEVEL,
    MOTTO,
    SCOPE,
    STATE,
    TICKED,
    TO,
    UNTICKED,
    Bar,
    Block,
    Chart,
    Entry,
    Grid,
    Paper,
    Section,
    Signature,
    Ticks,
    Words,
)
from infrastructure.documents.characters import printable

FONT = "Times New Roman"
SIZE, SMALL = 13, 11
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_EPOCH = (1980, 1, 1, 0, 0, 0)


def as_docx(paper: Paper, at: datetime) -> bytes:
    """Return a paper as DOCX; the same paper at the same moment gives the same bytes."""
    docx = Document()
    _prepared(docx, paper, at)
    width = _page(docx, paper)
    _head(docx, paper, width)
    _title(docx, paper)
    for block in paper.blocks:
        _block(docx, block, width, paper.is_wide)
    _ending(docx, paper, width)
    for note in paper.notes:
        _write(docx.add_paragraph(), note, size=SMALL, italic=True)
    if paper.annexes:
        docx.add_paragraph().paragraph_format.page_break_before = True
    for block in paper.annexes:
        _block(docx, block, width, paper.is_wide)
    made = io.BytesIO()
    docx.save(made)
    return _the_same_each_time(made.getvalue())


def _the_same_each_time(made: bytes) -> bytes:
    """Return the archive without the moments of its making, and without the picture of python-docx's own template."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, _EPOCH), old.read(part), zipfile.ZIP_DEFLATED)
    return again.getvalue()


# -- the page ----------------------------------------------------------------------------------------------------------


def _prepared(docx: Docx, paper: Paper, at: datetime) -> None:
    core, moment = docx.core_properties, at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.title, core.language, core.revision = paper.title or paper.head.subject, "vi-VN", 1
    core.created = core.modified = core.last_printed = moment
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(_size(paper))
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FONT)
    normal.paragraph_format.space_after = Pt(3)
    normal.paragraph_format.line_spacing = 1.0


def _size(paper: Paper) -> int:
    return SMALL if paper.is_wide else SIZE


def _page(docx: Docx, paper: Paper) -> Length:
    """Set A4 with its margins, the page number and the footer; return the width that is left to write on."""
    page = docx.sections[0]
    long, short = Mm(297), Mm(210)
    page.page_width, page.page_height = (long, short) if paper.is_wide else (short, long)
    page.orientation = WD_ORIENT.LANDSCAPE if paper.is_wide else WD_ORIENT.PORTRAIT
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = (Mm(15), Mm(15)) if paper.is_wide else (Mm(30), Mm(15))
    page.header_distance = page.footer_distance = Mm(10)
    page.different_first_page_header_footer = True
    _number(page.header.paragraphs[0])
    for footer in (page.footer, page.first_page_footer):
        _write(footer.paragraphs[0], paper.footer, size=9)
    return Length(page.page_width - page.left_margin - page.right_margin)


def _number(paragraph: Paragraph) -> None:
    paragraph.alignment = _CENTRE
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


# -- head and end ------------------------------------------------------------------------------------------------------


def _head(docx: Docx, paper: Paper, width: Length) -> None:
    left, right = _side_by_side(docx, (2, 3), width)
    head = paper.head
    above = left.paragraphs[0]
    if head.above:
        _write(above, head.above, size=12, align=_CENTRE, after=0)
        above = left.add_paragraph()
    _write(above, head.writer, size=12, bold=True, align=_CENTRE, after=0)
    _line(left.add_paragraph(), Length(int(width * 2 / 5 * 0.33)))
    _write(left.add_paragraph(), head.number, align=_CENTRE, after=0, size=SIZE)
    if head.subject:
        _write(left.add_paragraph(), head.subject, size=12, align=_CENTRE)
    _write(right.paragraphs[0], STATE, size=12, bold=True, align=_CENTRE, after=0)
    _write(right.add_paragraph(), MOTTO, size=13, bold=True, align=_CENTRE, after=0)
    _line(right.add_paragraph(), Length(int(width * 3 / 10) - Mm(24)))
    _write(right.add_paragraph(), head.place_and_day, italic=True, align=_CENTRE, size=SIZE)


def _title(docx: Docx, paper: Paper) -> None:
    if paper.title:
        title = docx.add_paragraph()
        title.paragraph_format.space_before = Pt(8)
        _write(title, paper.title, size=14, bold=True, align=_CENTRE, after=0)
    if paper.about:
        _write(docx.add_paragraph(), paper.about, bold=not paper.is_wide, align=_CENTRE)
    if paper.level:
        box = docx.add_paragraph()
        _bordered(box, ("top", "left", "bottom", "right"), space=4)
        for label, text in ((LEVEL, paper.level), (f"\n{SCOPE}", paper.scope)):
            _write(box, label, size=SMALL, bold=True)
            _write(box, text, size=SMALL)
    if paper.addressee:
        to = docx.add_paragraph()
        to.paragraph_format.space_before = Pt(6)
        _write(to, f"{TO}{paper.addressee}", align=_CENTRE, after=8)


def _ending(docx: Docx, paper: Paper, width: Length) -> None:
    if not paper.copies and not paper.signatures:
        return
    lone = len(paper.signatures) == 1 or bool(paper.copies)
    cells = _side_by_side(docx, (1,) * (len(paper.signatures) + lone), width)
    for cell in cells:
        cell.paragraphs[0].paragraph_format.space_before = Pt(10)
    if paper.copies:
        _write(cells[0].paragraphs[0], COPIES, size=12, bold=True, italic=True, after=0)
        for one in paper.copies:
            _write(cells[0].add_paragraph(), one, size=SMALL, after=0)
    for cell, signature in zip(cells[lone:], paper.signatures, strict=True):
        _signed(cell, signature)


def _signed(cell: _Cell, signature: Signature) -> None:
    _write(cell.paragraphs[0], signature.role, bold=True, align=_CENTRE, after=0)
    _write(cell.add_paragraph(), signature.hint, size=12, italic=True, align=_CENTRE, after=50)
    if signature.name:
        _write(cell.add_paragraph(), signature.name, bold=True, align=_CENTRE)


# -- what stands between -----------------------------------------------------------------------------------------------


def _block(docx: Docx, block: Block, width: Length, is_wide: bool) -> None:
    match block:
        case Section(text):
            heading = docx.add_paragraph()
            heading.paragraph_format.keep_with_next = True
            heading.paragraph_format.space_before = Pt(8)
            _write(heading, text, bold=True)
        case Words(text):
            words = docx.add_paragraph()
            words.paragraph_format.first_line_indent = Mm(10)
            _write(words, text, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        case Entry(label, value) if value:
            _write(docx.add_paragraph(), f"{label}: {value}")
        case Entry(label, _, _, lines):
            for number in range(lines):
                _write(_dotted(docx, width), f"{label}: \t" if number == 0 else "\t")
        case Ticks(label, options):
            boxes = "   ".join(f"{TICKED if on else UNTICKED}{text}" for text, on in options)
            _write(docx.add_paragraph(), f"{label}: {boxes}")
        case Grid():
            _grid(docx, block, width, 10 if is_wide else 12)
        case Chart(caption, bars):
            heading = docx.add_paragraph()
            heading.paragraph_format.keep_with_next = True
            _write(heading, caption, size=12, italic=True)
            for bar in bars:
                _bar(docx, bar, width)
            docx.add_paragraph().paragraph_format.space_after = Pt(0)


def _dotted(docx: Docx, width: Length) -> Paragraph:
    paragraph = docx.add_paragraph()
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    return paragraph


def _grid(docx: Docx, block: Grid, width: Length, size: int) -> None:
    table = docx.add_table(rows=1 + len(block.rows), cols=len(block.heads), style="Table Grid")
    rows = _fixed(table, block.widths, width)
    for number, (cells, texts) in enumerate(zip(rows, (block.heads, *block.rows), strict=True)):
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            align = WD_ALIGN_PARAGRAPH.RIGHT if column in block.numbers else None
            _write(cell.paragraphs[0], text, size=size, bold=number == 0, align=align, after=0)
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    docx.add_paragraph().paragraph_format.space_after = Pt(0)


_LABEL_SHARE, _BAR_SHARE, _SAID_SHARE = 10, 10, 4
"""Shares of the width that label, bar and number of a chart take."""


def _bar(docx: Docx, bar: Bar, width: Length) -> None:
    """Draw a bar as two cells of a table, the first one shaded; every program knows tables."""
    done, rest = max(bar.length, 1), max(100 - bar.length, 1)
    shares = (_LABEL_SHARE * 100, _BAR_SHARE * done, _BAR_SHARE * rest, _SAID_SHARE * 100)
    label, filled, empty, said = _side_by_side(docx, shares, width)
    _write(label.paragraphs[0], bar.label, size=10, after=0)
    _write(said.paragraphs[0], bar.said, size=10, after=0)
    for cell, colour in ((filled, "5A5A5A" if bar.length else "E6E6E6"), (empty, "E6E6E6")):
        _shaded(cell, colour)
        _write(cell.paragraphs[0], "", size=10, after=0)


def _shaded(cell: _Cell, colour: str) -> None:
    """Fill a cell, with a white line above and below, so that bars stand apart."""
    borders, shade = OxmlElement("w:tcBorders"), OxmlElement("w:shd")
    for side in ("top", "bottom"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "24"), ("space", "0"), ("color", "FFFFFF")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    properties = cell._tc.get_or_add_tcPr()
    properties.append(borders)
    properties.append(shade)


def _side_by_side(docx: Docx, shares: Sequence[int], width: Length) -> tuple[_Cell, ...]:
    return _fixed(docx.add_table(rows=1, cols=len(shares)), shares, width)[0]


def _fixed(table: Table, shares: Sequence[int], width: Length) -> list[tuple[_Cell, ...]]:
    """Set the widths of columns and of cells, since programs read one or the other, and return the cells by row.

    Cells are taken from the XML: python-docx's own lists of them cost the square of the number of rows.
    """
    table.autofit = False
    widths = [Length(int(width * share / sum(shares))) for share in shares]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    rows = [tuple(_Cell(one, table) for one in row.tc_lst) for row in table._tbl.tr_lst]
    for row, cells in zip(table._tbl.tr_lst, rows, strict=True):
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, wide in zip(cells, widths, strict=True):
            cell.width = wide
    return rows


def _write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    after: float | None = None,
) -> None:
    run = paragraph.add_run(printable(text))
    if bold:
        run.bold = True
    if italic:
        run.italic = True
    if size is not None:
        run.font.size = Pt(size)
    if align is not None:
        paragraph.alignment = align
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)


def _line(paragraph: Paragraph, indent: Length) -> None:
    """Draw a line: the lower border of an empty paragraph, never an underline (Decree 30/2020/NĐ-CP, annex I)."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.line_spacing = Pt(2)
    _bordered(paragraph, ("bottom",))


def _bordered(paragraph: Paragraph, sides: Sequence[str], space: int = 1) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", str(space)), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders,
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"),
    )
