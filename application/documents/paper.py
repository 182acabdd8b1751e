"""A paper as it is written: head, words, fields, tables, signatures; every renderer takes its words from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.kernel import FieldClass

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
"""Source: Decree 30/2020/NĐ-CP, annex I, part II, point 1."""
BLANK = "……………"
"""Stands where somebody writes by hand within a line."""
SHORT_BLANK = "……"
"""The same for a number."""
NOT_HERE = "không nêu trong văn bản này"
"""Stands for what is not for the reader, or was erased: a paper does not tell which."""
CLOSENESS = (
    FieldClass.SUMMARY,
    FieldClass.NARRATIVE,
    FieldClass.IDENTITY,
    FieldClass.CONTACT,
    FieldClass.LEGAL,
    FieldClass.EVIDENCE,
    FieldClass.REPORTER_IDENTITY,
    FieldClass.HEALTH,
)
"""Classes of fields, the most protected last; the access log keeps the last one that a paper shows."""


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A label with what is known; nothing known is a dotted line to write on."""

    label: str
    value: str = ""
    shows: FieldClass = FieldClass.SUMMARY
    lines: int = 1
    """How many dotted lines there are, where nothing is known."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """A label with boxes; nothing ticked is left to be ticked by hand."""

    label: str
    options: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its head is repeated on each page."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Shares of the width."""
    numbers: tuple[int, ...] = ()
    """Columns of numbers, from 0: they stand at the right."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its length in percent of the whole width, and the number it stands for, in words."""

    label: str
    percent: int
    said: str

    @property
    def length(self) -> int:
        """How long it is drawn: from 0 to 100."""
        return max(0, min(100, self.percent))


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under one another; each says its number too, so nothing is told by the drawing alone."""

    caption: str
    bars: tuple[Bar, ...]


Block = Section | Words | Entry | Ticks | Grid | Chart


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above: who writes, under which number, where and when."""

    above: str
    """The association, where a unit of it writes."""
    writer: str
    number: str
    subject: str
    """*V/v …*, under the number; empty where the paper has a title."""
    place_and_day: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and what is written below."""

    role: str
    hint: str = "(Ký, ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, without anything of how it looks."""

    code: str
    """Begins the name of the file."""
    head: Head
    footer: str
    title: str = ""
    about: str = ""
    addressee: str = ""
    level: str = ""
    """Level of confidentiality (Decree 56/2017/NĐ-CP, art. 24(3))."""
    scope: str = ""
    """Scope of disclosure, of the same article."""
    blocks: tuple[Block, ...] = ()
    annexes: tuple[Block, ...] = ()
    """What follows the signatures, from a new page on (*phụ lục*)."""
    signatures: tuple[Signature, ...] = ()
    copies: tuple[str, ...] = ()
    """*Nơi nhận*."""
    notes: tuple[str, ...] = ()
    is_wide: bool = False
    """Whether it lies across."""
    shows: FieldClass = FieldClass.SUMMARY
    """The closest class of what stands in tables; entries say theirs themselves."""

    @property
    def closest(self) -> FieldClass:
        """The most protected class of fields that it shows."""
        entries = (one for one in self.blocks if isinstance(one, Entry))
        shown = [one.shows for one in entries if one.value not in ("", NOT_HERE)]
        return max([self.shows, *shown], key=CLOSENESS.index)


LEVEL = "Mức độ bảo mật: "
SCOPE = "Phạm vi cung cấp: "
TO = "Kính gửi: "
COPIES = "Nơi nhận:"
TICKED, UNTICKED = "[x]\N{NO-BREAK SPACE}", "[\N{NO-BREAK SPACE}]\N{NO-BREAK SPACE}"


def lines_of(paper: Paper) -> Iterator[str]:
    """Yield the words of a paper in reading order, one line after another; what is copied into a message."""
    head = paper.head
    yield from (one for one in (head.above, head.writer, head.number, head.subject) if one)
    yield from (STATE, MOTTO, head.place_and_day)
    yield from (one for one in (paper.title, paper.about) if one)
    if paper.level:
        yield f"{LEVEL}{paper.level}"
        yield f"{SCOPE}{paper.scope}"
    if paper.addressee:
        yield f"{TO}{paper.addressee}"
    for block in paper.blocks:
        yield from _lines(block)
    if paper.copies:
        yield COPIES
        yield from paper.copies
    for one in paper.signatures:
        yield from (said for said in (one.role, one.hint, one.name) if said)
    yield from paper.notes
    for block in paper.annexes:
        yield from _lines(block)
    yield paper.footer


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Section(text) | Words(text):
            yield text
        case Entry(label, value):
            yield f"{label}: {value}" if value else f"{label}: {BLANK}"
        case Ticks(label, options):
            boxes = "   ".join(f"{TICKED if on else UNTICKED}{text}" for text, on in options)
            yield f"{label}: {boxes}"
        case Grid(heads, rows):
            yield " | ".join(heads)
            yield from (" | ".join(row) for row in rows)
        case Chart(caption, bars):
            yield caption
            yield from (f"{one.label} | {one.said}" for one in bars)


def as_text(paper: Paper) -> str:
    """Return a paper as plain text, for a message, an e-mail, or to be read out on the telephone."""
    return "\n".join(lines_of(paper)) + "\n"
