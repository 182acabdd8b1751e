"""PDF: kept as it came where nothing in it acts; its first pages drawn as pictures.

Names of actions are looked for in every byte, and in every packed stream, whatever the file says of its own parts:
readers differ in what they believe, so nothing that one of them might run may stand anywhere.

Source: ISO 32000-1, 7.3.5 (names), 7.5.7 (object streams), 12.6.4 (actions).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pypdfium2.raw as raw

from infrastructure.sandbox.found import Found, No
from infrastructure.sandbox.images import preview_of

PREVIEWED = 3
"""Pages drawn. Source: quy ước nội bộ."""
MOST_PAGES = 2000
PIXELS = 1200
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_END = rb"(?=[\x00\s/<>\[\](){}%]|$)"
_ACTS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE|Movie"
    rb"|Rendition|Sound)" + _END
)
_LOCKED = re.compile(rb"/Encrypt" + _END)
_STREAM = re.compile(rb"stream\r?\n")
_ODD_PACKING = re.compile(
    rb"/ObjStm.{0,400}?/(?:LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL)"
    rb"|/(?:LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL)"
    + _END
    + rb".{0,400}?/ObjStm",
    re.S,
)
_DEFLATED = 8
"""Method in the first byte of what zlib packed (RFC 1950, 2.2)."""
MOST_LAYERS = 3
MOST_OF_STREAM, MOST_OF_ALL = 8 << 20, 160 << 20
"""How much of one packed stream, and of all, is unpacked to be looked through."""


def pdf(content: bytes) -> Found:
    """Return what it is, with pictures of its first pages."""
    _refuse_company(content)
    _refuse_acts(content)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as wrong:
        locked = getattr(wrong, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise No("PdfIsLocked" if locked else "FileIsBroken") from None
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise No("PdfIsLocked")
    if raw.FPDFDoc_GetAttachmentCount(document) > 0 or raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise No("PdfActs")
    pages = len(document)
    if not 1 <= pages <= MOST_PAGES:
        raise No("FileIsBroken")
    return Found("pdf", None, [_drawn(document, n) for n in range(min(pages, PREVIEWED))], pages)


def _refuse_company(content: bytes) -> None:
    """Refuse what stands before or behind the document, and what is an archive as well."""
    end = content.rfind(b"%%EOF")
    if end < 0 or content[end + 5 :].strip(b"\r\n\t \x00"):
        raise No("FileIsBroken")
    if zipfile.is_zipfile(BytesIO(content)):
        raise No("FileIsBroken")


def _refuse_acts(content: bytes) -> None:
    plain = _HEX.sub(lambda found: bytes([int(found[1], 16)]), content)
    if _LOCKED.search(plain):
        raise No("PdfIsLocked")
    if _ACTS.search(plain):
        raise No("PdfActs")
    if _ODD_PACKING.search(plain):
        raise No("FileIsBroken")
    left = MOST_OF_ALL
    for found in _STREAM.finditer(content):
        for unpacked in _layers(content, found.end()):
            left -= len(unpacked)
            if left < 0:
                raise No("TookTooLong")
            if b"/" in unpacked and _ACTS.search(_HEX.sub(lambda one: bytes([int(one[1], 16)]), unpacked)):
                raise No("PdfActs")


def _layers(content: bytes, at: int) -> Iterator[bytes]:
    """Yield a stream unpacked, and what that is when it is unpacked again: filters may be named more than once.

    Raises:
        No: It is packed too often.
    """
    unpacked = _unpacked(content, at)
    for _ in range(MOST_LAYERS):
        yield unpacked
        if not unpacked or unpacked[0] & 0x0F != _DEFLATED:
            return
        unpacked = _unpacked(unpacked, 0)
    if unpacked:
        raise No("FileIsBroken")


def _unpacked(content: bytes, at: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(content[at : at + (4 << 20)], MOST_OF_STREAM)
    except zlib.error:
        return b""


def _drawn(document: pypdfium2.PdfDocument, number: int) -> bytes:
    try:
        page = document[number]
        width, height = page.get_size()
        if not (0 < width < 20_000 and 0 < height < 20_000):
            raise No("FileIsBroken")
        scale = PIXELS / max(width, height)
        return preview_of(page.render(scale=scale).to_pil().convert("RGB"))
    except pypdfium2.PdfiumError:
        raise No("FileIsBroken") from None
