"""What can be read out of a paper again: its words from PDF, DOCX and page, for one to be held against another."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree

from pypdfium2 import PdfDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOTS = re.compile(r"^[.…]+$")


def words_of(text: str) -> list[str]:
    """The words of a text; dotted lines and marks that say where a word may be broken are none."""
    spaced = text.replace("\u200b", "").replace("\u00a0", " ").replace("\ufffe", "")
    return [word for word in spaced.split() if not _DOTS.match(word)]


def pdf_pages(paper: PdfDocument) -> Iterator[str]:
    """The text of each page."""
    for page in paper:
        text = page.get_textpage()
        yield text.get_text_range()


def pdf_words(made: bytes, footer: str) -> list[str]:
    """The words of a PDF: page numbers left out, the footer read once, at the end."""
    found: list[str] = []
    paper = PdfDocument(made)
    for number, text in enumerate(pdf_pages(paper), 1):
        words = words_of(text)
        foot = words_of(footer)
        assert words[-len(foot) :] == foot or foot == words[: len(foot)] or _within(words, foot), (
            number,
            words,
        )
        words = _without(words, foot)
        if number > 1:
            words = _without(words, [str(number)])
        found += words
    paper.close()
    return found + words_of(footer)


def _within(words: list[str], part: list[str]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words)))


def _without(words: list[str], part: list[str]) -> list[str]:
    for at in range(len(words)):
        if words[at : at + len(part)] == part:
            return words[:at] + words[at + len(part) :]
    raise AssertionError(f"{part} is not there")


def docx_words(made: bytes, footer: str) -> list[str]:
    """The words of a DOCX: body, then the footer, which is the same on each page."""
    body = _text(made, "word/document.xml")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        feet = [name for name in archive.namelist() if re.search(r"word/footer\d*\.xml", name)]
    assert feet and all(words_of(_text(made, name)) == words_of(footer) for name in feet)
    return words_of(body) + words_of(footer)


def _text(made: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        tree = ElementTree.fromstring(archive.read(name))
    said: list[str] = []
    for one in tree.iter():
        if one.tag == f"{_W}t":
            said.append(one.text or "")
        elif one.tag in {f"{_W}p", f"{_W}br", f"{_W}tab"}:
            said.append("\n")
    return "".join(said)


def page_words(html: str) -> list[str]:
    """The words of the sheet on a page."""
    sheet = re.search(r"<article[^>]*>(.*?)</article>", html, re.S)
    assert sheet, "there is no sheet"
    spaced = re.sub(r"</(p|div|h2|td|th|li)>|<br>", "\n", sheet[1])
    return words_of(unescape(re.sub(r"<[^>]+>", "", spaced)))
