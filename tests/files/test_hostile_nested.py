"""What hides one layer deeper: archives in archives, sizes that lie, bombs in notes of pictures, actions packed twice.

Each is refused with its sentence, or nothing of it is left in what is kept. Source: SECURITY, bar F-6.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from application.log_import.promises import FileNotRead, FileTooLarge
from domain.files.kinds import FileLimits
from domain.files.refusals import (
    ArchiveTooLarge,
    DocumentActs,
    FileIsBroken,
    FileRefused,
    FormatNotTaken,
    ImageTooLarge,
    PdfActs,
    TookTooLong,
)
from infrastructure.documents.old_logs import sheets
from infrastructure.files.examining import examined
from tests.files import made

LIMITS = FileLimits()
ZIP = made.archive({"a.js": "WScript.Echo(1)"})
MACROS = made.docx(word__vbaProject_dot_bin=b"x")
SCRIPT = b"*/=alert(1)/*<script>alert(1)</script>"


def lying(size: int) -> bytes:
    """A document whose largest part says that it unfolds to so many bytes, and unfolds to sixty million."""
    content = bytearray(made.zip_bomb())
    name = b"word/media/big.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        told = next(info for info in opened.infolist() if info.filename.encode() == name)
    whole = struct.pack("<I", told.file_size)
    at = content.find(whole)
    while at >= 0:
        content[at : at + 4] = struct.pack("<I", size)
        at = content.find(whole, at + 4)
    return bytes(content)


def overlapping() -> bytes:
    """Two entries of an archive that are one and the same place."""
    content = bytearray(made.docx(word__a_dot_xml="x" * 90, word__b_dot_xml="x" * 90))
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        first, second = (opened.getinfo(f"word/{name}.xml").header_offset for name in "ab")
    at = content.rfind(struct.pack("<I", second))
    content[at : at + 4] = struct.pack("<I", first)
    return bytes(content)


def noted(kind: bytes, body: bytes) -> bytes:
    """A picture with one more chunk behind its head."""
    plain = made.png((8, 8))
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return plain[:33] + chunk + plain[33:]


def looped() -> bytes:
    """A PDF whose tree of pages leads back into itself."""
    return made.pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")


def huge_page() -> bytes:
    return made.pdf().replace(b"/MediaBox [0 0 300 400]", b"/MediaBox [0 0 9e9 9e9]")


def packed_twice(action: bytes) -> bytes:
    body = zlib.compress(b"9 0 " + action)
    inside = zlib.compress(body)
    return made.pdf(
        b"<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream"
        % (len(inside), inside)
    )


BOMB = zlib.compress(bytes(60 << 20), 9)
REFUSED: list[tuple[str, bytes, tuple[type[FileRefused], ...]]] = [
    ("docx with an archive inside", made.docx(word__embeddings__a_dot_zip=ZIP), (DocumentActs,)),
    (
        "docx with a document with macros inside",
        made.docx(word__embeddings__a_dot_docm=MACROS),
        (DocumentActs,),
    ),
    (
        "docx with macros inside, named as a document",
        made.docx(word__embeddings__a_dot_docx=MACROS),
        (DocumentActs,),
    ),
    (
        "docx with a bomb inside",
        made.docx(word__embeddings__a_dot_xlsx=made.zip_bomb()),
        (DocumentActs, ArchiveTooLarge),
    ),
    ("docx with a link to a program", made.docx(word__embeddings__a_dot_lnk=b"L\0\0\0"), (DocumentActs,)),
    ("docx whose sizes lie", lying(400), (FileIsBroken, ArchiveTooLarge)),
    ("docx whose entries are one", overlapping(), (FileIsBroken,)),
    ("svg, packed", gzip.compress(made.SVG), (FormatNotTaken,)),
    ("html in UTF-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", (FormatNotTaken,)),
    ("wav of four gigabytes", made.wav()[:4] + b"\xff\xff\xff\xff" + made.wav()[8:60], (FileIsBroken,)),
    ("mp3 whose tag is larger", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + made.mp3(tagged=False), (FileIsBroken,)),
    ("pdf of looping pages", looped(), (FileIsBroken, TookTooLong)),
    ("pdf with a script packed twice", packed_twice(b"<< /S /JavaScript /JS (app.alert(1)) >>"), (PdfActs,)),
    ("pdf that launches, packed twice", packed_twice(b"<< /S /Launch /F (cmd.exe) >>"), (PdfActs,)),
]


def test_a_page_without_end_is_shown_within_bounds() -> None:
    """Its size is no number to the reader, which takes a usual page instead; what is drawn is small either way."""
    shown = examined(huge_page(), LIMITS)
    with Image.open(io.BytesIO(shown.previews[0])) as picture:
        assert max(picture.size) <= 2000
    assert b"9e9" not in shown.previews[0]


@pytest.mark.parametrize(
    ("content", "refusals"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_hides_deeper_is_refused(content: bytes, refusals: tuple[type[FileRefused], ...]) -> None:
    with pytest.raises(FileRefused) as refused:
        examined(content, LIMITS)
    assert type(refused.value) in refusals


HARMLESS_AFTERWARDS = {
    "script in a comment of a jpeg": made.jpeg().replace(
        made.PLACE.encode(), SCRIPT.ljust(len(made.PLACE.encode()))
    ),
    "script in a chunk of a png": noted(b"tEXt", b"a\0" + SCRIPT),
    "bomb in a comment of a png": noted(b"zTXt", b"a\0\0" + BOMB),
    "bomb for the colours of a png": noted(b"iCCP", b"a\0\0" + BOMB),
    "script behind a webp": None,
}


@pytest.mark.parametrize("name", HARMLESS_AFTERWARDS)
def test_of_what_hides_in_a_picture_nothing_is_kept(name: str) -> None:
    content = HARMLESS_AFTERWARDS[name]
    if content is None:
        out = io.BytesIO()
        Image.new("RGB", (32, 32), "teal").save(out, "WEBP")
        content = out.getvalue() + SCRIPT
    assert SCRIPT in content or BOMB in content
    try:
        kept = examined(content, LIMITS).content
    except (FileIsBroken, ImageTooLarge, TookTooLong):
        return
    assert SCRIPT[:20] not in kept and BOMB[:40] not in kept and len(kept) < 100_000


def workbook(**parts: str) -> bytes:
    names = {name.replace("__", "/").replace("_dot_", "."): body for name, body in parts.items()}
    plain = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
    return made.archive({**plain, **names})


GROWS = (
    '<!DOCTYPE a [<!ENTITY a "'
    + "ha" * 500
    + '">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "content",
    [
        workbook(
            xl__worksheets__sheet1_dot_xml=f"{GROWS}<worksheet><sheetData><row><c><v>&g;</v></c></row></sheetData></worksheet>"
        ),
        workbook(xl__sharedStrings_dot_xml=f"{GROWS}<sst><si><t>&g;</t></si></sst>"),
        workbook(xl__worksheets__sheet1_dot_xml="<worksheet>" + "<a>" * 200_000),
        made.zip_bomb(),
        made.archive({"a.xlsx": made.zip_bomb(), "b.zip": ZIP}),
        gzip.compress(b"a,b\n" * 4_000_000),
    ],
    ids=["entities of a sheet", "entities of words", "depth", "bomb", "archives", "packed text"],
)
def test_an_old_log_that_grows_or_nests_is_not_read(content: bytes) -> None:
    try:
        found = sheets(content)
    except (FileNotRead, FileTooLarge):
        found = []
    assert sum(len(str(cell)) for sheet in found for row in sheet.rows for cell in row) < 100_000
