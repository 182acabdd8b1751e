"""Each paper says the same in every form; nothing of a record becomes code; every Vietnamese letter is there."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import timedelta
from itertools import product
from xml.etree import ElementTree

import pytest
import typst
from pypdfium2 import PdfDocument

from api.pages import PageFrame, render
from api.papers import BLOCKS
from api.screens.documents import _WORDS
from application.documents.paper import Paper, Words, as_text
from application.documents.printing import PaperFormat
from infrastructure.documents.docx import as_docx
from infrastructure.documents.pdf import NOTHING, as_pdf, compiled
from tests.documents.given import AT, papers
from tests.documents.reading import docx_words, page_words, pdf_words, words_of

KINDS = ("letter", "reception", "log", "form")
PLAIN = "Đặng Thị Bích Ngọc"
HOSTILE = (
    '#read("/etc/passwd") #import "@preview/cetz:0.2.0" #sys.inputs',
    "$x^2$ *đậm* _nghiêng_ = Đề mục @nguon <nhan> \\ // /* */ [ ] #",
    "{{ 7 * 7 }} {% raw %} {_{ x }_} ${7*7} %s {0}",
    '<w:p><w:r><w:t>x</w:t></w:r></w:p> ]]> <!-- --> &amp; &#65; "',
    "<script>alert(1)</script> </textarea> </article>",
    "dòng một\ndòng hai\n\ndòng bốn",
    "x" * 120,
    "Lò\x00\x0b Văn\uffff Dụ",
)


def sheet(paper: Paper) -> str:
    """The print page, as a browser gets it."""
    answer = render(
        PageFrame(language="en", path="/"),
        "paper.html",
        name="Văn bản",
        paper=paper,
        blocks=[(BLOCKS[type(block)], block) for block in paper.blocks],
        annexes=[(BLOCKS[type(block)], block) for block in paper.annexes],
        words=_WORDS,
        files={PaperFormat.PDF: "/x.pdf"},
        text=as_text(paper),
        back="/",
        passing="/y",
    )
    return bytes(answer.body).decode()


def printable_words(text: str) -> list[str]:
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cn"})
    return words_of(kept)


def letters_of(words: list[str]) -> str:
    """Words run together, without hyphens: a reader of PDF leaves out one at the end of a line."""
    return "".join(words).replace("-", "")


def text_words(paper: Paper) -> list[str]:
    return [word for word in printable_words(as_text(paper)) if word != "|"]


@pytest.mark.parametrize(("kind", "text"), [*product(KINDS, ("", PLAIN)), *product(KINDS[:3], HOSTILE)])
def test_page_pdf_docx_and_text_hold_the_same_words_in_the_same_order(kind: str, text: str) -> None:
    paper = papers(text)[kind]
    expected = text_words(paper)
    assert [word for word in printable_words(" ".join(page_words(sheet(paper)))) if word != "|"] == expected
    assert docx_words(as_docx(paper, AT), paper.footer) == expected
    assert letters_of(pdf_words(as_pdf(paper, AT), paper.footer)) == letters_of(expected)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_as_it_was_written(text: str) -> None:
    paper = papers(text)["letter"]
    html, docx = sheet(paper), as_docx(paper, AT)
    assert "<script>alert" not in html and html.count("</article>") == 1 and html.count("</textarea>") == 1
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
    said = letters_of(pdf_words(as_pdf(paper, AT), paper.footer))
    assert letters_of(printable_words(text)) in said
    assert "root:" not in said


def test_the_template_reaches_no_file_and_no_package() -> None:
    """The control: the same settings, given code instead of words, find nothing to read."""
    compiler = typst.Compiler(root=NOTHING, package_path=NOTHING, package_cache_path=NOTHING)
    for code in ('#read("/etc/passwd")', '#read("../pdf.py")', '#read("../../../etc/passwd")'):
        with pytest.raises(typst.TypstError):
            compiler.compile(input=code.encode(), format="pdf")
    assert [one.name for one in NOTHING.iterdir()] == [".gitkeep"]


def vietnamese() -> str:
    """Every letter with every tone."""
    vowels = [unicodedata.normalize("NFC", one) for one in "aăâeêioôơuưy"]
    tones = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    toned = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(vowels, tones)]
    return " ".join(
        ["".join(toned[at : at + 6]) for at in range(0, len(toned), 6)] + ["đbcdfghjklmnpqrstvwxz"]
    )


LETTERS = (vietnamese(), vietnamese().upper(), "0123456789 ₫ “ ” – … · § % / . , ; : ( ) ’ °")


@pytest.mark.parametrize("of_machine", [True, False], ids=["fonts of the machine", "built-in fonts"])
@pytest.mark.parametrize("letters", LETTERS)
def test_no_font_lacks_a_vietnamese_letter(letters: str, of_machine: bool) -> None:
    for paper in papers(letters).values():
        made = compiled(paper, AT, "ua-1", of_machine=of_machine)
        said = letters_of(pdf_words(made, paper.footer))
        if paper.code != "phieu-tiep-nhan":
            assert letters_of(words_of(letters)) in said


@pytest.mark.parametrize("kind", KINDS)
def test_papers_keep_the_standard_of_accessible_pdf(kind: str) -> None:
    for text in ("", PLAIN):
        paper = papers(text)[kind]
        assert as_pdf(paper, AT) == compiled(paper, AT, "ua-1")


def test_the_control_a_letter_that_no_font_has_is_noticed_and_the_paper_is_made_all_the_same() -> None:
    paper = papers("字")["letter"]
    with pytest.raises(typst.TypstError):
        compiled(paper, AT, "ua-1", of_machine=False)
    assert as_pdf(paper, AT).startswith(b"%PDF-")


def test_the_log_repeats_its_head_and_numbers_its_pages_but_the_first() -> None:
    paper = papers(PLAIN, rows=50)["log"]
    pages = PdfDocument(as_pdf(paper, AT))
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert len(texts) > 1
    assert all("Mã hồ sơ" in text and "Tình trạng" in text for text in texts[:-1])
    assert [words_of(text)[0] for text in texts[1:]] == [str(n) for n in range(2, len(texts) + 1)]
    assert words_of(texts[0])[0] != "1"
    for page in pages:
        width, height = page.get_size()
        assert (round(width), round(height)) == (842, 595)
    with zipfile.ZipFile(io.BytesIO(as_docx(paper, AT))) as archive:
        document = archive.read("word/document.xml").decode()
    assert document.count("<w:tblHeader/>") == 1 and 'w:orient="landscape"' in document
    assert "<w:titlePg/>" in document, "the first page has a header of its own, without a number"


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_file_says_of_itself_names_nobody(kind: str) -> None:
    name = "Lường Thị Giấu"
    paper = papers(name)[kind]
    about = PdfDocument(as_pdf(paper, AT)).get_metadata_dict()
    assert about["Author"] == about["Subject"] == about["Keywords"] == ""
    assert name not in str(about)
    with zipfile.ZipFile(io.BytesIO(as_docx(paper, AT))) as archive:
        core = archive.read("docProps/core.xml").decode() + archive.read("docProps/app.xml").decode()
    assert name not in core and "python-docx" not in core


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_paper_at_the_same_moment_gives_the_same_bytes(kind: str) -> None:
    paper = papers(PLAIN)[kind]
    assert as_pdf(paper, AT) == as_pdf(paper, AT)
    assert as_docx(paper, AT) == as_docx(paper, AT)
    assert as_docx(paper, AT) != as_docx(paper, AT + timedelta(days=1))


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_states_level_scope_and_from_when_it_is(kind: str) -> None:
    paper = papers(PLAIN)[kind]
    text = as_text(paper)
    assert "Mức độ bảo mật: " in text and "Phạm vi cung cấp: " in text
    assert "11:05 ngày 26/11/2026" in text.splitlines()[-1]


def test_texts_of_the_greatest_length_are_written() -> None:
    long = Words("Cháu kể lại từng ngày. " * 20_000)
    paper = papers(PLAIN)["letter"]
    whole = replace(paper, blocks=(*paper.blocks, long))
    assert len(long.text) < 500_000
    assert len(PdfDocument(as_pdf(whole, AT))) > 50
    assert as_docx(whole, AT)
