"""PDF in memory, by the self-contained wheel of typst: a template of ours, words as JSON, no file and no package.

typst reads nothing outside `root`, and the root is an empty folder of ours; the template is given as bytes. Fonts are
found once: "Times New Roman" where the machine has it, else the built-in Libertinus Serif. Not "Liberation Serif": as
Debian ships it, it has no Vietnamese letters (its range 1E00-1EFF holds 1E80-1E85 and 1EF2-1EF3 alone), and a line set
in two typefaces is ugly and is copied out with letters doubled.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from application.documents.paper import (
    COPIES,
    LEVEL,
    MOTTO,
    SCOPE,
    STATE,
    TICKED,
    TO,
    UNTICKED,
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

NOTHING = Path(__file__).parent / "nothing"
"""An empty folder: all that a template could read."""
ACCESSIBLE: typst.PDFStandard = "ua-1"


class PaperNotMade(RuntimeError):
    """The template is wrong; typst's own words would repeat what stands on the paper, so they are not kept."""


def as_pdf(paper: Paper, at: datetime) -> bytes:
    """Return a paper as PDF: PDF/UA-1, or tagged PDF where it holds a letter that no font has.

    The same paper at the same moment gives the same bytes on the same fonts.
    """
    for standard in (ACCESSIBLE, None):
        try:
            return compiled(paper, at, standard)
        except typst.TypstError:
            continue
    raise PaperNotMade


def compiled(
    paper: Paper, at: datetime, standard: typst.PDFStandard | None, *, of_machine: bool = True
) -> bytes:
    """Return a paper as PDF.

    Args:
        paper: Its words.
        at: Stands in the file as the moment of its making.
        standard: To be held to strictly: typst then refuses a letter that no font has.
        of_machine: Whether fonts of the machine are looked for, besides the built-in ones.

    Raises:
        TypstError: It does not keep the standard; its text repeats words of the paper.
    """
    compiler = typst.Compiler(
        root=NOTHING,
        font_paths=_fonts(of_machine),
        package_path=NOTHING,
        package_cache_path=NOTHING,
    )
    made = compiler.compile(
        input=_template(),
        format="pdf",
        sys_inputs={"paper": printable(json.dumps(_written(paper), ensure_ascii=False))},
        pdf_standards=standard,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise PaperNotMade
    return made


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("infrastructure.documents").joinpath("paper.typ").read_bytes()


@lru_cache(maxsize=2)
def _fonts(of_machine: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=of_machine, include_embedded_fonts=True)


def _written(paper: Paper) -> dict[str, Any]:
    head = paper.head
    return {
        "name": paper.title or head.subject,
        "state": STATE,
        "motto": MOTTO,
        "words": {"level": LEVEL, "scope": SCOPE, "to": TO, "copies": COPIES},
        "head": {
            "above": head.above,
            "writer": head.writer,
            "number": head.number,
            "subject": head.subject,
            "place": head.place_and_day,
        },
        "title": paper.title,
        "about": paper.about,
        "addressee": paper.addressee,
        "level": paper.level,
        "scope": paper.scope,
        "blocks": [_block(one) for one in paper.blocks],
        "annexes": [_block(one) for one in paper.annexes],
        "signatures": [{"role": one.role, "hint": one.hint, "name": one.name} for one in paper.signatures],
        "copies": paper.copies,
        "notes": paper.notes,
        "footer": paper.footer,
        "wide": paper.is_wide,
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Section(text):
            return {"kind": "section", "text": text}
        case Words(text):
            return {"kind": "words", "text": text}
        case Entry(label, value, _, lines):
            return {"kind": "entry", "label": label, "value": value, "lines": lines}
        case Ticks(label, options):
            boxes = [f"{TICKED if on else UNTICKED}{text}" for text, on in options]
            return {"kind": "ticks", "label": label, "options": boxes}
        case Grid(heads, rows, widths, numbers):
            return {"kind": "grid", "heads": heads, "rows": rows, "widths": widths, "numbers": numbers}
        case Chart(caption, bars):
            drawn = [{"label": one.label, "length": one.length, "said": one.said} for one in bars]
            return {"kind": "chart", "caption": caption, "bars": drawn}
