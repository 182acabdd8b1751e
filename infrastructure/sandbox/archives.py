"""DOCX, XLSX and ODT: archives of a few plain parts; given out only, never opened here.

Refused: macros and embedded programs, what is fetched from elsewhere, what is large only when opened, names that lead
out of the folder, anything before or behind the archive, and DTDs (entities that grow).

Source: ECMA-376 part 2 (OPC), part 1 (attached templates, external relationships); OpenDocument 1.3 part 2.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from io import BytesIO

from infrastructure.sandbox.found import Found, No

MOST_ENTRIES = 2000
MOST_UNPACKED = 200 << 20
MOST_OF_ENTRY = 100 << 20
MOST_TIMES = 200
"""How many times larger an entry over a megabyte may be than it is packed."""
PIECE = 1 << 20
_MACROS = re.compile(
    r"vbaproject|vbadata|/activex/|^basic/|^scripts/|macrosheets/"
    r"|\.(?:bin|ocx|exe|dll|js|jse|vbs|wsf|hta|lnk|bat|cmd|ps1|scr|msi|jar|mht|docm|dotm|xlsm|xltm|xlsb|pptm)$",
    re.I,
)
_PRINTER = re.compile(r"(^|/)printersettings/printersettings\d*\.bin$", re.I)
_MACRO_TYPE = re.compile(rb"macroEnabled|ms-office\.vbaProject|ms-word\.template\.macro", re.I)
_OUTSIDE = re.compile(rb"<[^>]*\bTargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
_LINK = re.compile(rb"\bType\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.I)
_ODT_OUTSIDE = re.compile(
    rb"<(?:draw:(?:image|object|object-ole|plugin|applet|frame)|text:section-source|table:table-source)\b[^>]*"
    rb"xlink:href\s*=\s*[\"'](?:[a-z][a-z0-9+.-]*:|//|\\\\)",
    re.I,
)
_ODT_SCRIPT = re.compile(rb"<script:event-listener\b|<office:script\b", re.I)
_DDE = re.compile(rb"\bDDE(?:AUTO)?\b|<(?:\w+:)?ddeLink\b")
_ARCHIVE = b"PK\x03\x04"
_TEXT = (".xml", ".rels", ".vml", ".rdf")


def archive(content: bytes, *, is_inside: bool = False) -> Found:
    """Return which of the three it is; a document inside a document is looked through like the one around it."""
    try:
        opened = zipfile.ZipFile(BytesIO(content))
        _refuse_company(content, opened)
        texts = {info.filename: _looked_through(opened, info) for info in _entries(opened)}
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
    ):
        raise No("FileIsBroken") from None
    kind = _kind(texts)
    inside = [name for name, text in texts.items() if text.startswith(_ARCHIVE)]
    for name in inside:
        _refuse_inside(texts.pop(name), is_deeper=is_inside)
    _refuse_acts(texts)
    return Found(kind)


def _refuse_inside(content: bytes, *, is_deeper: bool) -> None:
    """Refuse an archive within a document that is no plain document itself, or lies deeper still."""
    if is_deeper:
        raise No("DocumentActs")
    try:
        archive(content, is_inside=True)
    except No as no:
        raise No("ArchiveTooLarge" if str(no) == "ArchiveTooLarge" else "DocumentActs") from None


def _refuse_company(content: bytes, opened: zipfile.ZipFile) -> None:
    """Refuse an archive that does not begin with its first entry and end with its own end."""
    starts = sorted(info.header_offset for info in opened.infolist())
    at_end = content[-22:-18] == b"PK\x05\x06" and content[-2:] == b"\0\0"
    if not starts or starts[0] != 0 or not at_end or opened.comment:
        raise No("FileIsBroken")


def _entries(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = opened.infolist()
    names = [info.filename for info in entries]
    if len(entries) > MOST_ENTRIES or sum(info.file_size for info in entries) > MOST_UNPACKED:
        raise No("ArchiveTooLarge")
    if len({name.lower() for name in names}) != len(names):
        raise No("FileIsBroken")
    for info in entries:
        parts = info.filename.replace("\\", "/").split("/")
        leads_out = info.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]
        is_link = info.external_attr >> 16 & 0o170000 == 0o120000
        if leads_out or is_link or info.flag_bits & 1 or info.compress_type not in (0, 8):
            raise No("FileIsBroken")
    return entries


def _looked_through(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack one entry piece by piece, whatever it says of its size; keep what is text, or an archive again."""
    kept, size = bytearray(), 0
    is_text = info.filename.lower().endswith(_TEXT) or info.filename == "mimetype"
    with opened.open(info) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            grows = size > PIECE and size > MOST_TIMES * max(info.compress_size, 1)
            if grows or size > MOST_OF_ENTRY:
                raise No("ArchiveTooLarge")
            if is_text or (not kept and piece.startswith(_ARCHIVE)) or kept.startswith(_ARCHIVE):
                kept += piece
    return bytes(kept)


def _kind(texts: dict[str, bytes]) -> str:
    if (
        texts.get("mimetype", b"").strip() == b"application/vnd.oasis.opendocument.text"
        and "content.xml" in texts
    ):
        return "odt"
    if "[Content_Types].xml" in texts:
        if "word/document.xml" in texts:
            return "docx"
        if "xl/workbook.xml" in texts:
            return "xlsx"
    raise No("FormatNotTaken")


def _refuse_acts(texts: dict[str, bytes]) -> None:
    for name, text in texts.items():
        if _MACROS.search(name) and not _PRINTER.search(name):
            raise No("DocumentActs")
        if b"\0" in text[:200]:
            raise No("FileIsBroken")  # in another encoding our patterns would not see what a reader sees
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise No("FileIsBroken")
        if (name == "[Content_Types].xml" and _MACRO_TYPE.search(text)) or _ODT_SCRIPT.search(text):
            raise No("DocumentActs")
        if name.lower().endswith(".rels") and any(not _LINK.search(one) for one in _OUTSIDE.findall(text)):
            raise No("DocumentReachesOut")
        if _ODT_OUTSIDE.search(text):
            raise No("DocumentReachesOut")
        if name.startswith(("word/document", "xl/externalLinks/")) and _DDE.search(text):
            raise No("DocumentActs")
